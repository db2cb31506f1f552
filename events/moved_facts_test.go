package events_test

import "pedigree/record"

func (w world) moved() []sample {
	packs := []record.Goods{w.pack("A/1"), w.pack("A2")}
	lotOnHold := record.Goods{GTIN: w.drops, Lot: lot("Q1")}
	carton := record.Goods{SSCC: w.pallet, Quantity: 20, Owner: w.acme}
	by := func(command string, fields any) *record.Fact {
		return w.fact(command, w.corner, w.corner, fields)
	}
	return []sample{
		{"decommission", "9524000000040 decommissioned 12 packs: export to US.",
			by("decommission", record.Left{Items: append(packs, w.quantity(10)), Reason: "export",
				Country: "US"})},
		{"destroy", "9524000000040 destroyed pack A/1 of lot L1: expired.",
			by("destroy", record.Left{Items: packs[:1], Reason: "expired",
				Ended: []record.OfferEnded{{Transfer: w.transfer, State: record.TransferCancelled}}})},
		{"report_stolen", "9524000000040 reported 2 packs of lot L1 stolen.",
			by("report_stolen", record.Left{Items: packs})},
		{"undo", "9524000000040 declared that pack A/1 of lot L1 was never SUPPLIED: wrong pack.",
			by("undo", record.ActUndone{Goods: packs[0], Was: record.Supplied, Head: record.Hash{7},
				Undone: record.Hash{8}, Reason: "wrong pack"})},
		{"undo_part", "9524000000040 took back a part of pack A/1 of lot L1; 1 of 3 stay supplied.",
			by("undo", record.ActUndone{Goods: packs[0], Was: record.PartiallySupplied, Part: 1, Of: 3,
				Head: record.Hash{7}})},
		{"hold", "9524000000040 put on hold lot Q1 at 9524000000026: temperature.",
			by("hold", record.HoldsChanged{Items: []record.GoodsHeld{{Goods: lotOnHold, Site: w.medco,
				Hold: record.Held}}, Reason: "temperature"})},
		{"release", "9524000000040 released container 009524000000000015 (20 packs).",
			by("release", record.HoldsChanged{Items: []record.GoodsHeld{{Goods: carton}}})},
		{"pack", "9524000000040 packed 12 packs into container 009524000000000015.",
			by("pack", record.Packed{SSCC: w.pallet, Generation: 1, Owner: w.acme,
				Items: append(packs, w.quantity(10))})},
		{"unpack", "9524000000040 unpacked container 009524000000000015.",
			by("unpack", record.Unpacked{SSCC: w.pallet, Owner: w.acme, Dissolved: true})},
		{"unpack_one", "9524000000040 took pack A/1 of lot L1 out of container 009524000000000015.",
			by("unpack", record.Unpacked{SSCC: w.pallet, Owner: w.acme, Items: packs[:1]})},
		{"return", "9524000000040 returned 2 packs of lot L1 to 9524000000026.",
			by("return", record.Returned{Shipped: record.Shipped{Transfer: w.transfer, Way: w.way,
				Items: packs, Purpose: "return", Deadline: 1_795_608_000}, Saleable: true})},
	}
}
