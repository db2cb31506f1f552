package graphql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"pedigree/graphql"
	"pedigree/gs1"
	"pedigree/record"
)

func (w *world) helloAs(who int) *client {
	w.t.Helper()
	c, _, err := w.dial(nil, "graphql-transport-ws")
	if err != nil {
		w.t.Fatal(err)
	}
	c.send(fmt.Sprintf(`{"type":"connection_init","payload":{"authorization":%q}}`, token(who)))
	if f := c.next(); f.Type != "connection_ack" {
		w.t.Fatalf("%+v", f)
	}
	return c
}

// told reads the next answer of a subscription.
func (c *client) told(field string) map[string]any {
	c.t.Helper()
	f := c.next()
	var payload struct{ Data map[string]map[string]any }
	if err := json.Unmarshal(f.Payload, &payload); err != nil || f.Type != "next" {
		c.t.Fatalf("%s %s: %v", f.Type, f.Payload, err)
	}
	return payload.Data[field]
}

func (t *telling) alert(serial, party int) {
	t.block()
	t.fact(party, "alert", record.AlertRaised{ID: record.NewID("alert", record.Hash{}, len(t.entries)),
		Code: record.NotHolder, Order: "dispense", GTIN: gtin(1), Serial: serialNo(serial), Lot: lotNo(1),
		Parties: []gs1.GLN{partyNo(party)}})
}

func TestAlertsAreFollowed(t *testing.T) {
	w, _ := closed(t)
	c := w.helloAs(1)
	w.told.alert(1, 2) // not the subscriber's
	w.told.alert(2, 1)
	w.told.alert(3, 1)
	c.subscribe("a", `subscription{alerts(fromHeight:"1",filter:{gtin:"`+gtin(1).String()+`"}){serial}}`)
	w.apply(w.told)
	for _, want := range []string{"SN00002", "SN00003"} {
		if got := c.told("alerts"); got["serial"] != want {
			t.Fatalf("got %v, want %s", got, want)
		}
	}
}

// said is a verifier that says what it is told to.
type said struct {
	mu       sync.Mutex
	headline record.Headline
}

func (s *said) Verify(context.Context, graphql.Ask) (graphql.Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return graphql.Answer{Verdict: record.Verdict{Headline: s.headline, Use: record.UseStop}}, nil
}

func (s *said) say(h record.Headline) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.headline = h
}

// A verdict is said at once, and again only when it is another one.
func TestVerdictIsFollowed(t *testing.T) {
	v := &said{headline: record.Genuine}
	w, _ := closed(t, func(c *graphql.Config) { c.Verifier = v })
	c := w.hello() // anybody may
	c.subscribe("v", `subscription{verdict(code:"`+packCode(1)+`",purpose:DISPENSE){verdict use}}`)
	if got := c.told("verdict"); got["verdict"] != "GENUINE" {
		t.Fatalf("first: %v", got)
	}
	w.told.more(1) // a fact that changes nothing, and one that does
	if err := w.model.Apply(t.Context(), w.told.entries); err != nil {
		t.Fatal(err)
	}
	v.say(record.Blocked)
	w.told.more(1)
	w.apply(w.told)
	if got := c.told("verdict"); got["verdict"] != "BLOCKED" {
		t.Fatalf("after the second: %v", got)
	}
	c.subscribe("x", `subscription{verdict(code:"rubbish"){verdict}}`)
	if f := c.next(); f.Type != "error" {
		t.Errorf("a code that is none: %+v", f)
	}
	two := w.hello()
	two.subscribe("x", `subscription{verdict(code:"`+packCode(1)+`"){verdict} v:verdict(code:"x"){use}}`)
	if f := two.next(); f.Type != "error" {
		t.Errorf("two fields: %+v", f)
	}
}
