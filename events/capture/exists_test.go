package capture_test

import (
	"fmt"
	"testing"

	"pedigree/events/capture"
	"pedigree/gs1"
	"pedigree/record"
)

// told says of each order what the ledger has of it.
func told(p *capture.Plan) (text string) {
	for _, o := range p.Orders {
		exists := "cannot tell"
		if o.Exists != nil {
			exists = fmt.Sprint(*o.Exists)
		}
		text += o.Command + " " + exists
		if o.Conflict != "" {
			text += ": " + o.Conflict
		}
		text += "\n"
	}
	return text
}

// TestWhatExists: what the ledger has already is said, and what it has instead.
func TestWhatExists(t *testing.T) {
	other := must(gs1.ParseLot("L0"))
	for name, c := range map[string]struct {
		make func(*state)
		want string
	}{
		"nothing": {func(*state) {}, "register_lot false\nadd_serials false\nclose_lot false\n"},
		"a lot": {func(s *state) { s.register(lot, true, false) },
			"register_lot true\nadd_serials false\nclose_lot false\n"},
		"all": {func(s *state) { s.register(lot, true, true, "A", "B") },
			"register_lot true\nadd_serials true\nclose_lot true\n"},
		"a closed lot": {func(s *state) { s.register(lot, true, true) },
			"register_lot true\nadd_serials false: lot L1 is closed\nclose_lot true\n"},
		"a recalled lot": {func(s *state) {
			s.put(indexOf.LotKey(product, lot), record.Lot{Expiry: expiry, Maker: mine, Serialised: true,
				Recall: &record.Recalled{Class: 1, Depth: "patient"}}.Encode())
		}, "register_lot true\nadd_serials false: lot L1 is recalled\nclose_lot false\n"},
		"one pack": {func(s *state) { s.register(lot, true, false, "B") },
			"register_lot true\nadd_serials false: 1 of the 2 packs are there already\nclose_lot false\n"},
		"a pack of another lot": {func(s *state) {
			s.register(other, true, false, "B")
			s.register(lot, true, false, "A")
		}, "register_lot true\nadd_serials false: pack B is there already, of another lot\nclose_lot false\n"},
		"a pack of a lot, and not this lot": {func(s *state) { s.register(other, true, false, "A", "B") },
			"register_lot false\nadd_serials false: pack A is there already, of another lot\nclose_lot false\n"},
		"a lot that expires sooner": {func(s *state) {
			expiry--
			s.register(lot, true, false)
			expiry++
		}, "register_lot false: lot L1 expires on 2030-01-30, not on 2030-01-31\nadd_serials false\nclose_lot false\n"},
		"a lot by quantity": {func(s *state) { s.register(lot, false, false) },
			"register_lot false: lot L1 differs in having serials\n" +
				"add_serials false: lot L1 is kept by quantity\nclose_lot false\n"},
	} {
		s := newState()
		c.make(s)
		p, _, err := s.plan(capture.Asked{CloseLots: true}, made+packs("A", "B"))
		if err != nil {
			t.Fatal(name, err)
		}
		if told(p) != c.want || p.Height != 7 {
			t.Errorf("%s:\n got %s at %d, %v\nwant %s", name, told(p), p.Height, err, c.want)
		}
	}
}

// TestMoved: of what moves goods the ledger cannot tell whether it was for this event.
func TestMoved(t *testing.T) {
	p, _, err := newState().plan(capture.Asked{}, `"type":"AggregationEvent","bizStep":"packing","action":"ADD",`+
		`"parentID":"https://id.gs1.org/00/009524000000000015","childEPCs":`+packs("A"),
		`"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","epcList":["https://id.gs1.org/00/009524000000000015"],`+
			`"destinationList":[{"type":"location","destination":"https://id.gs1.org/414/4000001000029"}]`)
	if want := "pack cannot tell\nship cannot tell\n"; err != nil || told(p) != want {
		t.Errorf("%s %v", told(p), err)
	}
}

// TestManyPacks: the ledger is asked for no more at once than it answers, and what was
// looked for is counted.
func TestManyPacks(t *testing.T) {
	s := newState()
	serials := make([]string, 5000)
	for i := range serials {
		serials[i] = fmt.Sprint(i)
	}
	p, effort, err := s.plan(capture.Asked{}, made+packs(serials...))
	if err != nil || told(p) != "register_lot false\nadd_serials false\nadd_serials false\n" {
		t.Fatalf("%s %v", told(p), err)
	}
	if s.most > 256 || effort.Records < 5000 || effort.Records > 5100 || effort.Values < 5000 {
		t.Errorf("%d keys at once, %+v in all", s.most, effort)
	}
}
