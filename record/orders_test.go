package record_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

// orderCase is an order body of the vectors.
type orderCase struct {
	name    string
	command string
	rule    string // of tx.cddl
	body    any
}

// newBody makes the body type of a command, as the ledger does.
func newBody(command string) any {
	for _, c := range orderCases() {
		if c.command == command {
			return newOf(c.body)
		}
	}
	return nil
}

func orderCases() []orderCase {
	return append(append(networkOrders(), tradeOrders()...), append(append(governOrders(), goodsOrders()...),
		troubleOrders()...)...)
}

func networkOrders() []orderCase {
	return []orderCase{
		{"a party with a licence", "authorize", "authorize", record.Authorize{
			GLN: acme(), Name: "Acme Pharma", Country: "DE",
			Licences: []record.Licence{{Role: record.Manufacturer, From: day("2020-01-01"),
				Until: day("2030-12-31"), Number: "DE-123", Authority: authority()}}}},
		{"a site", "authorize", "authorize", record.Authorize{
			GLN: acmeSite(), Name: "Acme Werk Süd", Country: "DE", Parent: acme()}},
		{"a prefix", "grant_prefix", "grant-prefix", record.GrantPrefix{
			Prefix: "952110", Party: acme()}},
		{"a key for everything, for ever", "add_key", "add-key", record.AddKey{
			Public: devicePublic(), Site: acmeSite(), Label: "line 1"}},
		{"a key for one command, for a time", "add_key", "add-key", record.AddKey{
			Public: devicePublic(), Site: cornerSite(), Label: "till 3",
			Commands: []string{"dispense"}, From: newYear, Until: newYear + 86_400}},
		{"a lost key", "revoke_key", "revoke-key", record.RevokeKey{
			Key: record.KIDOf(deviceKeyBytes()), Reason: "stolen"}},
		{"a key, without a reason", "revoke_key", "revoke-key", record.RevokeKey{
			Key: record.KIDOf(deviceKeyBytes())}},
	}
}

func tradeOrders() []orderCase {
	return []orderCase{
		{"a product with all that can be said", "register_product", "register-product",
			record.RegisterProduct{GTIN: pills(), Name: "Exampline", Substance: "exemplum",
				Strength: "50 mg", Form: "tablet", Pack: "30 tablets",
				Codes:   []record.NationalCode{{Scheme: "PZN", Code: "01234562"}},
				Storage: &record.Storage{Min: -5, Max: 25}}},
		{"a product with the least", "register_product", "register-product",
			record.RegisterProduct{GTIN: syrup(), Name: "Sirup", Strength: "1 mg/ml",
				Form: "syrup", Pack: "100 ml"}},
		{"a serialised lot", "register_lot", "register-lot", record.RegisterLot{
			GTIN: pills(), Lot: lotNo("A/1-b_2"), Expiry: day("2028-03-31"),
			Made: day("2026-03-31"), Serialised: true, Planned: 10_000,
			Documents: []record.Document{{Name: "certificate", SHA256: hashOf("certificate")}}}},
		{"a lot by quantity", "register_lot", "register-lot", record.RegisterLot{
			GTIN: syrup(), Lot: lotNo("L5000"), Expiry: day("2028-06-30"), Planned: 5000}},
		{"two serials", "add_serials", "add-serials", record.AddSerials{
			GTIN: pills(), Lot: lotNo("A/1-b_2"),
			Serials: []gs1.Serial{serial("S001"), serial("%&'()*+,-./:;<=>?_!\"")}}},
		{"a lot whose yield is known", "close_lot", "close-lot", record.CloseLot{
			GTIN: syrup(), Lot: lotNo("L5000"), Yield: 4990}},
		{"a serialised lot", "close_lot", "close-lot", record.CloseLot{
			GTIN: pills(), Lot: lotNo("A/1-b_2")}},
		{"an offer of every kind of goods", "ship", "ship", record.Ship{
			To: medcoSite(), Items: allItems(), Owner: "keep", Purpose: "return",
			Deadline: newYear + 259_200, Carrier: "Swift",
			References: []record.Reference{{Type: "desadv", Hash: hashOf("desadv")}}}},
		{"a sale with its transaction statement", "ship", "ship", record.Ship{
			To: medcoSite(), Items: allItems(), Affirm: true}},
		{"the shortest offer", "ship", "ship", record.Ship{
			To: medcoSite(), Items: []record.Item{{SSCC: pallet()}}}},
		{"everything", "receive", "receive", record.Receive{Transfer: idOf("transfer"), All: true}},
		{"a part, line by line", "receive", "receive", record.Receive{
			Transfer: idOf("transfer"), Accepted: allItems()[:1], Missing: allItems()[1:2],
			Extra: allItems()[2:3], Partial: true}},
		{"a delivery turned down", "refuse", "void-offer", record.VoidOffer{
			Transfer: idOf("transfer"), Reason: "damaged"}},
		{"an offer taken back", "cancel", "void-offer", record.VoidOffer{
			Transfer: idOf("transfer"), Reason: "not ordered"}},
		{"a pack, with what is printed on it", "dispense", "dispense", record.Dispense{
			GTIN: pills(), Serial: serial("S001"), Lot: lotNo("A/1-b_2"),
			Expiry: day("2028-03-31"), Receipt: hashOf("receipt")}},
		{"a part of a pack", "dispense", "dispense", record.Dispense{
			GTIN: pills(), Serial: serial("S002"), Part: 1, Of: 3}},
		{"a quantity of a lot", "dispense", "dispense", record.Dispense{
			GTIN: syrup(), Lot: lotNo("L5000"), Quantity: 10, Owner: corner()}},
		{"a recall", "recall", "recall-lot", record.RecallLot{
			GTIN: pills(), Lot: lotNo("A/1-b_2"), Again: lotNo("A/1-b_2"), Class: 1,
			Depth: "patient", Reason: "wrong leaflet"}},
	}
}

func allItems() []record.Item {
	return []record.Item{
		{GTIN: pills(), Lot: lotNo("A/1-b_2"), Serial: serial("S001"), Expiry: day("2028-03-31")},
		{GTIN: syrup(), Lot: lotNo("L5000"), Quantity: 1200, Owner: acme()},
		{GTIN: pills(), Lot: lotNo("A/1-b_2")},
		{SSCC: pallet()},
	}
}

func deviceKeyBytes() []byte {
	p := devicePublic()
	return p[:]
}
