package events

import "pedigree/record"

type dispenseDetail struct {
	Part    uint64 `json:"part,omitempty"`
	Of      uint64 `json:"of,omitempty"`
	Receipt string `json:"receipt,omitempty"` // blinded commitment
}

// dispensed goods leave the trade: where they go is nobody's business, so there is no
// bizLocation.
func (d *document) dispensed(f *record.Fact, x *record.Dispensed) []record.Goods {
	disposition := "dispensed"
	if x.Part < x.Of {
		disposition = "partially_dispensed"
	}
	goods := []record.Goods{x.Goods}
	d.object("OBSERVE", "dispensing", disposition, goods)
	d.ReadPoint = placeOf(f.Site)
	detail := dispenseDetail{Part: x.Part, Of: x.Of}
	if !x.Receipt.IsZero() {
		detail.Receipt = x.Receipt.String()
	}
	if detail != (dispenseDetail{}) {
		d.Detail = detail
	}
	return goods
}

// recalled is said of the lot, wherever its packs are: no place, no quantity.
func (d *document) recalled(x *record.LotRecalled) []record.Goods {
	lot := record.Goods{GTIN: x.GTIN, Lot: x.Lot}
	d.object("OBSERVE", "holding", "recalled", []record.Goods{lot})
	d.class(lot)
	d.Persistent = &persistent{Set: []string{"recalled"}}
	d.Detail = x
	return []record.Goods{lot}
}
