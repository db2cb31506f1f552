package graphql_test

import (
	"fmt"
	"strings"
	"testing"

	"pedigree/record"
)

// A fact about goods of several owners is for who acted, and tells none of the owners
// of the others' goods.
func TestOwnersApart(t *testing.T) {
	w, _ := closed(t)
	held := func(owner, site int, g record.Goods) record.GoodsHeld {
		g.GTIN, g.Quantity, g.Owner = gtin(1), 1, partyNo(owner)
		return record.GoodsHeld{Goods: g, Site: siteNo(site), Hold: record.Held}
	}
	one := held(1, 1, record.Goods{Lot: lotNo(1), Serial: serialNo(2)})
	other := held(2, 2, record.Goods{Lot: lotNo(1), Serial: serialNo(1)})
	w.told.block()
	w.told.fact(-1, "hold", record.HoldsChanged{Items: []record.GoodsHeld{one}, Reason: "alone"})
	w.told.fact(-1, "hold", record.HoldsChanged{Items: []record.GoodsHeld{one, other}, Reason: "both"})
	w.apply(w.told)
	for who, want := range map[int]string{1: "1", 2: "0", authorityNo: "2"} {
		r := w.askAs(who, `{events(first:9,filter:{command:"hold"}){edges{node{id}}}}`)
		edges := at(r.Data, "events", "edges").([]any)
		if got := fmt.Sprint(len(edges)); got != want {
			t.Errorf("%d sees %s holds, want %s: %s", who, got, want, r.text)
		}
	}
	for _, query := range []string{`{events(first:99){edges{node{summary epcis}}}}`,
		`{unit(code:"` + packCode(2) + `"){events(first:9){edges{node{summary epcis}}}}}`} {
		if r := w.askAs(2, query); strings.Contains(r.text, "SN00002") {
			t.Errorf("the pharmacy reads of the wholesaler's pack: %s", r.text)
		}
	}
}
