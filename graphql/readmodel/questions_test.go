package readmodel_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pedigree/graphql/readmodel"
)

// snapshot of a model that has projected the story.
func snapshot(t *testing.T, db database) *readmodel.Snapshot {
	t.Helper()
	m := open(t, db())
	if err := m.Apply(context.Background(), story().entries); err != nil {
		t.Fatal(err)
	}
	s, err := m.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func commands(list []readmodel.Event) string {
	var names []string
	for _, e := range list {
		names = append(names, e.Command)
	}
	return strings.Join(names, " ")
}

func TestEventsByFilter(t *testing.T) { each(t, testEventsByFilter) }

func testEventsByFilter(t *testing.T, db database) {
	s, ctx := snapshot(t, db), context.Background()
	g := gtin(1).String()
	tests := map[string]struct {
		filter readmodel.Filter
		want   string
	}{
		"of a lot": {readmodel.Filter{GTIN: g, Lot: "LOT1"},
			"register_lot add_serials close_lot ship receive ship ship cancel receive dispense recall"},
		"of a pack alone": {readmodel.Filter{GTIN: g, Serial: "SN00002"},
			"add_serials ship receive dispense"},
		"of a pack in its lot": {
			readmodel.Filter{GTIN: g, Lot: "LOT1", Serial: "SN00005"}, "add_serials receive"},
		"of a pack in no such lot": {
			readmodel.Filter{GTIN: g, Lot: "LOT2", Serial: "SN00005"}, ""},
		"of a product, by command": {
			readmodel.Filter{GTIN: g, Command: "register_lot"}, "register_lot register_lot"},
		"of a step": {readmodel.Filter{BizStep: "dispensing"}, "dispense"},
		"of a party": {
			readmodel.Filter{Party: gln(102).String(), BizStep: "receiving"}, "receive"},
		"of a party and a lot": {
			readmodel.Filter{Party: gln(101).String(), GTIN: g, Lot: "LOT2"}, "ship receive ship"},
		"of heights": {
			readmodel.Filter{FromHeight: 6, ToHeight: 7}, "ship receive"},
		"from a height to come": {readmodel.Filter{FromHeight: 600}, ""},
		"of a lot that is not":  {readmodel.Filter{GTIN: g, Lot: "LOT9"}, ""},
		"of genesis": {
			readmodel.Filter{ToHeight: 0, Command: "grant_prefix"}, "grant_prefix"},
		"of a product registration": {
			readmodel.Filter{GTIN: g, Command: "register_product"}, "register_product"},
	}
	for name, test := range tests {
		got, err := s.Events(ctx, test.filter, readmodel.Page{First: 50})
		if err != nil || commands(got) != test.want {
			t.Errorf("%s: %q %v, want %q", name, commands(got), err, test.want)
		}
	}
}

// Paging gives every fact once and in order, whatever the size of a page.
func TestEventsByPage(t *testing.T) { each(t, testEventsByPage) }

func testEventsByPage(t *testing.T, db database) {
	s, ctx := snapshot(t, db), context.Background()
	all, err := s.Events(ctx, readmodel.Filter{}, readmodel.Page{First: 100})
	if err != nil || len(all) != len(story().entries) {
		t.Fatalf("%d events, %v", len(all), err)
	}
	for size := 1; size < 7; size++ {
		var got []readmodel.Event
		for page := (readmodel.Page{First: size}); ; {
			next, err := s.Events(ctx, readmodel.Filter{}, page)
			if err != nil || len(next) > size+1 {
				t.Fatalf("page of %d: %d events, %v", size, len(next), err)
			}
			got = append(got, next[:min(size, len(next))]...)
			if len(next) <= size {
				break
			}
			page.After = got[len(got)-1].Ordinal
		}
		if !reflect.DeepEqual(got, all) {
			t.Errorf("pages of %d give other events", size)
		}
	}
}

func TestEventsOfLotsAndPacks(t *testing.T) { each(t, testEventsOfLotsAndPacks) }

func testEventsOfLotsAndPacks(t *testing.T, db database) {
	s, ctx := snapshot(t, db), context.Background()
	g := gtin(1).String()
	lots := []readmodel.LotKey{{GTIN: g, Lot: "LOT1"}, {GTIN: g, Lot: "LOT2"}, {GTIN: g, Lot: "none"}}
	byLot, err := s.LotEvents(ctx, lots, readmodel.Page{First: 2})
	if err != nil {
		t.Fatal(err)
	}
	for lot, want := range map[string]string{"LOT1": "register_lot add_serials close_lot",
		"LOT2": "register_lot ship receive", "none": ""} {
		if got := commands(byLot[readmodel.LotKey{GTIN: g, Lot: lot}]); got != want {
			t.Errorf("%s: %q, want %q", lot, got, want)
		}
	}
	packs := map[string]string{
		"SN00001": "add_serials ship receive ship cancel",           // went with its lot
		"SN00002": "add_serials ship receive ship receive dispense", // and on alone
		"SN00005": "add_serials ship receive",                       // missing from the whole lot
		"SN09999": "",
	}
	var keys []readmodel.UnitKey
	for serial := range packs {
		keys = append(keys, readmodel.UnitKey{GTIN: g, Serial: serial})
	}
	byUnit, err := s.UnitEvents(ctx, keys, readmodel.Page{First: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if got := commands(byUnit[k]); got != packs[k.Serial] {
			t.Errorf("%s: %q, want %q", k.Serial, got, packs[k.Serial])
		}
	}
}

func TestTrail(t *testing.T) { each(t, testTrail) }

func testTrail(t *testing.T, db database) {
	s, ctx := snapshot(t, db), context.Background()
	trails := map[string]string{
		"SN00001": "commissioning/manufacturer shipping/manufacturer receiving/wholesaler " +
			"shipping/wholesaler void_shipping/wholesaler",
		"SN00002": "commissioning/manufacturer shipping/manufacturer receiving/wholesaler " +
			"shipping/wholesaler receiving/dispenser dispensing/dispenser",
		"SN00005": "commissioning/manufacturer shipping/manufacturer",
		"SN09999": "",
	}
	for serial, want := range trails {
		steps, err := s.Trail(ctx, readmodel.UnitKey{GTIN: gtin(1).String(), Serial: serial})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, step := range steps {
			got = append(got, step.Step+"/"+step.Role)
			if step.Country != "FR" || step.Day == 0 {
				t.Errorf("%s: step %+v", serial, step)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", serial, got, want)
		}
	}
	steps, err := s.TrailOfLot(ctx, readmodel.LotKey{GTIN: gtin(1).String(), Lot: "LOT2"})
	if err != nil || len(steps) != 1 || steps[0].Step != "commissioning" {
		t.Errorf("a lot without serials: %v %v", steps, err)
	}
}

func TestRecords(t *testing.T) { each(t, testRecords) }

func testRecords(t *testing.T, db database) {
	s, ctx := snapshot(t, db), context.Background()
	g := gtin(1).String()
	parties, err := s.Parties(ctx, []string{gln(100).String(), gln(200).String(), "no such"})
	if err != nil || len(parties) != 2 || parties[gln(200).String()].Parent != gln(100).String() {
		t.Errorf("parties: %v %v", parties, err)
	}
	licences, err := s.Licences(ctx, []string{gln(101).String()})
	if err != nil || licences[gln(101).String()][0].Role != "wholesaler" {
		t.Errorf("licences: %v %v", licences, err)
	}
	products, err := s.Products(ctx, []string{g})
	if err != nil || products[g].Codes[0].Scheme != "PZN" || products[g].Maker != gln(100).String() {
		t.Errorf("products: %v %v", products, err)
	}
	lots, err := s.LotsOf(ctx, []string{g}, 1, 5)
	if err != nil || len(lots[g]) != 1 || lots[g][0].Lot != "LOT2" {
		t.Errorf("lots after the first: %v %v", lots, err)
	}
	key := readmodel.LotKey{GTIN: g, Lot: "LOT2"}
	holdings, err := s.Holdings(ctx, []readmodel.LotKey{key})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range holdings[key] {
		got = append(got, fmt.Sprint(h.Site[8:12], " ", h.Held, " ", h.Outgoing, " ", h.Supplied))
	}
	want := []string{"0200 3850 0 0", "0201 1050 100 0"}
	if !slices.Equal(got, want) {
		t.Errorf("holdings of LOT2: %q, want %q", got, want)
	}
	units, err := s.Units(ctx, []readmodel.UnitKey{{GTIN: g, Serial: "SN00002"}})
	u := units[readmodel.UnitKey{GTIN: g, Serial: "SN00002"}]
	if err != nil || u.Status != "SUPPLIED" || u.Holder != gln(202).String() || u.Lot != "LOT1" {
		t.Errorf("unit: %+v %v", u, err)
	}
	recalled, err := s.Lots(ctx, []readmodel.LotKey{{GTIN: g, Lot: "LOT1"}})
	if err != nil || recalled[readmodel.LotKey{GTIN: g, Lot: "LOT1"}].Class != 2 {
		t.Errorf("recalled lot: %v %v", recalled, err)
	}
}
