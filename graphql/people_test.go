package graphql_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"pedigree/graphql"
	"pedigree/graphql/bearer"
	"pedigree/gs1"
	"pedigree/record"
)

// people are the ledger's records of those who ask: parties 0 to 4 and an
// authority, each with a device.
type people struct {
	mu      sync.Mutex
	records map[string]record.Value
	down    error
	door    bearer.Door
}

const authorityNo = -1

func partyOf(n int) gs1.GLN {
	if n == authorityNo {
		return gln(1)
	}
	return partyNo(n)
}

func keyOf(n int) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(fmt.Sprint("device ", n)))
	return ed25519.NewKeyFromSeed(seed[:])
}

func kidOf(n int) record.KID { return record.KIDOf(keyOf(n).Public().(ed25519.PublicKey)) }

func (p *people) Get(_ context.Context, _ uint64, keys ...string) (
	uint64, map[string]record.Value, error) {

	p.mu.Lock()
	defer p.mu.Unlock()
	found := map[string]record.Value{}
	for _, k := range keys {
		if v, ok := p.records[k]; ok {
			found[k] = v
		}
	}
	return 9, found, p.down
}

func (p *people) set(n int, revoked, suspended bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	device := record.DeviceKey{Party: partyOf(n), Site: partyOf(n)}
	copy(device.Public[:], keyOf(n).Public().(ed25519.PublicKey))
	if revoked {
		device.Revoked = 1
	}
	party := record.Party{GLN: partyOf(n), Name: "N", Country: "DE", Suspended: suspended}
	if n == authorityNo {
		party.Licences = []record.Licence{{Role: record.Authority}}
	}
	p.records[record.KeyKey(kidOf(n))] = device.Encode()
	p.records[record.PartyKey(partyOf(n))] = party.Encode()
}

const gateway = "https://gateway.example"

// closed makes a world whose gateway knows its people and is not open.
func closed(t testing.TB, change ...func(*graphql.Config)) (*world, *people) {
	p := &people{records: map[string]record.Value{}}
	p.door = bearer.Door{Records: p, Origins: []string{gateway}, Now: time.Now}
	for n := authorityNo; n < 5; n++ {
		p.set(n, false, false)
	}
	proofs := &proving{}
	w := newWorld(t, append([]func(*graphql.Config){func(c *graphql.Config) {
		c.Open, c.Bearers, c.Prover = false, p.door, proofs
	}}, change...)...)
	proofs.w = w
	return w, p
}

func token(n int) string { return "Bearer " + must(bearer.Sign(keyOf(n), gateway, time.Now())) }

func TestTokens(t *testing.T) {
	w, p := closed(t)
	body := []byte(`{"query":"{lot(gtin:\"` + gtin(1).String() + `\",lot:\"LOT1\"){lot registered}}"}`)
	ask := func(authorization string) *reply {
		return w.send(body, map[string]string{"Authorization": authorization})
	}
	r := ask(token(0))
	w.expect(r, "3", "lot", "registered")
	if r = ask(token(1)); at(r.Data, "lot", "lot") != "LOT1" || at(r.Data, "lot", "registered") != nil {
		t.Error("the yield is not the wholesaler's to know:", r.text)
	}
	for name, authorization := range map[string]string{
		"basic": "Basic YTpi", "rubbish": "Bearer x.y.z", "nothing": "Bearer ",
		"another gateway": "Bearer " + must(bearer.Sign(keyOf(0), "https://x.example", time.Now())),
	} {
		before := w.handler.Resolved()
		r := ask(authorization)
		if r.status != 401 || r.code() != "Unauthenticated" || w.handler.Resolved() != before ||
			r.header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: %d %s", name, r.status, r.text)
		}
	}
	good := token(0)
	p.set(0, true, false)
	if r := ask(good); r.status != 403 || r.code() != "Forbidden" {
		t.Errorf("a revoked key: %s", r.text)
	}
	p.set(0, false, true)
	if r := ask(good); r.status != 403 || r.code() != "Forbidden" {
		t.Errorf("a suspended party: %s", r.text)
	}
	p.set(0, false, false)
	p.down = errDown
	if r := ask(good); r.status != 503 || r.code() != "Unavailable" {
		t.Errorf("the ledger is down: %s", r.text)
	}
}

// Whoever says who he is sees what is his, also where everybody may see all.
func TestTokenNarrowsAnOpenGateway(t *testing.T) {
	w, _ := closed(t, func(c *graphql.Config) { c.Open = true })
	body := []byte(`{"query":"{holders(gtin:\"` + gtin(1).String() + `\",lot:\"LOT2\"){held}}"}`)
	if n := len(at(w.send(body, nil).Data, "holders").([]any)); n != 2 {
		t.Errorf("the anonymous sees %d of 2 holdings", n)
	}
	r := w.send(body, map[string]string{"Authorization": token(1)})
	if n := len(at(r.Data, "holders").([]any)); n != 1 {
		t.Errorf("the wholesaler sees %d holdings instead of its own", n)
	}
}

func TestSocketRights(t *testing.T) {
	w, p := closed(t)
	w.handler.HurryRights(20 * time.Millisecond)
	anonymous := w.hello()
	anonymous.subscribe("1", `subscription{events{id}}`)
	if f := anonymous.next(); f.Type != "error" {
		t.Errorf("the anonymous subscribed: %+v", f)
	}
	bad, _, err := w.dial(nil, "graphql-transport-ws")
	if err != nil {
		t.Fatal(err)
	}
	bad.send(`{"type":"connection_init","payload":{"authorization":"Bearer x"}}`)
	if got := bad.closed(); got != 4403 {
		t.Errorf("a bad token: closed with %d", got)
	}
	_, r, err := w.dial(http.Header{"Authorization": {"Bearer x"}}, "graphql-transport-ws")
	if err == nil || r.StatusCode != 401 {
		t.Errorf("a bad token in the header: %v %v", r, err)
	}

	c, _, err := w.dial(nil, "graphql-transport-ws")
	if err != nil {
		t.Fatal(err)
	}
	c.send(`{"type":"connection_init","payload":{"authorization":"` + token(2) + `"}}`)
	if f := c.next(); f.Type != "connection_ack" {
		t.Fatalf("%+v", f)
	}
	c.subscribe("1", `subscription{events(fromHeight:"1"){command site{gln}}}`)
	for _, want := range []string{"authorize", "authorize", "ship", "receive", "dispense"} {
		if f := c.next(); f.Type != "next" || !strings.Contains(string(f.Payload), `"command":"`+want+`"`) {
			t.Fatalf("want %s: %+v %s", want, f, f.Payload)
		}
	}
	p.set(2, true, false)
	if got := c.closed(); got != 4403 {
		t.Errorf("a revoked key: closed with %d", got)
	}
}
