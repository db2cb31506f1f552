package record_test

import "pedigree/record"

func goodsOrders() []orderCase {
	packs, boxes := allItems()[:2], []record.Item{{SSCC: carton()}}
	return []orderCase{
		{"goods that leave the market", "decommission", "decommission", record.Decommission{
			Items: packs, Reason: "export", Country: "US"}},
		{"a damaged pack", "decommission", "decommission", record.Decommission{
			Items: packs[:1], Reason: "damaged"}},
		{"a supply that never happened", "undo", "undo", record.Undo{GTIN: pills(),
			Serial: serial("S001"), NotHandedOver: true, Undone: hashOf("dispense"),
			Before: hashOf("before"), Reason: "wrong pack scanned"}},
		{"a part that was not handed over", "undo", "undo", record.Undo{GTIN: pills(),
			Serial: serial("S001"), NotHandedOver: true, Part: 1}},
		{"without the statement", "undo", "undo", record.Undo{GTIN: pills(), Serial: serial("S001")}},
		{"burnt", "destroy", "write-off", record.WriteOff{Items: packs, Reason: "expired"}},
		{"a theft", "report_stolen", "write-off", record.WriteOff{Items: packs[:1]}},
		{"a suspicion", "hold", "hold-goods", record.HoldGoods{Items: append(boxes, packs...),
			Reason: "suspect"}},
		{"what a site has of a lot", "hold", "hold-goods", record.HoldGoods{Items: allItems()[2:3],
			Reason: "temperature", Site: medcoSite()}},
		{"all is well", "release", "hold-goods", record.HoldGoods{Items: packs}},
		{"a pallet", "pack", "pack", record.Pack{SSCC: pallet(), Items: append(boxes, packs...)}},
		{"a carton taken out", "unpack", "unpack", record.Unpack{SSCC: pallet(), Items: boxes}},
		{"a pallet taken apart", "unpack", "unpack", record.Unpack{SSCC: pallet()}},
		{"a saleable return", "return", "return-goods", record.ReturnGoods{To: acmeSite(),
			Items: packs[:1], Owner: "keep", Saleable: true, Deadline: newYear + 259_200,
			Carrier: "Swift", References: []record.Reference{{Type: "rma", Hash: hashOf("rma")}}}},
		{"a return", "return", "return-goods", record.ReturnGoods{To: acmeSite(), Items: boxes}},
		{"to another site of the same party", "move", "move", record.Move{To: medcoSite(),
			Items: packs, Carrier: "Swift"}},
	}
}

func goodsFacts() []factCase {
	lot, key := pillsLotKey(), record.TransferKey(idOf("transfer"))
	unit := indexOf.UnitKey(pills(), serial("S001"))
	goods := allGoods()
	returned := record.Returned{Shipped: record.Shipped{Transfer: idOf("transfer"), Way: theWay(),
		Items: goods[:1], Purpose: "return", Deadline: newYear + 259_200}, Saleable: true}
	return []factCase{
		{"an export", factOf("decommission", record.Left{Items: goods[:2], Reason: "export",
			Country: "US"}, unit)},
		{"destroyed on the way", factOf("destroy", record.Left{Items: goods[:1], Reason: "accident",
			Ended: []record.OfferEnded{{Transfer: idOf("transfer"), State: record.TransferCancelled}}},
			key, unit)},
		{"stolen", factOf("report_stolen", record.Left{Items: goods[:1]}, unit)},
		{"an undone supply", factOf("undo", record.ActUndone{Goods: goods[0], Was: record.Supplied,
			Head: hashOf("head"), Undone: hashOf("dispense"), Reason: "wrong pack scanned"}, unit)},
		{"an undone part", factOf("undo", record.ActUndone{Goods: goods[0],
			Was: record.PartiallySupplied, Part: 1, Of: 3, Head: hashOf("head")}, unit)},
		{"a suspicion", factOf("hold", record.HoldsChanged{Items: []record.GoodsHeld{
			{Goods: goods[0], Hold: record.Suspected},
			{Goods: record.Goods{GTIN: pills(), Lot: pillsLot()}, Site: medcoSite(), Hold: record.Held}},
			Reason: "suspect"}, lot, unit)},
		{"a release", factOf("release", record.HoldsChanged{Items: []record.GoodsHeld{
			{Goods: goods[3]}}}, palletKey())},
		{"a pallet", factOf("pack", record.Packed{SSCC: pallet(), Owner: acme(), Items: goods[:2]},
			palletKey(), unit)},
		{"a pallet's second use", factOf("pack", record.Packed{SSCC: pallet(), Generation: 1,
			Owner: acme(), Items: []record.Goods{{SSCC: carton(), Quantity: 20, Owner: acme()}}},
			record.ContainerKey(pallet(), 1))},
		{"a pack taken out", factOf("unpack", record.Unpacked{SSCC: pallet(), Owner: acme(),
			Items: goods[:1]}, palletKey(), unit)},
		{"a pallet taken apart", factOf("unpack", record.Unpacked{SSCC: pallet(), Generation: 1,
			Owner: acme(), Dissolved: true}, record.ContainerKey(pallet(), 1))},
		{"a saleable return", factOf("return", returned, key, unit)},
	}
}
