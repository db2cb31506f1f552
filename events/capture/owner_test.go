package capture_test

import (
	"errors"
	"testing"

	"pedigree/events/capture"
)

// TestWhoseEvents: who has the goods decides, else whose site it is, else who owns them;
// making is the maker's alone.
func TestWhoseEvents(t *testing.T) {
	const (
		ship = `"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","epcList":["https://id.gs1.org/01/09524000001016/21/A"],` +
			`"destinationList":[{"type":"location","destination":"https://id.gs1.org/414/4000001000029"}]`
		foreignPacks = `["https://id.gs1.org/01/04000001000029/21/1"]`
	)
	source := func(kind, gln string) string { return `{"type":"` + kind + `","source":` + link(gln) + `}` }
	from := func(list string) string { return ship + `,"sourceList":[` + list + `]` }
	at := func(gln string) string { return `,"readPoint":{"id":` + link(gln) + `}` }
	const holder, owner = "possessing_party", "owning_party"
	for name, c := range map[string]struct{ event, why string }{
		"nobody is named":                   {ship, ""},
		"I have them":                       {from(source(holder, mine.String())), ""},
		"my site has them":                  {from(source(holder, myDock.String())), ""},
		"I have theirs":                     {from(source(holder, mine.String()) + "," + source(owner, theirs.String())), ""},
		"I have them at their site":         {from(source(holder, mine.String())) + at(theirDock.String()), ""},
		"they have mine":                    {from(source(holder, theirs.String()) + "," + source(owner, mine.String())), "the possessing party is 4000001000012, not you"},
		"a stranger has them":               {from(source(holder, nobodysGLN)), "the possessing party is 9501101020917, not you"},
		"at my site":                        {from(source(owner, theirs.String())) + at(myDock.String()), ""},
		"at their site":                     {from(source(owner, mine.String())) + at(theirDock.String()), "it happened at 4000001000029, which is another party's"},
		"at their location":                 {from(source("location", theirDock.String())), "it happened at 4000001000029, which is another party's"},
		"at a site that nobody knows":       {from(source(owner, mine.String())) + at(nobodysGLN), ""},
		"at a site with a number of mine":   {from(source(owner, theirs.String())) + at("9524000000033"), ""},
		"at a site with a number of theirs": {from(source(owner, mine.String())) + at("4000001000036"), "it happened at 4000001000036, which is another party's"},
		"there, and owned by them":          {from(source(owner, theirs.String())) + at(nobodysGLN), "the owning party is 4000001000012, not you"},
		"I make":                            {made + packs("A") + at(myDock.String()), ""},
		"I make at their site":              {made + packs("A") + at(theirDock.String()), "it happened at 4000001000029, which is another party's"},
		"I make their product":              {made + foreignPacks, "product 04000001000029 is another party's to make"},
		"a product of nobody":               {made + `["https://id.gs1.org/01/09501101530003/21/1"]`, ""},
	} {
		s := newState()
		p, _, err := s.plan(capture.Asked{}, c.event)
		switch {
		case c.why == "" && (err != nil || len(p.Left) != 0 || len(p.Orders) == 0):
			t.Errorf("%s: %+v %v", name, p, err)
		case c.why != "" && (!errors.Is(err, capture.ErrForeign) || err.Error() !=
			"no event of the document is yours; event 1: "+c.why):
			t.Errorf("%s: %+v %v", name, p, err)
		}
		if c.why == "" {
			continue
		}
		// Beside one of one's own it is left, and the rest is ordered.
		p, _, err = s.plan(capture.Asked{}, c.event, made+packs("B"))
		if err != nil || len(p.Left) != 1 || p.Left[0].Event != 1 || p.Left[0].Why != c.why ||
			!p.Left[0].Foreign || len(p.Orders) != 2 || p.Orders[1].Event != 2 {
			t.Errorf("%s, beside one of mine: %+v %v", name, p, err)
		}
	}
}

// TestRegisteredProductsHaveTheirMaker, whoever has the prefix of their number now.
func TestRegisteredProductsHaveTheirMaker(t *testing.T) {
	s := newState()
	s.register(lot, true, false)
	delete(s.records, "prefix|952400") // the shorter one is theirs
	if p, _, err := s.plan(capture.Asked{}, made+packs("A")); err != nil || len(p.Orders) != 2 {
		t.Errorf("%+v %v", p, err)
	}
	delete(s.records, "product|09524000001016")
	if p, _, err := s.plan(capture.Asked{}, made+packs("A")); !errors.Is(err, capture.ErrForeign) {
		t.Errorf("a prefix of theirs: %+v %v", p, err)
	}
}

// TestLedgerDown: whenever the ledger falls silent, that is the answer, and nothing is left
// or said to be missing for it.
func TestLedgerDown(t *testing.T) {
	list := func() []string {
		return []string{made + packs("A", "B"), made + `["https://id.gs1.org/01/04000001000029/21/1"]`,
			`"type":"ObjectEvent","action":"OBSERVE","bizStep":"inspecting","epcList":[],"readPoint":{"id":` +
				link(theirDock.String()) + `}`}
	}
	s := newState()
	whole, _, err := s.plan(capture.Asked{CloseLots: true}, list()...)
	if err != nil || len(whole.Left) != 2 || len(whole.Orders) != 3 {
		t.Fatalf("%+v %v", whole, err)
	}
	reads := 1<<30 - s.left
	if reads < 6 {
		t.Fatalf("only %d reads", reads)
	}
	for n := range reads {
		s := newState()
		s.left = n
		p, asked, err := s.plan(capture.Asked{CloseLots: true}, list()...)
		if p != nil || !errors.Is(err, errDown) || errors.Is(err, capture.ErrDocument) ||
			errors.Is(err, capture.ErrForeign) || asked.Records == 0 {
			t.Errorf("silent after %d answers: %+v, %d asked, %v", n, p, asked, err)
		}
	}
	// Nothing to look for is no answer either where nobody answers.
	s = newState()
	s.left = 0
	if p, _, err := s.plan(capture.Asked{}); !errors.Is(err, errDown) {
		t.Errorf("an empty document: %+v %v", p, err)
	}
}
