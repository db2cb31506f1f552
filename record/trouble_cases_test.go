package record_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

func troubleOrders() []orderCase {
	return []orderCase{
		{"a recall, read", "acknowledge_recall", "acknowledge-recall", record.AcknowledgeRecall{
			Recall: idOf("recall"), Note: "two cartons set apart"}},
		{"a recall, read, without a word", "acknowledge_recall", "acknowledge-recall",
			record.AcknowledgeRecall{Recall: idOf("recall")}},
		{"fifty packs are not there", "report_exception", "report-exception",
			record.ReportException{Transfer: idOf("transfer"), Kind: "shortage",
				Items: allItems()[1:2], Text: "fifty missing"}},
		{"no data came", "report_exception", "report-exception", record.ReportException{
			Transfer: idOf("transfer"), Kind: "no_data"}},
		{"a difference settled", "resolve_exception", "resolve-exception", record.ResolveException{
			Exception: idOf("exception"), Outcome: "credited"}},
		{"a suspicion", "open_case", "open-case", record.OpenCase{Items: allItems(),
			Reason: "seal is not ours"}},
		{"a finding", "add_finding", "add-finding", record.AddFinding{Case: idOf("case"),
			Text: "printed by another machine"}},
		{"the authority's number", "add_finding", "add-finding", record.AddFinding{
			Case: idOf("case"), Text: "notified", Incident: "INC-1"}},
		{"nothing found", "close_case", "close-case", record.CloseCase{Case: idOf("case"),
			Outcome: record.CaseCleared, Items: allItems()[:1]}},
		{"a counterfeit", "close_case", "close-case", record.CloseCase{Case: idOf("case"),
			Outcome: record.CaseIllegitimate, Items: allItems(), Classification: "counterfeit",
			Incident: "INC-1", Text: "sample kept"}},
		{"twenties out of thirties", "repackage", "repackage", record.Repackage{
			Inputs: allItems()[:1], GTIN: syrup(), Lot: lotNo("R1"),
			Serials: []gs1.Serial{serial("R001")}, InputSize: 30, OutputSize: 20, Lost: 10}},
		{"a supply that was none", "correct", "correct", record.Correct{Fact: aWrongFact(),
			Histories: [][]record.Hash{{hashOf("before")}}, Reason: record.DidNotOccur}},
		{"a wrong expiry", "correct", "correct", record.Correct{Fact: aWrongFact(),
			Histories: [][]record.Hash{{hashOf("before"), hashOf("later")}},
			Reason:    record.IncorrectData, Quantity: 4, Expiry: day("2028-03-31"),
			Made: day("2026-03-31")}},
	}
}

func aWrongFact() record.FactBytes {
	return factOf("dispense", record.Dispensed{Goods: allGoods()[1]}, indexOf.HoldingKey(syrup(),
		lotNo("L5000"), acmeSite())).Encode()
}

func troubleFacts() []factCase {
	transfer, lot := record.TransferKey(idOf("transfer")), pillsLotKey()
	holding := indexOf.HoldingKey(pills(), pillsLot(), cornerSite())
	unit := indexOf.UnitKey(pills(), serial("S001"))
	held := []record.GoodsHeld{{Goods: allGoods()[0], Hold: record.Suspected},
		{Goods: allGoods()[1], Site: cornerSite(), Hold: record.Suspected}}
	return []factCase{
		{"a recall, read", factOf("acknowledge_recall", record.RecallAcknowledged{
			Recall: idOf("recall"), GTIN: pills(), Lot: pillsLot(), Held: 12, Outgoing: 1, Supplied: 3,
			Gone: 2, Note: "two cartons set apart"}, holding)},
		{"a recall, read where nothing is left", factOf("acknowledge_recall",
			record.RecallAcknowledged{Recall: idOf("recall"), GTIN: pills(), Lot: pillsLot()}, holding)},
		{"fifty packs are not there", factOf("report_exception", record.ExceptionReported{
			ID: idOf("exception"), Transfer: idOf("transfer"), Way: theWay(), Kind: "shortage",
			Items: allGoods()[1:2], Text: "fifty missing"}, transfer)},
		{"a difference settled", factOf("resolve_exception", record.ExceptionResolved{
			ID: idOf("exception"), Transfer: idOf("transfer"), Way: theWay(), Kind: "shortage",
			Outcome: "credited"}, transfer)},
		{"a suspicion", factOf("open_case", record.CaseOpened{ID: idOf("case"),
			Reason: "seal is not ours", Items: held}, unit)},
		{"a finding", factOf("add_finding", record.AddFinding{Case: idOf("case"), Text: "notified",
			Incident: "INC-1"})},
		{"nothing found", factOf("close_case", record.CaseClosed{ID: idOf("case"),
			Outcome: record.CaseCleared, Items: []record.GoodsHeld{{Goods: allGoods()[0]}}}, unit)},
		{"nothing found in what was unpacked", factOf("close_case", record.CaseClosed{ID: idOf("case"),
			Outcome: record.CaseCleared, Items: []record.GoodsHeld{{Goods: allGoods()[0]}},
			Unpacked: []record.BoxHeld{{SSCC: carton(), Generation: 1, Hold: record.Held}}}, unit)},
		{"a counterfeit", factOf("close_case", record.CaseClosed{ID: idOf("case"),
			Outcome: record.CaseIllegitimate, Items: held[:1], Illegitimate: allGoods()[:1],
			Classification: "counterfeit", Incident: "INC-1", Text: "sample kept"}, unit)},
		{"twenties out of thirties", factOf("repackage", record.Repacked{Inputs: allGoods()[:1],
			GTIN: syrup(), Lot: lotNo("R1"), Serials: []gs1.Serial{serial("R001")},
			Expiry: day("2028-03-31"), InputSize: 30, OutputSize: 20, Lost: 10}, lot, unit)},
		{"a supply that was none", factOf("correct", record.Corrected{Fact: aWrongFact(),
			Reason: record.DidNotOccur}, holding)},
		{"what is right", factOf("correct", record.Corrected{Fact: aWrongFact(),
			Reason: record.IncorrectData, Quantity: 4, Expiry: day("2028-03-31"),
			Made: day("2026-03-31")}, holding)},
	}
}
