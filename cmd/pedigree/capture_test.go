package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pedigree/abci/ledger"
	"pedigree/events/capture"
	"pedigree/record"
	"pedigree/scanner"
)

// TestCapture: who may capture what, in which form; and that nothing is recorded.
func TestCapture(t *testing.T) {
	p := running(t)
	h, err := p.handler()
	if err != nil {
		t.Fatal(err)
	}
	before, err := p.node.Client.FactTip(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	acme := capturing{h: h, method: "POST", kind: "application/ld+json", as: p.keyFile("acme"), origin: p.url}
	answer, plan := acme.ask(t, captured)
	if plan == nil || len(plan.Orders) != 2 || plan.ChainID != p.trust.ChainID || plan.Height == 0 {
		t.Fatalf("%s %+v", answer, plan)
	}
	acme.query = "?closeLots=true"
	if answer, plan := acme.ask(t, captured); plan == nil || len(plan.Orders) != 3 ||
		plan.Orders[2].Command != "close_lot" {
		t.Errorf("with closeLots: %s %+v", answer, plan)
	}
	acme.query = ""
	p.refusedCaptures(t, acme)
	p.silentCapture(t, acme)
	after, err := p.node.Client.FactTip(t.Context())
	if err != nil || after.Count != before.Count {
		t.Errorf("%d facts before, %d after; %v", before.Count, after.Count, err)
	}
	p.suspendedCapture(t, acme)
}

func (p *process) refusedCaptures(t *testing.T, acme capturing) {
	stranger := filepath.Join(t.TempDir(), "stranger.pem")
	if _, err := newKeyFile(stranger); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		change   func(*capturing)
		document string
		want     string
	}{
		{"no token", func(c *capturing) { c.as = "" }, captured, "401 Unauthenticated"},
		{"rubbish for a token", func(c *capturing) {
			c.as, c.header = "",
				map[string]string{"Authorization": "Bearer x.y.z"}
		}, captured, "401 Unauthenticated"},
		{"a token for another gateway", func(c *capturing) { c.origin = "https://other.example" }, captured, "401 Unauthenticated"},
		{"a key that nobody has", func(c *capturing) { c.as = stranger }, captured, "403 Forbidden"},
		{"another party's events", func(c *capturing) { c.as = p.keyFile("globex") }, captured,
			"403 Forbidden no event of the document is yours; event 1: product 09504000100018 is another party's to make"},
		{"the largest", nil, largest, "400 BadRequest"},
		{"too large", nil, largest + " ", "413 TooLarge"},
		{"no JSON", nil, captured[:200], "400 BadRequest the document cannot be captured"},
		{"no EPCIS", nil, `{"type":"EPCISDocument"}`, "400 BadRequest the document cannot be captured: "},
		{"an event without its time", nil, strings.Replace(captured, "eventTime\"", "eventTme\"", 1),
			"400 BadRequest the document cannot be captured: not valid EPCIS 2.0: "},
		{"an order that no ledger takes", nil, strings.Replace(captured, `"epcList":[`,
			`"epcList":["https://example.org/01/09504000100018/21/CAPTURED1",`, 1),
			`400 BadRequest the document cannot be captured: event 1: add_serials: serial "CAPTURED1"`},
		{"no XML", func(c *capturing) { c.kind = "text/xml" }, "<EPCISDocument>", "400 BadRequest the document cannot"},
		{"JSON that is called XML", func(c *capturing) { c.kind = "application/xml" }, captured, "400 BadRequest the document is not of its Content-Type"},
		{"XML that is called JSON", nil, "<a/>", "400 BadRequest the document is not of its Content-Type"},
		{"a text", func(c *capturing) { c.kind = "text/plain" }, captured, "415 BadRequest"},
		{"nobody knows what", func(c *capturing) { c.kind = "" }, captured, "415 BadRequest"},
		{"another alphabet", func(c *capturing) { c.kind = "application/xml; charset=iso-8859-1" }, "<a/>", "415 BadRequest"},
		{"packed", func(c *capturing) { c.header = map[string]string{"Content-Encoding": "gzip"} }, captured, "415 BadRequest"},
		{"closeLots=maybe", func(c *capturing) { c.query = "?closeLots=maybe" }, captured, "400 BadRequest closeLots"},
		{"GET", func(c *capturing) { c.method = "GET" }, "", "405 BadRequest"},
		{"PUT, by nobody", func(c *capturing) { c.method, c.as = "PUT", "" }, captured, "401 Unauthenticated"},
		{"of unknown length", func(c *capturing) { c.chunked = true }, captured, "411 BadRequest"},
		{"shorter than it says", func(c *capturing) { c.cut = true }, captured, "400 BadRequest the document did not arrive whole"},
	} {
		asked := acme
		if c.change != nil {
			c.change(&asked)
		}
		if answer, _ := asked.ask(t, c.document); !strings.HasPrefix(answer, c.want) {
			t.Errorf("%s: %s, want %s", c.name, answer, c.want)
		}
	}
	for _, kind := range []string{"application/json", "application/json; charset=UTF-8"} {
		acme.kind = kind
		if answer, _ := acme.ask(t, captured); answer != "200" {
			t.Errorf("%s: %s", kind, answer)
		}
	}
}

// suspendedCapture: rights that were taken away, or have not begun, are none.
func (p *process) suspendedCapture(t *testing.T, acme capturing) {
	d := &demo{ctx: t.Context(), url: p.localURL, home: p.options.home, devices: map[string]*device{}}
	gln, err := demoGLN("acme")
	if err != nil {
		t.Fatal(err)
	}
	later := filepath.Join(t.TempDir(), "later.pem")
	key, err := newKeyFile(later)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		as, command string
		body        any
		key, want   string
	}{
		{"acme", "add_key", record.AddKey{Public: publicOf(key), Site: gln, Label: "next year's",
			From: uint64(time.Now().Add(time.Hour).Unix())}, later, "is not valid today"},
		{"authority", "suspend", record.SuspendParty{Party: gln, Reason: "licence under review"}, acme.as, "is suspended"},
	} {
		if err := d.order(c.as, c.command, c.body); err != nil {
			t.Fatal(err)
		}
		asked := acme
		asked.as = c.key
		if answer, _ := asked.ask(t, captured); !strings.HasPrefix(answer, "403 Forbidden") ||
			!strings.Contains(answer, c.want) {
			t.Errorf("after %s: %s", c.command, answer)
		}
	}
}

// silent is a ledger that falls silent.
type silent struct{}

func (silent) Get(context.Context, uint64, ...string) (uint64, map[string]record.Value, error) {
	return 0, nil, errors.New("connection refused")
}

func (silent) Index(context.Context, ...record.Name) ([]record.Index, error) {
	return nil, errors.New("connection refused")
}

// silentCapture is an outage, and no word about anybody's events.
func (p *process) silentCapture(t *testing.T, acme capturing) {
	questions, err := p.questions(&scanner.Scanner{Ledger: p.node.Client, Trust: p.trust, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	door := captures{capture.Door{Records: silent{}, ChainID: "x", Commands: ledger.Names(), Check: checkStep}}
	acme.h = questions.ForDevices(door.serve)
	if answer, _ := acme.ask(t, captured); !strings.HasPrefix(answer, "503 Unavailable") {
		t.Error(answer)
	}
}
