package system

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// plan is the answer of POST /capture, as a partner's system reads it.
type plan struct {
	ChainID, Party, Height string
	Orders                 []struct {
		Event                                  int
		EventID, Command, CBOR, Step, Conflict string
		Body                                   map[string]any
		Exists                                 *bool
	}
	Left, Notes []struct {
		Event     int
		What, Why string
		Foreign   bool
	}
}

// capture hands in a document with a device's token.
func (u *terminal) capture(key, kind string, document []byte) (status int, answer []byte) {
	u.t.Helper()
	req := must(http.NewRequestWithContext(within(u.t), http.MethodPost, u.url+"/capture",
		bytes.NewReader(document)))(u.t)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Authorization", "Bearer "+
		strings.TrimSpace(u.expect(0, "token", "--as", key, "--url", u.url).out))
	resp := must(web.Do(req))(u.t)
	defer resp.Body.Close()
	return resp.StatusCode, must(io.ReadAll(resp.Body))(u.t)
}

func (u *terminal) captured(key, kind string, document []byte) (p plan, answer []byte) {
	u.t.Helper()
	status, answer := u.capture(key, kind, document)
	if status != http.StatusOK {
		u.t.Fatalf("%d %s", status, answer)
	}
	if err := json.Unmarshal(answer, &p); err != nil {
		u.t.Fatalf("%v in %s", err, answer)
	}
	return p, answer
}

// has says of each order whether the ledger has it.
func (p plan) has() string {
	var out []string
	for _, o := range p.Orders {
		switch {
		case o.Exists == nil:
			out = append(out, o.Command+" ?")
		default:
			out = append(out, fmt.Sprint(o.Command, " ", *o.Exists))
		}
	}
	return strings.Join(out, ", ")
}

// TestCaptureOfTheExampleOfGS1US: the same document as TestImportOfTheExampleOfGS1US goes in
// over HTTP; the plan that comes back is signed where the key is, and its packs verify. A
// second capture says what is there, and signed again it changes nothing.
func TestCaptureOfTheExampleOfGS1US(t *testing.T) {
	text, err := os.ReadFile(pharmaExample)
	if err != nil {
		fmt.Println("epcis captured and signed: 0 of 8 events, the example of GS1 US is not here")
		t.Skip("the example of GS1 US is not at hand: ", err)
	}
	s := serve(t, "--no-demo")
	u := s.terminal()
	keys := u.join(s, usMaker, usWarehouse)
	key := keys[usMaker.name]
	today := bytes.ReplaceAll(text, []byte("2025-03-27"), []byte("2031-03-27"))

	first, answer := u.captured(key, "application/xml", today)
	if got := first.has(); got != "register_product false, register_lot false, add_serials false, pack ?, ship ?" ||
		len(first.Left) != 0 || first.Party != usMaker.gln || first.ChainID != s.chain() || first.Height == "" {
		t.Fatalf("%s\n%s", got, answer)
	}
	for n, o := range first.Orders {
		if o.CBOR == "" || len(o.Body) == 0 || len(o.Step) != 64 || n > 0 && !strings.HasPrefix(o.EventID, "ni:///sha-256;") {
			t.Errorf("%+v", o)
		}
	}
	s.commandsAre() // nothing is recorded by itself
	if status, answer := u.capture(keys[usWarehouse.name], "application/xml", today); status != http.StatusForbidden {
		t.Errorf("captured by another party: %d %s", status, answer)
	}

	file := u.file("plan.json", answer)
	u.expect(0, "import", file, "--plan", "--as", key, "--dry-run").says(t, "not sent", "add_serials",
		`{"to":"0399993456780","items":[{"sscc":"403000112345678901"}]`)
	u.plansNotSigned(key, answer)
	s.commandsAre()
	u.expect(0, "import", file, "--plan", "--as", key).says(t, "COMMITTED", "ship")
	facts := []string{"register_product", "register_lot", "add_serials", "pack", "ship"}
	s.commandsAre(facts...)
	for serial := 11; serial <= 22; serial++ {
		code := fmt.Sprintf("(01)00300010123455(21)%d(10)A123(17)310327", serial)
		u.verify(0, s.trust(), code).is(t, "GENUINE", "OK", "PROVEN")
	}
	s.comesOutAgain(true)
	fmt.Println("epcis captured and signed: 8 of 8 events, 12 packs GENUINE")

	second, answer := u.captured(key, "text/xml", today)
	if got := second.has(); got != "register_product true, register_lot true, add_serials true, pack ?, ship ?" {
		t.Errorf("captured again: %s", got)
	}
	for n, o := range second.Orders {
		if o.Step != first.Orders[n].Step {
			t.Errorf("%s is another step: %s, before %s", o.Command, o.Step, first.Orders[n].Step)
		}
	}
	file = u.file("again.json", answer)
	again := u.bringIn(0, key, file, "--plan")
	if got, want := again.statuses(), strings.Join(facts, " COMMITTED before, ")+" COMMITTED before"; got != want {
		t.Errorf("signed again: %s", got)
	}
	if err := os.Remove(key + ".imports"); err != nil {
		t.Fatal(err)
	}
	if got := u.bringIn(3, key, file, "--plan").statuses(); got != "register_product there already, "+
		"register_lot there already, add_serials REFUSED, pack not sent, ship not sent" {
		t.Errorf("without a journal: %s", got)
	}
	s.commandsAre(facts...)
	old, _ := u.captured(key, "application/xml", text)
	if o := old.Orders[1]; *o.Exists || o.Conflict != "lot A123 expires on 2031-03-27, not on 2025-03-27" {
		t.Errorf("another expiry date: %+v", o)
	}
}

// plansNotSigned: a plan that says one thing and signs another is not signed, nor one for
// another ledger, nor what is no plan.
func (u *terminal) plansNotSigned(key string, answer []byte) {
	u.t.Helper()
	for what, change := range map[string][3]string{
		"another receiver": {`"to":"0399993456780"`, `"to":"0300011111116"`, "ship: cbor is not what body says"},
		"another ledger":   {`"chainId":"`, `"chainId":"other-`, "the plan is for the ledger other-"},
		"another party": {`"party":"0300011111116"`, `"party":"0399993456780"`,
			"the plan is for 0399993456780, the key is of 0300011111116"},
		"an order of no document":  {`"command":"ship"`, `"command":"add_key"`, "add_key: no such order"},
		"an order with a conflict": {`"command":"ship"`, `"conflict":"it went","command":"ship"`, "ship: it went"},
		"one name, two receivers":  {`"body":{"to"`, `"body":{"to":"0300011111116","to"`, "not spelled as POST /capture does"},
		"an unknown order":         {`"command":"ship"`, `"command":"shipp"`, "no such order"},
		"an unknown field":         {`"body":{"to"`, `"body":{"two":2,"to"`, "unknown field"},
		"no answer of that":        {`"chainId"`, `"chain"`, "no answer of POST /capture"},
		"a part of it":             {`"notes":`, `"notes"`, "no answer of POST /capture"},
	} {
		changed := bytes.Replace(answer, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(changed, answer) {
			u.t.Fatalf("%s: no %s in the plan", what, change[0])
		}
		u.expect(1, "import", u.file("changed.json", changed), "--plan", "--as", key).says(u.t, change[2])
	}
	name := filepath.Join(u.dir, "plan.json")
	u.expect(2, "import", name, "--plan", "--close-lots", "--as", key).says(u.t, "closeLots=true")
	u.expect(2, "import", name, "--plan").says(u.t, "--as KEYFILE")
	u.expect(1, "import", name, "--as", key) // a plan is no document
}
