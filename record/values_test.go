package record_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

// valueCase is a record of the vectors.
type valueCase struct {
	name  string
	rule  string // of state.cddl, without -open or -sealed
	key   string
	value record.Value
}

// through decodes a record of one type and encodes it again.
type through func(record.Value) (record.Value, error)

func again[T interface{ Encode() record.Value }](decode func(record.Value) (*T, error)) through {
	return func(v record.Value) (record.Value, error) {
		r, err := decode(v)
		if err != nil {
			return record.Value{}, err
		}
		return (*r).Encode(), nil
	}
}

// decoders are all record types, in the order of their numbers.
func decoders() []struct {
	rule string
	through
} {
	return []struct {
		rule string
		through
	}{
		{"unit", again(record.DecodeUnit)}, {"lot", again(record.DecodeLot)},
		{"container", again(record.DecodeContainer)}, {"holding", again(record.DecodeHolding)},
		{"transfer", again(record.DecodeTransfer)}, {"party", again(record.DecodeParty)},
		{"key", again(record.DecodeDeviceKey)}, {"prefix", again(record.DecodePrefix)},
		{"product", again(record.DecodeProduct)}, {"lotno", again(record.DecodeLotNumber)},
		{"recall", again(record.DecodeRecall)}, {"case", again(record.DecodeCase)},
		{"exception", again(record.DecodeException)}, {"alert", again(record.DecodeAlert)},
		{"gov", again(record.DecodeGov)}, {"grant", again(record.DecodeGrant)},
		{"validator", again(record.DecodeValidator)}, {"param", again(record.DecodeParam)},
		{"upgrade", again(record.DecodeUpgrade)}, {"log", again(record.DecodeLog)},
		{"acknowledgement", again(record.DecodeAcknowledgement)},
		{"bound", again(record.DecodeBound)},
	}
}

func decoder(rule string) through {
	for _, d := range decoders() {
		if d.rule == rule {
			return d.through
		}
	}
	return nil
}

func valueCases() []valueCase {
	all := append(goodsValues(), placeValues()...)
	all = append(all, troubleValues()...)
	return append(all, networkValues()...)
}

func pillsLot() gs1.Lot           { return lotNo("A/1-b_2") }
func pillsLotIndex() record.Index { return indexOf(record.LotName(pills(), pillsLot())) }

func pillsLotKey() string { return indexOf.LotKey(pills(), pillsLot()) }

func aHold() record.Hold { return record.Hold{Placer: acme(), Reason: "quality"} }

func goodsValues() []valueCase {
	unit := indexOf.UnitKey(pills(), serial("S001"))
	lot := pillsLotKey()
	return []valueCase{
		{"untouched", "unit", unit, record.Unit{Lot: pillsLotIndex()}.Encode()},
		{"packed, held and on its way", "unit", unit, record.Unit{Lot: pillsLotIndex(), Hold: record.Suspected,
			Sealed: &record.UnitSealed{Salt: salt("unit"), Owner: acme(), Holder: acmeSite(),
				Parent: to(palletKey()), ParentCount: 3,
				Holds: []record.Hold{aHold(),
					{Placer: authority(), Reason: "suspect", Case: to(idOf("case"))}},
				History: historyOf(unit, "unpack"), Transfer: to(idOf("transfer"))}}.Encode()},
		{"partly supplied", "unit", unit, record.Unit{Lot: pillsLotIndex(), Status: record.PartiallySupplied,
			Part: 2, Of: 3, Since: day("2027-01-01"),
			Sealed: &record.UnitSealed{Salt: salt("unit"), Owner: corner(), Holder: cornerSite(),
				ParentCount: 4, History: historyOf(unit, "unpack", "dispense"),
				Acts: []record.Act{{Site: cornerSite(), Day: day("2026-12-31")},
					{Site: cornerSite(), Day: day("2027-01-01"), Part: 1, Of: 3}}}}.Encode()},
		{"illegitimate, the last status", "unit", unit, record.Unit{Lot: record.Index{0: 0xff, 19: 0xff},
			Status: record.Illegitimate, Since: day("9999-12-31")}.Encode()},
		{"serialised, recalled", "lot", lot, record.Lot{Expiry: day("2028-03-31"),
			Made: day("2026-03-31"), Maker: acme(), Serialised: true, Closed: true,
			Recall: &record.Recalled{Class: 1, Depth: "patient"}, Hold: record.Held,
			Sealed: &record.LotSealed{Salt: salt("lot"), Product: pills(), Number: pillsLot(), Ordinal: 1, Owner: acme(),
				Holder: acmeSite(), Planned: 10_000, Registered: 9_990, Untouched: 9_989,
				Documents: []record.Document{{Name: "certificate", SHA256: hashOf("certificate")}},
				Holds:     []record.Hold{aHold()}, History: historyOf(lot, "register", "recall"),
				Transfer: to(idOf("transfer"))}}.Encode()},
		{"by quantity", "lot", indexOf.LotKey(syrup(), lotNo("L5000")), record.Lot{
			Expiry: day("2028-06-30"), Maker: acme(),
			Sealed: &record.LotSealed{Salt: salt("lot"), Product: syrup(), Number: lotNo("L5000"), Ordinal: 2, Owner: acme(),
				Holder: acmeSite(), Planned: 5000, Registered: 5000,
				History: historyOf("lot", "register")}}.Encode()},
		{"a mark", "bound", record.LotNumberPrefix(pills()) + record.RangeFirst, record.Bound{}.Encode()},
		{"its number", "lotno", record.LotNumberKey(pills(), 1), record.LotNumber{
			Sealed: &record.LotNumberSealed{Salt: salt("lotno"), Number: pillsLot()}}.Encode()},
		{"a pallet", "container", palletKey(), record.Container{Sealed: &record.ContainerSealed{
			Salt: salt("sscc"), Owner: acme(), Holder: acmeSite(),
			Contents: []record.Content{{GTIN: pills(), Lot: 1, Count: 400},
				{GTIN: pills(), Lot: 3, Count: 1}, {GTIN: syrup(), Lot: 2, Count: 24}},
			Children: 17, History: historyOf(palletKey(), "pack"),
			Transfer: to(idOf("transfer"))}}.Encode()},
		{"a dissolved carton", "container", record.ContainerKey(carton(), 7), record.Container{
			State: record.ContainerDissolved, Hold: record.Held, Sealed: &record.ContainerSealed{
				Salt: salt("sscc"), Owner: acme(), Holder: medcoSite(), Parent: to(palletKey()),
				Holds: []record.Hold{aHold()}, ParentCount: 2,
				History: historyOf("sscc", "pack", "unpack")}}.Encode()},
		{"a product", "product", record.ProductKey(pills()), aProduct().Encode()},
	}
}

func aProduct() record.Product {
	return record.Product{Name: "Exampline", Substance: "exemplum",
		Strength: "50 mg", Form: "tablet", Pack: "30 tablets",
		Codes:   []record.NationalCode{{Scheme: "PZN", Code: "01234562"}},
		Storage: &record.Storage{Min: -5, Max: 25}, Withdrawn: []string{"AT", "DE"},
		Sealed: &record.ProductSealed{Salt: salt("product"), Lots: 3, Maker: acme()}}
}

func placeValues() []valueCase {
	holding := indexOf.HoldingKey(syrup(), lotNo("L5000"), medcoSite())
	return []valueCase{
		{"two owners' goods at one site", "holding", holding, record.Holding{
			Sealed: &record.HoldingSealed{Salt: salt("holding"), History: historyOf(holding, "receive"),
				Holds: []record.Hold{aHold()}, Rows: []record.HoldingRow{
					{Owner: acme(), Held: 100, Packed: 40, Outgoing: 50, Supplied: 7, Gone: 3},
					{Owner: medco(), Held: 1150}}}}.Encode()},
		{"an offer of every kind of goods", "transfer", record.TransferKey(idOf("transfer")),
			record.Transfer{Sealed: aTransfer()}.Encode()},
		{"a party", "party", record.PartyKey(acme()), record.Party{GLN: acme(), Name: "Acme Pharma",
			Country: "DE", Licences: []record.Licence{
				{Role: record.Manufacturer, From: day("2020-01-01"), Number: "DE-123",
					Authority: authority()}, {Role: record.Wholesaler}}}.Encode()},
		{"a suspended site", "party", record.PartyKey(acmeSite()), record.Party{GLN: acmeSite(),
			Parent: to(acme()), Name: "Acme Werk Süd", Country: "DE", Suspended: true}.Encode()},
		{"a prefix", "prefix", record.PrefixKey("952110"),
			record.Prefix{Digits: "952110", Party: acme()}.Encode()},
		{"a device key", "key", record.KeyKey(record.KIDOf(deviceKeyBytes())), aKey().Encode()},
	}
}

func aKey() record.DeviceKey {
	k := record.DeviceKey{Public: devicePublic(), Party: corner(), Site: cornerSite(),
		Label: "till 3", Commands: []string{"dispense", "receive"}, From: newYear,
		Until: newYear + 86_400, Revoked: newYear + 3600, AlertDay: day("2027-01-01"), Alerts: 2}
	for _, sequence := range []uint64{1, 2, 9, 300} {
		k.Window.Use(sequence)
	}
	return k
}

func aTransfer() *record.TransferSealed {
	return &record.TransferSealed{Salt: salt("transfer"), State: record.TransferPartial,
		FromParty: acme(), FromSite: acmeSite(), ToParty: medco(), ToSite: medcoSite(), Keep: true,
		Purpose: "supply", Shipped: newYear, Deadline: newYear + 259_200, Carrier: "Swift",
		References: []record.Reference{{Type: "po", Hash: hashOf("po")}},
		Items: []record.TransferItem{
			{GTIN: to(pills()), Lot: 1, Serial: to(serial("S001")), Owner: acme(), Offered: 1},
			{GTIN: to(syrup()), Lot: 2, Owner: acme(), Offered: 1200, Accepted: 1150, Missing: 50},
			{GTIN: to(pills()), Lot: 1, Owner: acme(), Whole: true, Offered: 9_989},
			{SSCC: to(palletKey()), Owner: acme(), Offered: 425}},
		History: historyOf("transfer", "ship")}
}
