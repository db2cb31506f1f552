package events_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"pedigree/gs1"
	"pedigree/record"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func gln(s string) gs1.GLN       { return must(gs1.ParseGLN(s)) }
func lot(s string) gs1.Lot       { return must(gs1.ParseLot(s)) }
func serial(s string) gs1.Serial { return must(gs1.ParseSerial(s)) }
func day(s string) record.Day    { return record.DayFrom(must(gs1.ParseDate(s))) }

// checked appends the check digit that makes the digits an identifier.
func checked(body string) string {
	sum := 0
	for i := range len(body) {
		weight := 1
		if (len(body)-i)%2 == 1 {
			weight = 3
		}
		sum += weight * int(body[i]-'0')
	}
	return body + string(rune('0'+(10-sum%10)%10))
}

// world holds the names that the sample facts use.
type world struct {
	acme, acmeSite, medco, medcoSite, swift, corner gs1.GLN
	pills, drops                                    gs1.GTIN
	pallet                                          gs1.SSCC
	transfer                                        record.ID
	way                                             record.Way
}

func newWorld() world {
	w := world{
		acme: gln(checked("952400000001")), acmeSite: gln(checked("952400000101")),
		medco: gln(checked("952400000002")), medcoSite: gln(checked("952400000201")),
		swift: gln(checked("952400000003")), corner: gln(checked("952400000004")),
		pills:    must(gs1.ParseGTIN(checked("0952400000101"))),
		drops:    must(gs1.ParseGTIN(checked("0952400000102"))),
		pallet:   must(gs1.ParseSSCC(checked("00952400000000001"))),
		transfer: record.NewID("transfer", record.Hash{1}, 0),
	}
	w.way = record.Way{
		FromParty: w.acme, FromSite: w.acmeSite, ToParty: w.medco, ToSite: w.medcoSite,
	}
	return w
}

func (w world) fact(command string, by, site gs1.GLN, fields any) *record.Fact {
	return &record.Fact{
		Version: 1, Height: 7, Index: 2, N: 0, Time: 1_795_348_800,
		TxID: sha256.Sum256([]byte(command)), Party: &by, Site: &site, Command: command,
		Subjects: []string{}, Fields: record.MustMarshal(fields),
	}
}

// sample is one fact with the sentence it should make.
type sample struct {
	name, sentence string
	fact           *record.Fact
}

func samples() []sample {
	w := newWorld()
	return append(append(append(w.registry(), w.trade()...), w.govern()...), append(w.trouble(), w.moved()...)...)
}

func (w world) registry() []sample {
	licence := record.Licence{Role: record.Manufacturer, From: day("2026-01-01"),
		Until: day("2030-12-31"), Number: "MIA-1", Authority: w.swift}
	genesis := w.fact("authorize", w.acme, w.acme, record.Authorize{
		GLN: w.acme, Name: "Acme \"A\" <Pharma> & Söhne", Country: "CH",
		Licences: []record.Licence{licence}})
	genesis.Height, genesis.Index, genesis.TxID = 0, record.GenesisIndex, record.Hash{}
	genesis.Party, genesis.Site = nil, nil
	first := record.Hash{9}
	return []sample{
		{"authorize_genesis",
			"Genesis authorized party 9524000000019 (Acme \"A\" <Pharma> & Söhne, CH) as " +
				"manufacturer.", genesis},
		{"authorize_site",
			"9524000000033 authorized site 9524000001016 of 9524000000019 (Line 1, CH).",
			w.fact("authorize", w.swift, w.swift, record.Authorize{
				GLN: w.acmeSite, Name: "Line 1", Country: "CH", Parent: w.acme})},
		{"grant_prefix", "9524000000033 granted GS1 company prefix 9524000 to 9524000000019.",
			w.fact("grant_prefix", w.swift, w.swift, record.GrantPrefix{
				Prefix: "9524000", Party: w.acme})},
		{"add_key",
			"9524000000019 added device key 0102030405060708 (till 3) of site 9524000001016.",
			w.fact("add_key", w.acme, w.acme, record.KeyAdded{
				AddKey: record.AddKey{Public: record.PublicKey{5}, Site: w.acmeSite, Label: "till 3",
					Commands: []string{"ship"}, Until: 1_900_000_000},
				Party: w.acme, Key: record.KID{1, 2, 3, 4, 5, 6, 7, 8}})},
		{"revoke_key", "9524000000019 revoked device key 0102030405060708 of site 9524000001016.",
			w.fact("revoke_key", w.acme, w.acme, record.KeyEnded{Party: w.acme, Site: w.acmeSite,
				RevokeKey: record.RevokeKey{Key: record.KID{1, 2, 3, 4, 5, 6, 7, 8}, Reason: "lost"}})},
		{"recovery", "9524000000033 revoked device key 0102030405060708 of site 9524000001016 " +
			"as an authority, in place of its party 9524000000019.",
			w.fact("revoke_key", w.swift, w.swift, record.KeyEnded{Party: w.acme, Site: w.acmeSite,
				Recovery: true, RevokeKey: record.RevokeKey{Key: record.KID{1, 2, 3, 4, 5, 6, 7, 8}}})},
		{"register_product",
			"9524000000019 registered product 09524000001016: Painaway, 500 mg.",
			w.fact("register_product", w.acme, w.acmeSite, record.ProductRegistered{
				RegisterProduct: record.RegisterProduct{GTIN: w.pills, Name: "Painaway",
					Substance: "paracetamol", Strength: "500 mg", Form: "tablet", Pack: "20",
					Codes:   []record.NationalCode{{Scheme: "PZN", Code: "01234562"}},
					Storage: &record.Storage{Min: 15, Max: 25}},
				Maker: w.acme})},
		{"alert",
			"Alert AlreadySupplied: dispense by 9524000000026 was refused, pack A/1 of " +
				"09524000001016.",
			w.fact("alert", w.medco, w.medcoSite, record.AlertRaised{
				ID: record.NewID("alert", record.Hash{2}, 0), Code: record.AlreadySupplied,
				Order: "dispense", GTIN: w.pills, Serial: serial("A/1"), Lot: lot("L1"),
				Parties: []gs1.GLN{w.acme, w.medco}, First: &first})},
		{"alert_unknown_key", "Alert UnknownKey: dispense by 9524000000026 was refused.",
			w.fact("alert", w.medco, w.medcoSite, record.AlertRaised{
				ID: record.NewID("alert", record.Hash{3}, 0), Code: record.UnknownKey,
				Order: "dispense"})},
		{"register_lot",
			"9524000000019 registered lot L+1/a of 09524000001016, serialised, expiry " +
				"2028-02-29.",
			w.fact("register_lot", w.acme, w.acmeSite, record.LotRegistered{
				RegisterLot: record.RegisterLot{GTIN: w.pills, Lot: lot("L+1/a"),
					Expiry: day("2028-02-29"), Made: day("2026-02-01"), Serialised: true,
					Planned:   1000,
					Documents: []record.Document{{Name: "CoA", SHA256: record.Hash{4}}}},
				Ordinal: 1, Maker: w.acme, Holder: w.acmeSite})},
		{"register_lot_by_quantity",
			"9524000000019 registered lot Q1 of 09524000001023, 5,000 packs, expiry 2014-11-20.",
			w.fact("register_lot", w.acme, w.acmeSite, record.LotRegistered{
				RegisterLot: record.RegisterLot{GTIN: w.drops, Lot: lot("Q1"),
					Expiry: day("2014-11-20"), Planned: 5000},
				Ordinal: 1, Maker: w.acme, Holder: w.acmeSite})},
		{"add_serials", "9524000000019 commissioned 3 packs of lot L+1/a.",
			w.fact("add_serials", w.acme, w.acmeSite, record.AddSerials{
				GTIN: w.pills, Lot: lot("L+1/a"),
				Serials: []gs1.Serial{serial("A/1"), serial("a%2F1"), serial("!\"&'()*+,:;<=>?_-.z")}})},
		{"close_lot", "9524000000019 closed lot L+1/a with 1 pack.",
			w.fact("close_lot", w.acme, w.acmeSite, record.LotClosed{
				GTIN: w.pills, Lot: lot("L+1/a"), Registered: 1})},
	}
}

func (w world) quantity(n uint64) record.Goods {
	return record.Goods{GTIN: w.drops, Lot: lot("Q1"), Quantity: n, Owner: w.acme}
}

func (w world) pack(s string) record.Goods {
	return record.Goods{GTIN: w.pills, Lot: lot("L1"), Serial: serial(s), Quantity: 1, Owner: w.acme}
}

func (w world) trade() []sample {
	papers := []record.Reference{{Type: "desadv", Hash: record.Hash{7}},
		{Type: "house bill", Hash: record.Hash{8}}, {Hash: record.Hash{9}}}
	carried := record.Way{FromParty: w.swift, FromSite: w.swift, ToParty: w.medco, ToSite: w.medcoSite}
	others := w.quantity(10)
	others.Owner = w.corner
	box := record.Goods{SSCC: w.pallet, Quantity: 480, Owner: w.acme}
	whole := record.Goods{GTIN: w.pills, Lot: lot("L1"), Quantity: 997, Owner: w.acme, Whole: true}
	return []sample{
		{"ship_quantity", "9524000000019 shipped 1,200 packs of lot Q1 to 9524000000026.",
			w.fact("ship", w.acme, w.acmeSite, record.Shipped{Transfer: w.transfer, Way: w.way,
				Items: []record.Goods{w.quantity(1200)}, Purpose: "supply",
				Deadline: 1_795_608_000, Carrier: "swift", References: papers, Affirm: true})},
		{"ship_mixed", "9524000000019 shipped 1,479 packs to 9524000000026.",
			w.fact("ship", w.acme, w.acmeSite, record.Shipped{Transfer: w.transfer, Way: w.way,
				Items:   []record.Goods{w.pack("A/1"), w.pack("A/1"), box, whole},
				Purpose: "supply", Deadline: 1_795_608_000})},
		{"ship_container",
			"9524000000019 shipped container 009524000000000015 (480 packs) to " +
				"9524000000026, the owner stays the same.",
			w.fact("ship", w.acme, w.acmeSite, record.Shipped{Transfer: w.transfer, Way: w.way,
				Items: []record.Goods{box}, Keep: true, Purpose: "return", Deadline: 1_795_608_000})},
		{"ship_by_carrier", "9524000000033 shipped 15 packs of lot Q1 to 9524000000026.",
			w.fact("ship", w.swift, w.swift, record.Shipped{Transfer: w.transfer, Way: carried,
				Items:   []record.Goods{w.quantity(5), others},
				Purpose: "supply", Deadline: 1_795_608_000})},
		{"receive_part",
			"9524000000026 received 1,150 of 1,200 packs of lot Q1 from 9524000000019; 50 " +
				"missing; 1 not offered.",
			w.fact("receive", w.medco, w.medcoSite, record.Received{Transfer: w.transfer, Way: w.way,
				Accepted: []record.Goods{w.quantity(1150)}, Missing: []record.Goods{w.quantity(50)},
				Extra: []record.Goods{w.pack("A/1")}, State: record.TransferReceived})},
		{"receive_pack",
			"9524000000026 received pack A/1 of lot L1 from 9524000000019; the rest is awaited.",
			w.fact("receive", w.medco, w.medcoSite, record.Received{Transfer: w.transfer, Way: w.way,
				Accepted: []record.Goods{w.pack("A/1")}, State: record.TransferPartial, Keep: true})},
		{"receive_nothing",
			"9524000000026 received 0 of 7 packs of lot Q1 from 9524000000019; 7 missing.",
			w.fact("receive", w.medco, w.medcoSite, record.Received{Transfer: w.transfer, Way: w.way,
				Missing: []record.Goods{w.quantity(7)}, State: record.TransferReceived})},
		{"refuse",
			"9524000000026 refused 1,200 packs of lot Q1 from 9524000000019: temperature.",
			w.fact("refuse", w.medco, w.medcoSite, record.Voided{Transfer: w.transfer, Way: w.way,
				Items: []record.Goods{w.quantity(1200)}, Reason: "temperature"})},
		{"cancel",
			"9524000000019 took back the offer of 2 packs of lot L1 to 9524000000026: not " +
				"ordered.",
			w.fact("cancel", w.acme, w.acmeSite, record.Voided{Transfer: w.transfer, Way: w.way,
				Items: []record.Goods{w.pack("A/1"), w.pack("A2")}, Reason: "not ordered"})},
		{"dispense", "9524000000040 dispensed pack A/1 of lot L1.",
			w.fact("dispense", w.corner, w.corner, record.Dispensed{Goods: w.pack("A/1"),
				Receipt: record.Hash{6}})},
		{"dispense_part", "9524000000040 dispensed 3 of 20 of pack A/1 of lot L1.",
			w.fact("dispense", w.corner, w.corner, record.Dispensed{
				Goods: w.pack("A/1"), Part: 3, Of: 20})},
		{"dispense_quantity", "9524000000040 dispensed 10 packs of lot Q1.",
			w.fact("dispense", w.corner, w.corner, record.Dispensed{Goods: w.quantity(10)})},
		{"recall",
			"9524000000019 recalled lot Q1 of 09524000001023, class I, down to patient: " +
				"glass in drops.",
			w.fact("recall", w.acme, w.acmeSite, record.LotRecalled{
				ID: record.NewID("recall", record.Hash{5}, 0), GTIN: w.drops, Lot: lot("Q1"),
				Class: 1, Depth: "patient", Reason: "glass in drops"})},
	}
}

func TestEverySampleIsReadable(t *testing.T) {
	commands := map[string]bool{}
	for _, s := range samples() {
		if _, err := record.DecodeFact(s.fact.Encode()); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		commands[s.fact.Command] = true
	}
	all := "authorize grant_prefix add_key revoke_key register_product register_lot add_serials " +
		"close_lot ship receive refuse cancel dispense recall alert propose approve amend_party " +
		"suspend reinstate grant revoke_grant set_validator set_param schedule_upgrade " +
		"amend_product withdraw_product acknowledge_recall report_exception resolve_exception " +
		"open_case add_finding close_case repackage correct decommission undo destroy report_stolen " +
		"hold release pack unpack return"
	for c := range strings.FieldsSeq(all) {
		if !commands[c] {
			t.Errorf("no sample of %s", c)
		}
	}
}
