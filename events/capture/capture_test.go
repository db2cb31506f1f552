package capture_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pedigree/events/capture"
	"pedigree/record"
)

// TestOrders: what people read of an order, what is signed of it and its step go together;
// whoever changes one of them is found out.
func TestOrders(t *testing.T) {
	p, _, err := newState().plan(capture.Asked{}, made+packs("A%3C%26"))
	if err != nil || len(p.Orders) != 2 || p.ChainID != "test" || p.Party != mine {
		t.Fatalf("%+v %v", p, err)
	}
	o := p.Orders[1]
	if want := `{"gtin":"09524000001016","lot":"L1","serials":["A<&"]}`; string(o.Body) != want {
		t.Errorf("body %s", o.Body)
	}
	step, err := o.StepOf(new(record.AddSerials))
	if err != nil || step.Command != "add_serials" || step.EventID != o.EventID ||
		!strings.HasPrefix(step.EventID, "ni:///sha-256;") || len(o.Step) != 64 {
		t.Fatalf("%+v %v", step, err)
	}
	body := record.MustMarshal(step.Body.(record.AddSerials))
	if base64.RawURLEncoding.EncodeToString(body) != o.CBOR || step.ID(body) != o.Step {
		t.Errorf("signed is %s", o.CBOR)
	}
	for name, change := range map[string]func(*capture.Order){
		"another body": func(o *capture.Order) { o.Body = json.RawMessage(strings.Replace(string(o.Body), "L1", "L2", 1)) },
		"a field more": func(o *capture.Order) { o.Body = json.RawMessage(`{"to":"x",` + string(o.Body[1:])) },
		"a field twice": func(o *capture.Order) {
			o.Body = json.RawMessage(`{"lot":"L2",` + string(o.Body[1:]))
		},
		"a field in other letters": func(o *capture.Order) {
			o.Body = json.RawMessage(strings.Replace(string(o.Body), `"lot"`, `"Lot"`, 1))
		},
		"another cbor":  func(o *capture.Order) { o.CBOR = p.Orders[0].CBOR },
		"no base64url":  func(o *capture.Order) { o.CBOR += "=" },
		"another step":  func(o *capture.Order) { o.Step = p.Orders[0].Step },
		"another event": func(o *capture.Order) { o.EventID = "" },
	} {
		changed := o
		change(&changed)
		if s, err := changed.StepOf(new(record.AddSerials)); err == nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestRefusedDocuments: what is no document, and what holds an order that no ledger takes.
func TestRefusedDocuments(t *testing.T) {
	s := newState()
	for name, list := range map[string][]string{
		"no event":     {`"type":"ObjectEvent"`},
		"a pack twice": {made + strings.Replace(packs("A", "A"), "id.gs1.org", "example.org", 1)},
	} {
		if p, _, err := s.plan(capture.Asked{}, list...); !errors.Is(err, capture.ErrDocument) {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
	if p, _, err := s.plan(capture.Asked{}); err != nil || p.Orders == nil || p.Left == nil || p.Notes == nil {
		t.Errorf("no events at all: %+v %v", p, err)
	}
}

// TestSameEventSameStep: the step does not hang on the document.
func TestSameEventSameStep(t *testing.T) {
	s := newState()
	alone, _, err := s.plan(capture.Asked{}, made+packs("A"))
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := s.plan(capture.Asked{}, `"type":"ObjectEvent","action":"OBSERVE","bizStep":"inspecting","epcList":[]`,
		made+packs("A"))
	if err != nil || len(second.Left) != 1 || second.Left[0].Foreign {
		t.Fatalf("%+v %v", second, err)
	}
	for i, o := range alone.Orders {
		if got := second.Orders[i]; got.Step != o.Step || got.Event != 2 {
			t.Errorf("%s is step %s, %s before", o.Command, got.Step, o.Step)
		}
	}
}
