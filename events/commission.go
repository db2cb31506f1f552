package events

import "pedigree/record"

// lotRegistered: a lot by quantity exists from now on with its planned packs; of a
// serialised lot only the number and the expiry do, its packs come by add_serials.
func (d *document) lotRegistered(x *record.LotRegistered) []record.Goods {
	lot := record.Goods{GTIN: x.GTIN, Lot: x.Lot, Quantity: x.Planned}
	d.object("ADD", "commissioning", "active", []record.Goods{lot})
	if x.Serialised {
		d.class(lot)
	}
	d.ILMD = &ilmd{Lot: x.Lot.String(), Expiry: x.Expiry.String()}
	d.ReadPoint, d.BizLocation = placeOf(&x.Holder), placeOf(&x.Holder)
	d.Detail = x
	return []record.Goods{lot}
}

func (d *document) serialsAdded(f *record.Fact, x *record.AddSerials) []record.Goods {
	packs := make([]record.Goods, len(x.Serials))
	for i, s := range x.Serials {
		packs[i] = record.Goods{GTIN: x.GTIN, Lot: x.Lot, Serial: s, Quantity: 1}
	}
	d.object("ADD", "commissioning", "active", packs)
	d.ILMD = &ilmd{Lot: x.Lot.String()}
	d.ReadPoint, d.BizLocation = placeOf(f.Site), placeOf(f.Site)
	return []record.Goods{{GTIN: x.GTIN, Lot: x.Lot}}
}

// lotClosed is the end of commissioning. It is OBSERVE, not ADD: all packs were added
// before, and adding them again would count them twice.
func (d *document) lotClosed(f *record.Fact, x *record.LotClosed) []record.Goods {
	lot := []record.Goods{{GTIN: x.GTIN, Lot: x.Lot, Quantity: x.Registered}}
	d.object("OBSERVE", "commissioning", "active", lot)
	d.ReadPoint, d.BizLocation = placeOf(f.Site), placeOf(f.Site)
	d.Detail = x
	return lot
}
