package graphql_test

import (
	"testing"
	"time"

	"pedigree/gs1"
	"pedigree/record"
)

// troubled adds to a trade what goes wrong in it: a recall of LOT2 that the
// wholesaler answers and sends 150 packs back for, a shortage that is settled, and a
// pack of the pharmacy that is found to be a counterfeit.
func (t *telling) troubled() {
	recall := record.NewID("recall", record.Hash{7}, 1)
	exception := record.NewID("exception", record.Hash{7}, 1)
	suspicion := record.NewID("case", record.Hash{7}, 1)
	lot := record.Goods{GTIN: gtin(1), Lot: lotNo(2), Quantity: 150, Owner: partyNo(1)}
	t.block()
	t.fact(0, "recall", record.LotRecalled{ID: recall, GTIN: gtin(1), Lot: lotNo(2), Class: 1,
		Depth: "patient", Reason: "glass"})
	t.block()
	t.fact(1, "acknowledge_recall", record.RecallAcknowledged{Recall: recall, GTIN: gtin(1),
		Lot: lotNo(2), Held: 1150, Note: "set apart"})
	t.fact(1, "ship", record.Shipped{Transfer: transferNo(9), Way: way(1, 0),
		Items: []record.Goods{lot}, Purpose: "return"})
	t.fact(0, "receive", record.Received{Transfer: transferNo(9), Way: way(1, 0),
		Accepted: []record.Goods{lot}, State: record.TransferReceived,
		Extra: []record.Goods{{GTIN: gtin(1), Lot: lotNo(2), Quantity: 2}}})
	t.fact(1, "report_exception", record.ExceptionReported{ID: exception, Transfer: transferNo(3),
		Way: way(0, 1), Kind: "shortage", Items: []record.Goods{lot}, Text: "pallet open"})
	t.fact(0, "resolve_exception", record.ExceptionResolved{ID: exception, Transfer: transferNo(3),
		Way: way(0, 1), Kind: "shortage", Outcome: "credited"})
	pack := record.Goods{GTIN: gtin(1), Lot: lotNo(1), Serial: serialNo(1), Quantity: 1,
		Owner: partyNo(2)}
	t.fact(2, "open_case", record.CaseOpened{ID: suspicion, Reason: "seal",
		Items: []record.GoodsHeld{{Goods: pack, Hold: record.Suspected}}})
	t.fact(0, "add_finding", record.AddFinding{Case: suspicion, Text: "not our print"})
	t.block()
	t.fact(0, "close_case", record.CaseClosed{ID: suspicion, Outcome: record.CaseIllegitimate,
		Items: []record.GoodsHeld{{Goods: pack}}, Illegitimate: []record.Goods{pack},
		Classification: "counterfeit"})
	rest := record.Goods{GTIN: gtin(1), Lot: lotNo(1), Serial: serialNo(2), Quantity: 1,
		Owner: partyNo(1)}
	t.fact(0, "register_lot", record.LotRegistered{RegisterLot: record.RegisterLot{GTIN: gtin(1),
		Lot: lotNo(3), Expiry: 30000, Serialised: true}, Ordinal: 3, Maker: partyNo(0),
		Holder: siteNo(1)})
	t.fact(1, "repackage", record.Repacked{Inputs: []record.Goods{rest}, GTIN: gtin(1), Lot: lotNo(3),
		Serials: []gs1.Serial{serialNo(31), serialNo(32)}, Expiry: 30000, InputSize: 20,
		OutputSize: 10})
}

func TestTrouble(t *testing.T) {
	w := newWorld(t)
	w.told.troubled()
	if err := w.model.Apply(t.Context(), w.told.entries); err != nil {
		t.Fatal(err)
	}
	before := w.model.Statements()
	g := `gtin:"` + gtin(1).String() + `"`
	r := w.ask(`{recalls(` + g + `,lot:"LOT2"){id class depth reason party{name} time reach{site{name}
			acknowledged seconds note held outgoing supplied gone returned outstanding}}
		exceptions(first:9,order:OLDEST_FIRST){edges{node{id kind reporter{name} partner{name} text
			items{lot quantity} opened resolved outcome}}}
		open: exceptions(first:9,filter:{open:true,transfer:"` + string(transferNo(9)) + `"}){edges{
			node{kind partner{name} resolved}}}
		cases(first:9){edges{node{party{name} reason items{serial} outcome classification incident
			closed noticeDue findings{party{name} text}}}}
		closed: cases(first:9,filter:{open:true}){edges{node{id}}}
		unit(code:"` + packCode(1) + `"){status} made: unit(code:"` + packCode(31) + `"){status lot{lot}}
		used: unit(code:"` + packCode(2) + `"){status}}`)
	if r.status != 200 || len(r.Errors) > 0 {
		t.Fatalf("%d %s\n%s", r.status, r.text, w.log)
	}
	if n := w.model.Statements() - before; n > 16 {
		t.Errorf("%d statements", n)
	}
	for _, want := range []struct {
		value any
		path  []any
	}{
		{"patient", []any{"recalls", 0, "depth"}},
		{nil, []any{"recalls", 0, "reach", 0, "acknowledged"}},
		{0, []any{"recalls", 0, "reach", 0, "outstanding"}}, // the maker's own site
		{5000, []any{"recalls", 0, "reach", 1, "seconds"}},
		{"set apart", []any{"recalls", 0, "reach", 1, "note"}},
		{1000, []any{"recalls", 0, "reach", 1, "held"}},
		{150, []any{"recalls", 0, "reach", 1, "returned"}},
		{1000, []any{"recalls", 0, "reach", 1, "outstanding"}},
		{"overage", []any{"exceptions", "edges", 0, "node", "kind"}},
		{"Party 0", []any{"exceptions", "edges", 0, "node", "reporter", "name"}},
		{"credited", []any{"exceptions", "edges", 1, "node", "outcome"}},
		{"Party 0", []any{"exceptions", "edges", 1, "node", "partner", "name"}},
		{"Party 1", []any{"open", "edges", 0, "node", "partner", "name"}},
		{nil, []any{"open", "edges", 0, "node", "resolved"}},
		{"counterfeit", []any{"cases", "edges", 0, "node", "classification"}},
		{time.Unix(int64(w.told.height*5000+startTime+86_400), 0).UTC().Format(time.RFC3339), []any{"cases", "edges", 0, "node", "noticeDue"}},
		{"not our print", []any{"cases", "edges", 0, "node", "findings", 0, "text"}},
		{"SN00001", []any{"cases", "edges", 0, "node", "items", 0, "serial"}},
		{"ILLEGITIMATE", []any{"unit", "status"}},
		{"REPACKAGED", []any{"used", "status"}},
		{"LOT3", []any{"made", "lot", "lot"}},
	} {
		w.expect(r, want.value, want.path...)
	}
	if n := len(r.Data["closed"].(map[string]any)["edges"].([]any)); n != 0 {
		t.Errorf("%d open cases", n)
	}
}
