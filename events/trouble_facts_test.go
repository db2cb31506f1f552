package events_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

func (w world) trouble() []sample {
	recall, exception := record.NewID("recall", record.Hash{5}, 0), record.NewID("exception", record.Hash{5}, 0)
	id := record.NewID("case", record.Hash{5}, 0)
	by := func(command string, fields any) *record.Fact {
		return w.fact(command, w.medco, w.medcoSite, fields)
	}
	pack := []record.GoodsHeld{{Goods: w.pack("A/1"), Hold: record.Suspected}}
	lotThere := record.GoodsHeld{Goods: record.Goods{GTIN: w.drops, Lot: lot("Q1")},
		Site: w.medcoSite, Hold: record.Suspected}
	supply := record.FactBytes(w.fact("dispense", w.medco, w.medcoSite,
		record.Dispensed{Goods: w.quantity(10)}).Encode())
	late := record.FactBytes(w.fact("register_lot", w.acme, w.acmeSite, record.LotRegistered{
		RegisterLot: record.RegisterLot{GTIN: w.pills, Lot: lot("L1"), Expiry: day("2028-02-29"),
			Serialised: true}, Ordinal: 1, Maker: w.acme, Holder: w.acmeSite}).Encode())
	return []sample{
		{"correct_did_not_occur", "9524000000026 declared that this did not occur: 9524000000026 " +
			"dispensed 10 packs of lot Q1.", by("correct", record.Corrected{Fact: supply,
			Reason: record.DidNotOccur})},
		{"correct_quantity", "9524000000026 declared this wrong: 9524000000026 dispensed 10 packs of " +
			"lot Q1; right is 4 packs.", by("correct", record.Corrected{Fact: supply,
			Reason: record.IncorrectData, Quantity: 4})},
		{"correct_lot", "9524000000019 declared this wrong: 9524000000019 registered lot L1 of " +
			"09524000001016, serialised, expiry 2028-02-29; right is expiry 2029-02-28, made on " +
			"2026-02-28.", w.fact("correct", w.acme, w.acmeSite, record.Corrected{Fact: late,
			Reason: record.IncorrectData, Expiry: day("2029-02-28"), Made: day("2026-02-28")})},
		{"acknowledge_recall",
			"9524000000026 acknowledged the recall of lot Q1 of 09524000001023 with 1,150 packs there.",
			by("acknowledge_recall", record.RecallAcknowledged{Recall: recall, GTIN: w.drops,
				Lot: lot("Q1"), Held: 1150, Supplied: 3, Note: "set apart"})},
		{"report_exception",
			"9524000000026 reported shortage to 9524000000019, 50 packs of lot Q1: pallet open.",
			by("report_exception", record.ExceptionReported{ID: exception, Transfer: w.transfer,
				Way: w.way, Kind: "shortage", Items: []record.Goods{w.quantity(50)}, Text: "pallet open"})},
		{"report_no_data", "9524000000019 reported no data to 9524000000026.",
			w.fact("report_exception", w.acme, w.acmeSite, record.ExceptionReported{ID: exception,
				Transfer: w.transfer, Way: w.way, Kind: "no_data"})},
		{"resolve_exception", "9524000000019 resolved the exception (shortage) of transfer " +
			string(w.transfer) + ": credited.",
			w.fact("resolve_exception", w.acme, w.acmeSite, record.ExceptionResolved{ID: exception,
				Transfer: w.transfer, Way: w.way, Kind: "shortage", Outcome: "credited"})},
		{"open_case", "9524000000026 put pack A/1 of lot L1 under suspicion: seal is not ours.",
			by("open_case", record.CaseOpened{ID: id, Reason: "seal is not ours", Items: pack})},
		{"open_case_of_a_lot",
			"9524000000026 put lot Q1 of 09524000001023 at 9524000002013 under suspicion: smell.",
			by("open_case", record.CaseOpened{ID: id, Reason: "smell",
				Items: []record.GoodsHeld{lotThere}})},
		{"add_finding", "9524000000026 found in case " + string(id) + ": notified.",
			by("add_finding", record.AddFinding{Case: id, Text: "notified", Incident: "INC-1"})},
		{"close_case_cleared", "9524000000026 cleared pack A/1 of lot L1: seal is a new one of ours.",
			by("close_case", record.CaseClosed{ID: id, Outcome: record.CaseCleared,
				Items: []record.GoodsHeld{{Goods: w.pack("A/1")}}, Text: "seal is a new one of ours"})},
		{"close_case_illegitimate", "9524000000026 found 2 kinds of goods illegitimate (counterfeit).",
			by("close_case", record.CaseClosed{ID: id, Outcome: record.CaseIllegitimate,
				Items: append(pack, lotThere), Illegitimate: []record.Goods{w.pack("A/1")},
				Classification: "counterfeit"})},
		{"repackage",
			"9524000000026 repackaged pack A/1 of lot L1 into 2 packs of lot R1 of 09524000001023.",
			by("repackage", record.Repacked{Inputs: []record.Goods{w.pack("A/1")}, GTIN: w.drops,
				Lot: lot("R1"), Serials: []gs1.Serial{serial("R1"), serial("R2")},
				Expiry: day("2028-02-29"), InputSize: 30, OutputSize: 14, Lost: 2})},
	}
}
