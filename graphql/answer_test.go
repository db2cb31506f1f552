package graphql_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"pedigree/graphql"
	"pedigree/graphql/readmodel"
	"pedigree/record"
)

const everythingOfAVerdict = `query($code:String!,$purpose:Purpose,$min:String){
	verify(code:$code,purpose:$purpose,minHeight:$min){verdict authenticity use reasons{code text}
	basis label{gtin serial lot expiry humanReadable digitalLink}
	lot{gtin lot expiry made serialised recalled{class depth}}
	product{gtin name strength form pack manufacturer} trail{step role country day}
	height time bundle message advice}}`

func TestVerify(t *testing.T) {
	w := newWorld(t)
	r := w.ask(everythingOfAVerdict, "code", packCode(1), "min", "3")
	if r.status != 200 || len(r.Errors) > 0 {
		t.Fatal(r.text)
	}
	w.expect(r, "GENUINE", "verify", "verdict")
	w.expect(r, "NOTICE", "verify", "use")
	w.expect(r, "REPORTED", "verify", "basis") // though the verifier claimed more
	w.expect(r, "LOT1", "verify", "lot", "lot")
	w.expect(r, "Party 0", "verify", "product", "manufacturer")
	w.expect(r, base64.RawURLEncoding.EncodeToString([]byte("bundle")), "verify", "bundle")
	w.expect(r, "dispensing", "verify", "trail", 5, "step")
	w.expect(r, "dispenser", "verify", "trail", 5, "role")
	if a := w.judge.asked[0]; a.Purpose != record.ForPatient || a.MinHeight != 3 {
		t.Errorf("the verifier was asked %+v", a)
	}
	r = w.ask(everythingOfAVerdict, "code", packCode(1), "purpose", "DISPENSE")
	w.expect(r, "BLOCKED", "verify", "verdict")
	r = w.ask(everythingOfAVerdict, "code", packCode(77))
	w.expect(r, "NOT_REGISTERED", "verify", "verdict")
	w.expect(r, nil, "verify", "lot")
	r = w.ask(everythingOfAVerdict, "code", "rubbish")
	w.expect(r, "SCAN_FAULT", "verify", "verdict")
	w.expect(r, nil, "verify", "label")
}

// Whatever is asked, a verdict names no site, no party's number and no quantity,
// and of other packs nothing.
func TestVerifyRevealsNobody(t *testing.T) {
	w := newWorld(t, func(c *graphql.Config) { c.Open = false })
	codes := []string{packCode(1), packCode(77), "(01)" + gtin(1).String() + "(10)LOT1",
		packCode(1) + "(10)LOT9", packCode(1) + "(17)270101", "x", ""}
	var secrets []string
	for i := range 3 {
		secrets = append(secrets, partyNo(i).String(), siteNo(i).String(), "Site ")
	}
	secrets = append(secrets, "7654321", "SN00002", "SN00003", "LOT2", "Party 1", "Party 2")
	for _, code := range codes {
		for _, purpose := range []string{"PATIENT", "DISPENSE", "RECEIVE", "INSPECT"} {
			r := w.ask(everythingOfAVerdict, "code", code, "purpose", purpose)
			if r.status != 200 || at(r.Data, "verify", "message") == nil {
				t.Fatal(r.text)
			}
			for _, secret := range secrets {
				if strings.Contains(r.text, secret) {
					t.Errorf("%s for %s reveals %s: %s", code, purpose, secret, r.text)
				}
			}
		}
	}
}

// Where the gateway is not open, names and holdings are for nobody yet.
func TestClosedToTheAnonymous(t *testing.T) {
	w := newWorld(t, func(c *graphql.Config) { c.Open = false })
	g := `"` + gtin(1).String() + `"`
	for _, query := range []string{
		`{unit(code:"` + packCode(1) + `"){holder{gln}}}`, `{lot(gtin:` + g + `,lot:"LOT1"){lot}}`,
		`{party(gln:"` + siteNo(1).String() + `"){name}}`,
		`{events(first:1){edges{cursor}}}`, `{holders(gtin:` + g + `,lot:"LOT1"){held}}`, `{governance{params{name}}}`,
		`{...F} fragment F on Query{x:party(gln:"` + siteNo(1).String() + `"){name}}`,
	} {
		before := w.handler.Resolved()
		r := w.ask(query)
		if r.code() != "Forbidden" || r.status != 403 || w.handler.Resolved() != before {
			t.Errorf("%s: %s", query, r.text)
		}
	}
	for _, query := range []string{`{network{height}}`, `{product(gtin:` + g + `){name}}`} {
		if r := w.ask(query); len(r.Errors) > 0 {
			t.Error(r.text)
		}
	}
}

func TestMinHeightWaits(t *testing.T) {
	w := newWorld(t)
	w.handler.Hurry(2*time.Second, 20*time.Millisecond, time.Second, time.Second)
	r := w.ask(`query($h:String){party(gln:"`+siteNo(1).String()+`",minHeight:$h){name}}`, "h", "9")
	if r.code() != "LAGGING" || r.status != 503 || r.Data != nil {
		t.Fatalf("a height that does not come: %s", r.text)
	}
	w.handler.Hurry(2*time.Second, 10*time.Second, time.Second, time.Second)
	answer := make(chan *reply)
	go func() {
		answer <- w.ask(`{holders(gtin:"` + gtin(1).String() + `",lot:"LOT2",minHeight:"9"){held}}`)
	}()
	if err := w.model.Apply(t.Context(), w.told.more(4)); err != nil { // up to height 9
		t.Fatal(err)
	}
	w.model.Observe(readmodel.Cursor{Ordinal: uint64(len(w.told.entries)), Height: 9, Time: startTime})
	if r := <-answer; len(r.Errors) > 0 || r.Extensions.AsOf.Height != "9" {
		t.Errorf("after it came: %s", r.text)
	}
}

// A read model that lags too far says so; verdicts do not rest on it.
func TestLagging(t *testing.T) {
	w := newWorld(t, func(c *graphql.Config) { c.LagLimit = 5 })
	n := uint64(len(w.told.entries))
	party := `{party(gln:"` + siteNo(1).String() + `"){name}}`
	w.model.Observe(readmodel.Cursor{Ordinal: n + 5, Height: 20})
	if r := w.ask(party); len(r.Errors) > 0 || r.Extensions.AsOf.Lag != "5" {
		t.Errorf("at the limit: %s", r.text)
	}
	w.model.Observe(readmodel.Cursor{Ordinal: n + 6, Height: 21})
	if r := w.ask(party); r.code() != "LAGGING" || r.Data != nil {
		t.Errorf("beyond the limit: %s", r.text)
	}
	r := w.ask(everythingOfAVerdict, "code", packCode(1))
	w.expect(r, "GENUINE", "verify", "verdict")
	r = w.ask(`{network{readers{name lag}}}`)
	w.expect(r, "6", "network", "readers", 1, "lag")
}

func TestSubmit(t *testing.T) {
	w := newWorld(t)
	query := `mutation($tx:String!,$wait:Acknowledgement){submit(tx:$tx,wait:$wait){
		id status height index code number message advice events{command}}}`
	tx := base64.StdEncoding.EncodeToString([]byte("signed"))
	w.orders.outcome = graphql.Outcome{ID: "ab", Status: "COMMITTED", Height: 4, Index: 0, First: 12,
		Facts: 1}
	r := w.ask(query, "tx", tx, "wait", "PROJECTED")
	w.expect(r, "PROJECTED", "submit", "status")
	w.expect(r, "ship", "submit", "events", 0, "command")
	w.expect(r, nil, "submit", "code")
	r = w.ask(`mutation($tx:String!){submit(tx:$tx){status index}}`, "tx", tx)
	w.expect(r, "COMMITTED", "submit", "status")
	if got := strings.Join(w.orders.waits, " "); got != "COMMITTED COMMITTED" {
		t.Errorf("the ledger was asked to wait for %s", got)
	}
	if string(w.orders.sent[0]) != "signed" {
		t.Errorf("sent %q", w.orders.sent[0])
	}

	w.orders.outcome = graphql.Outcome{ID: "ab", Status: "REFUSED", Height: 4, Index: 1,
		Code: record.NotHolder, Text: "pack X is not at this site"}
	r = w.ask(query, "tx", tx)
	w.expect(r, "NotHolder", "submit", "code")
	w.expect(r, 19, "submit", "number")
	if at(r.Data, "submit", "advice") == nil {
		t.Errorf("no advice: %s", r.text)
	}

	w.handler.Hurry(time.Second, 20*time.Millisecond, time.Second, time.Second)
	w.orders.outcome = graphql.Outcome{ID: "ab", Status: "COMMITTED", Height: 99, First: 900,
		Facts: 2}
	r = w.ask(query, "tx", tx, "wait", "PROJECTED")
	w.expect(r, "COMMITTED", "submit", "status") // not projected in time: not said

	large := base64.StdEncoding.EncodeToString(make([]byte, 48_000))
	if r = w.ask(query, "tx", large); len(r.Errors) > 0 {
		t.Errorf("48,000 bytes: %s", r.text)
	}
	larger := base64.StdEncoding.EncodeToString(make([]byte, 48_001))
	if r = w.ask(query, "tx", larger); r.code() != "TooLarge" {
		t.Errorf("48,001 bytes: %.200s", r.text)
	}
	if r = w.ask(`mutation{a:submit(tx:"AAAA"){id} b:submit(tx:"AAAA"){id}}`); r.code() != "TooLarge" {
		t.Errorf("two orders: %s", r.text)
	}
}

// What goes wrong elsewhere is said without its particulars.
func TestPartsThatFail(t *testing.T) {
	w := newWorld(t)
	w.judge.down, w.orders.err = errDown, errDown
	for _, query := range []string{`{verify(code:"x"){use}}`, `{network{height}}`,
		`mutation{submit(tx:"AAAA"){id}}`} {
		r := w.ask(query)
		if r.code() != "Unavailable" || strings.Contains(r.text, "10.0.0.7") {
			t.Errorf("%s: %s", query, r.text)
		}
	}
	w.judge.down = graphql.ErrLagging
	if r := w.ask(`{verify(code:"x",minHeight:"99"){use}}`); r.code() != "LAGGING" {
		t.Error(r.text)
	}
	w.handler.Hurry(time.Nanosecond, time.Second, time.Second, time.Second)
	r := w.ask(`{holders(gtin:"` + gtin(1).String() + `",lot:"LOT2"){held}}`)
	if r.code() != "Timeout" {
		t.Error(r.text)
	}
}

func TestPanicsStayInside(t *testing.T) {
	w := newWorld(t)
	w.judge.records = nil // a map that reads as empty: NOT_REGISTERED
	w.handler.Verifier = nil
	r := w.ask(`{verify(code:"x"){use}}`)
	if r.code() != "Internal" || strings.Contains(r.text, "nil") {
		t.Error(r.text)
	}
	if !strings.Contains(w.log.String(), "nil pointer") {
		t.Errorf("the log says %q", w.log)
	}
}
