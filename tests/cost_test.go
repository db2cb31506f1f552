package tests

import (
	"fmt"
	"strings"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/record"
)

// An order costs what it makes the nodes do, not what it says: who receives,
// refuses or cancels a long offer in one word pays for its lines.
func TestCostOfLongOffers(t *testing.T) {
	s := newScenario(t)
	s.chains = s.chains[:1]
	const packs = 1000
	serials, items := make([]string, packs), make([]string, packs)
	for n := range packs {
		serials[n] = fmt.Sprintf(`"S%d"`, n)
		items[n] = fmt.Sprintf(`{"gtin":"$P","serial":"S%d"}`, n)
	}
	for _, line := range []string{
		"party acme manufacturer DE 4000001", "party medco wholesaler DE", "let P 04000001000012",
		`acme register_product {"gtin":"$P","name":"A","strength":"1","form":"x","pack":"1"} -> ok`,
		`acme register_lot {"gtin":"$P","lot":"L","expiry":"2028-12-31","serialised":true} -> ok`,
		`acme add_serials {"gtin":"$P","lot":"L","serials":[` + strings.Join(serials, ",") + `]} -> ok`,
		`acme ship {"to":"@medco","items":[` + strings.Join(items[1:], ",") + `]} -> ok T1`,
		`acme ship {"to":"@medco","items":[{"gtin":"$P","serial":"S0"}]} -> ok T2`,
	} {
		if err := s.step(line); err != nil {
			t.Fatal(err)
		}
	}
	const line = 50 // hundredths of a signature check, at least, for a pack that moves
	for _, c := range []struct {
		by, command, body string
		least, most       uint64
	}{
		{"acme", "ship", `{"to":"@medco","items":[` + strings.Join(items, ",") + `]}`,
			packs * line, packs * 400},
		{"medco", "receive", `{"transfer":"$T1","all":true}`, packs * line, packs * 250},
		{"medco", "refuse", `{"transfer":"$T1","reason":"x"}`, packs * line, packs * 250},
		{"acme", "cancel", `{"transfer":"$T1","reason":"x"}`, packs * line, packs * 250},
		{"medco", "receive", `{"transfer":"$T1","accepted":[{"gtin":"$P","serial":"S1"}],"partial":true}`,
			packs * line / 20, packs * line},
		{"medco", "receive", `{"transfer":"$T2","all":true}`, 100, 1000},
		{"medco", "receive", `{"transfer":"00000000000000000000000000000000","all":true}`, 100, 1000},
	} {
		body, err := s.fill(c.body)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := bodyOf(c.command, body)
		if err != nil {
			t.Fatal(err)
		}
		cost := s.cost(c.by, c.command, raw)
		if cost < c.least || cost > c.most || cost > ledger.MaxCost {
			t.Errorf("%s %.60s costs %d, want %d to %d", c.command, c.body, cost, c.least, c.most)
		}
	}
}

func (s *scenario) cost(by, command string, body record.Raw) uint64 {
	tx, err := s.actors[by].sign(s.now, command, body)
	if err != nil {
		s.t.Fatal(err)
	}
	gate := ledger.NewGate(s.chains[0].(*bare).begin(s.now))
	order, refusal := ledger.Read(tx)
	if refusal != nil {
		s.t.Fatal(refusal)
	}
	if _, refusal, err = gate.Knock(order.Tx); refusal != nil || err != nil {
		s.t.Fatal(refusal, err)
	}
	cost, err := gate.Weigh(order)
	if err != nil {
		s.t.Fatal(err)
	}
	return cost
}

// The dearest order that can be written still fits a block alone, or nobody could
// ever carry it out.
func TestNoOrderIsDearerThanABlock(t *testing.T) {
	s := newScenario(t)
	b := s.chains[0].(*bare)
	id := record.NewID("transfer", record.Hash{}, 0)
	b.write(s.now, ledger.Change{Key: record.TransferKey(id),
		Value: record.Value{Sealed: make([]byte, 4096*100)}})
	if cost := s.cost("authority", "refuse", record.MustMarshal(record.VoidOffer{Transfer: id,
		Reason: "x"})); cost > ledger.MaxCost || cost < ledger.MaxCost/2 {
		t.Errorf("refusing the longest offer costs %d", cost)
	}
	items := make([]record.Item, 4096)
	for n := range items {
		g, err := s.fill(fmt.Sprintf(`{"gtin":"04000001000012","serial":"S%d"}`, n))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := bodyOf("receive", `{"transfer":"`+string(id)+`","missing":[`+g+`]}`)
		if err != nil {
			t.Fatal(err)
		}
		var r record.Receive
		if err := record.Unmarshal(raw, &r); err != nil {
			t.Fatal(err)
		}
		items[n] = r.Missing[0]
	}
	whole := record.MustMarshal(record.Receive{Transfer: id, All: true, Missing: items})
	if cost := s.cost("authority", "receive", whole); cost != ledger.MaxCost {
		t.Errorf("the dearest order costs %d, a block may cost %d", cost, ledger.MaxCost)
	}
}
