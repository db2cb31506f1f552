package events

import (
	"pedigree/gs1"
	"pedigree/record"
)

type heldDetail struct {
	Reason string             `json:"reason,omitempty"`
	Items  []record.GoodsHeld `json:"items"`
}

// held goods may not be used, released ones may again. A lot on hold is meant wherever
// it is, or at one site: it has no quantity.
func (d *document) held(f *record.Fact, x *record.HoldsChanged) []record.Goods {
	goods := make([]record.Goods, len(x.Items))
	for i, h := range x.Items {
		goods[i] = h.Goods
	}
	if f.Command == "hold" {
		d.object("OBSERVE", "holding", "non_sellable_other", goods)
	} else {
		d.object("OBSERVE", "inspecting", "sellable_accessible", goods)
	}
	for i := range d.Quantities {
		d.Quantities[i].Quantity = nil
	}
	d.ReadPoint = placeOf(f.Site)
	d.Detail = heldDetail{x.Reason, x.Items}
	return goods
}

func holdWord(command string) string {
	if command == "hold" {
		return "put on hold"
	}
	return "released"
}

// holdText names one thing, or counts many.
func holdText(items []record.GoodsHeld) string {
	if len(items) > 1 {
		return count(uint64(len(items))) + " things"
	}
	i := items[0]
	if !i.Goods.Serial.IsZero() || !i.Goods.SSCC.IsZero() {
		return goodsText([]record.Goods{i.Goods})
	}
	return "lot " + i.Goods.Lot.String() + at(i.Site)
}

func at(site gs1.GLN) string {
	if site.IsZero() {
		return ""
	}
	return " at " + site.String()
}
