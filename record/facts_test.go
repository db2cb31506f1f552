package record_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

// factCase is a fact of the vectors.
type factCase struct {
	name string
	fact record.Fact
}

func factOf(command string, fields any, subjects ...string) record.Fact {
	return record.Fact{Height: 42, Index: 3, N: 1, Time: newYear, TxID: hashOf("tx"),
		Party: to(acme()), Site: to(acmeSite()), Command: command, Subjects: subjects,
		Fields: record.MustMarshal(fields)}
}

func theWay() record.Way {
	return record.Way{FromParty: acme(), FromSite: acmeSite(), ToParty: medco(), ToSite: medcoSite()}
}

func allGoods() []record.Goods {
	return []record.Goods{
		{GTIN: pills(), Lot: pillsLot(), Serial: serial("S001"), Quantity: 1, Owner: acme()},
		{GTIN: syrup(), Lot: lotNo("L5000"), Quantity: 1200, Owner: acme()},
		{GTIN: pills(), Lot: pillsLot(), Quantity: 9_989, Owner: acme(), Whole: true},
		{SSCC: pallet(), Quantity: 425, Owner: acme()},
	}
}

func factCases() []factCase {
	genesis := factOf("authorize", record.Authorize{GLN: authority(), Name: "Authority",
		Country: "DE", Licences: []record.Licence{{Role: record.Authority}}})
	genesis.Height, genesis.Index, genesis.N = 0, record.GenesisIndex, 0
	genesis.TxID, genesis.Party, genesis.Site = record.Hash{}, nil, nil
	cases := []factCase{{"stated at genesis", genesis}}
	for _, c := range orderCases() {
		switch c.command {
		case "authorize", "grant_prefix":
			cases = append(cases, factCase{c.name, factOf(c.command, c.body)})
		case "add_serials":
			cases = append(cases, factCase{c.name, factOf(c.command, c.body, pillsLotKey())})
		}
	}
	return append(append(append(cases, lotFacts()...), transferFacts()...), append(append(governFacts(), goodsFacts()...),
		troubleFacts()...)...)
}

func lotFacts() []factCase {
	lot := pillsLotKey()
	unit := indexOf.UnitKey(pills(), serial("S001"))
	return []factCase{
		{"a key", factOf("add_key", record.KeyAdded{AddKey: record.AddKey{Public: devicePublic(),
			Site: cornerSite(), Label: "till 3", Commands: []string{"dispense"}},
			Party: corner(), Key: record.KIDOf(deviceKeyBytes())})},
		{"a key that authorities gave", factOf("add_key", record.KeyAdded{AddKey: record.AddKey{
			Public: devicePublic(), Site: cornerSite(), Label: "till 3"},
			Party: corner(), Key: record.KIDOf(deviceKeyBytes()), Recovery: true})},
		{"a lost key", factOf("revoke_key", record.KeyEnded{RevokeKey: record.RevokeKey{
			Key: record.KIDOf(deviceKeyBytes()), Reason: "stolen"}, Party: corner(), Site: cornerSite()})},
		{"a key that authorities ended", factOf("revoke_key", record.KeyEnded{RevokeKey: record.RevokeKey{
			Key: record.KIDOf(deviceKeyBytes())}, Party: corner(), Site: cornerSite(), Recovery: true})},
		{"a product", factOf("register_product", record.ProductRegistered{
			RegisterProduct: record.RegisterProduct{GTIN: pills(), Name: "Exampline",
				Strength: "50 mg", Form: "tablet", Pack: "30 tablets",
				Storage: &record.Storage{Min: -5, Max: 25}}, Maker: acme()})},
		{"a lot", factOf("register_lot", record.LotRegistered{RegisterLot: record.RegisterLot{
			GTIN: pills(), Lot: pillsLot(), Expiry: day("2028-03-31"), Serialised: true},
			Ordinal: 1, Maker: acme(), Holder: acmeSite()}, lot)},
		{"a closed lot", factOf("close_lot", record.LotClosed{GTIN: pills(), Lot: pillsLot(),
			Registered: 9_990}, lot)},
		{"a pack", factOf("dispense", record.Dispensed{Goods: allGoods()[0],
			Receipt: hashOf("receipt")}, unit)},
		{"a part of a pack", factOf("dispense", record.Dispensed{Goods: allGoods()[0], Part: 1,
			Of: 3}, unit)},
		{"a recall", factOf("recall", record.LotRecalled{ID: idOf("recall"), GTIN: pills(),
			Lot: pillsLot(), Class: 1, Depth: "patient", Reason: "wrong leaflet"}, lot)},
		{"a second supply", factOf("alert", record.AlertRaised{ID: idOf("alert"),
			Code: record.AlreadySupplied, Order: "dispense", GTIN: pills(), Serial: serial("S001"),
			Lot: pillsLot(), Parties: []gs1.GLN{authority(), acme()}, First: to(hashOf("first"))},
			record.AlertKey(idOf("alert")))},
	}
}

func transferFacts() []factCase {
	key := record.TransferKey(idOf("transfer"))
	lot := pillsLotKey()
	return []factCase{
		{"an offer", factOf("ship", record.Shipped{Transfer: idOf("transfer"), Way: theWay(),
			Items: allGoods(), Keep: true, Purpose: "supply", Deadline: newYear + 259_200,
			Carrier:    "Swift",
			References: []record.Reference{{Type: "po", Hash: hashOf("po")}}}, lot, key)},
		{"a sale with its transaction statement", factOf("ship", record.Shipped{Transfer: idOf("transfer"),
			Way: theWay(), Items: allGoods(), Purpose: "supply", Deadline: newYear + 259_200, Affirm: true}, lot, key)},
		{"a receipt", factOf("receive", record.Received{Transfer: idOf("transfer"), Way: theWay(),
			Accepted: allGoods()[:2], Missing: allGoods()[2:3], Extra: allGoods()[3:],
			State: record.TransferPartial, Keep: true}, lot, key)},
		{"turned down", factOf("refuse", record.Voided{Transfer: idOf("transfer"), Way: theWay(),
			Items: allGoods(), Reason: "damaged"}, lot, key)},
		{"taken back", factOf("cancel", record.Voided{Transfer: idOf("transfer"), Way: theWay(),
			Reason: "not ordered"}, lot, key)},
	}
}
