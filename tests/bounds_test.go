package tests

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pedigree/record"
)

// bounded is a ledger on which a lot happens at once: nothing audits it, for that would
// look at every record after each order.
type bounded struct {
	*scenario
	ledger *bare
}

func newBounded(t *testing.T, lines ...string) bounded {
	s := newScenario(t)
	s.chains, s.oracle, s.quick = s.chains[:1], nil, true
	b := bounded{s, s.chains[0].(*bare)}
	b.does(lines...)
	return b
}

func (b bounded) does(lines ...string) {
	b.t.Helper()
	for _, line := range lines {
		if err := b.step(line); err != nil {
			b.t.Fatalf("%.120s: %v", line, err)
		}
	}
}

// order delivers one order in a block of its own: what it costs, and how many records and
// facts it writes.
func (b bounded) order(by, command, fields string) (cost uint64, records, facts int) {
	b.t.Helper()
	text, err := b.fill(fields)
	if err != nil {
		b.t.Fatal(err)
	}
	body, err := bodyOf(command, text)
	if err != nil {
		b.t.Fatal(err)
	}
	cost = b.cost(by, command, body)
	tx, err := b.actors[by].sign(b.now, command, body)
	if err != nil {
		b.t.Fatal(err)
	}
	block := b.ledger.begin(b.now)
	r, err := block.Deliver(0, tx)
	if err != nil || r.Code != record.OK {
		b.t.Fatalf("%s %.80s: %s %s %v", command, text, r.Code, r.Text, err)
	}
	changes := block.Finish()
	b.ledger.put(changes)
	return cost, len(changes), len(r.Facts)
}

const boundsProduct = `acme register_product ` +
	`{"gtin":"$P","name":"A","strength":"1","form":"x","pack":"1"} -> ok`

func boundsLot(lot string, n int) string {
	return fmt.Sprintf(`acme register_lot {"gtin":"$P","lot":%q,"expiry":"2028-12-31",`+
		`"planned":%d} -> ok`, lot, n)
}

// A recall writes the lot and nothing of its holders: a thousand cost what one does.
func TestRecallOfAThousandHolders(t *testing.T) {
	const holders = 1000
	b := newBounded(t, "party acme manufacturer DE 4000001", "let P 04000001000012", boundsProduct,
		boundsLot("FEW", holders), boundsLot("MANY", holders+1))
	for n := range holders {
		b.does(fmt.Sprintf("party h%d wholesaler DE", n),
			fmt.Sprintf(`acme ship {"to":"@h%d","items":[{"gtin":"$P","lot":"MANY","quantity":1}]}`, n)+
				" -> ok T1",
			fmt.Sprintf(`h%d receive {"transfer":"$T1","all":true} -> ok`, n))
	}
	rows, err := b.rowsOf(b.words["P"], "MANY")
	if err != nil || len(rows) < holders {
		t.Fatalf("%d sites hold the lot: %v", len(rows), err)
	}
	recall := `{"gtin":"$P","lot":%[1]q,"again":%[1]q,"class":1,"depth":"patient","reason":"x"}`
	cost1, records1, facts1 := b.order("acme", "recall", fmt.Sprintf(recall, "FEW"))
	cost, records, facts := b.order("acme", "recall", fmt.Sprintf(recall, "MANY"))
	if cost != cost1 || records != records1 || facts != 1 || facts1 != 1 {
		t.Errorf("%d holders: cost %d, %d records, %d facts; one: %d, %d, %d", holders, cost, records,
			facts, cost1, records1, facts1)
	}
}

// A pallet moves as one line, whatever is on it: the packs follow it when they are asked.
func TestPalletOfTenThousand(t *testing.T) {
	const packs, carton, pallet = 10_000, 2000, "340000010000000099"
	b := newBounded(t, "party acme manufacturer DE 4000001", "party medco wholesaler DE",
		"let P 04000001000012", boundsProduct,
		`acme register_lot {"gtin":"$P","lot":"L","expiry":"2028-12-31","serialised":true} -> ok`)
	cartons := []string{"340000010000000013", "340000010000000020", "340000010000000037",
		"340000010000000044", "340000010000000051"}
	var lines []string
	for n, sscc := range cartons {
		serials, items := make([]string, carton), make([]string, carton)
		for i := range carton {
			serials[i] = fmt.Sprintf(`"S%d"`, n*carton+i)
			items[i] = fmt.Sprintf(`{"gtin":"$P","serial":%s}`, serials[i])
		}
		b.does(`acme add_serials {"gtin":"$P","lot":"L","serials":[`+strings.Join(serials, ",")+
			`]} -> ok`, `acme pack {"sscc":"`+sscc+`","items":[`+strings.Join(items, ",")+`]} -> ok`)
		lines = append(lines, `{"sscc":"`+sscc+`"}`)
	}
	b.does(`acme pack {"sscc":"` + pallet + `","items":[` + strings.Join(lines, ",") + `]} -> ok`)
	const most = 8 // records: container, offer, what two sites have of the lot, keys …
	cost, records, facts := b.order("acme", "ship", `{"to":"@medco","items":[{"sscc":"`+pallet+`"}]}`)
	if cost > 5000 || records > most || facts != 1 {
		t.Errorf("shipping %d packs costs %d: %d records, %d facts", packs, cost, records, facts)
	}
	b.words["T1"] = string(b.offers()[0])
	cost, records, facts = b.order("medco", "receive", `{"transfer":"$T1","all":true}`)
	if cost > 5000 || records > most || facts != 1 {
		t.Errorf("receiving %d packs costs %d: %d records, %d facts", packs, cost, records, facts)
	}
	b.does(fmt.Sprintf("holders $P L -> medco %d", packs),
		"verdict (01)$P(21)S9999 RECEIVE -> GENUINE")
}

// An offer's deadline is read, never acted upon: the block in which ten thousand pass
// theirs writes nothing, and answering one of them costs what it did before.
func TestTenThousandOffersExpire(t *testing.T) {
	const offers, a = 10_000, 2000
	b := newBounded(t, "party acme manufacturer DE 4000001", "party medco wholesaler DE",
		"let P 04000001000012", boundsProduct, boundsLot("L", offers))
	raw, err := b.fill(`{"to":"@medco","items":[{"gtin":"$P","lot":"L","quantity":1}]}`)
	if err != nil {
		t.Fatal(err)
	}
	body, err := bodyOf("ship", raw)
	if err != nil {
		t.Fatal(err)
	}
	for range offers / a {
		txs := make([][]byte, a)
		for i := range txs {
			if txs[i], err = b.actors["acme"].sign(b.now, "ship", body); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range b.ledger.block(b.now, txs...) {
			if r.Code != record.OK {
				t.Fatal(r.Code, r.Text)
			}
		}
	}
	open := b.offers()
	if len(open) != offers {
		t.Fatalf("%d offers, want %d", len(open), offers)
	}
	receive := func(id record.ID) (uint64, int, int) {
		return b.order("medco", "receive", `{"transfer":"`+string(id)+`","all":true}`)
	}
	receive(open[0]) // the first makes medco's record of the lot
	cost1, records1, facts1 := receive(open[1])
	b.now += int64(73 * time.Hour / time.Second)
	if changes := b.ledger.begin(b.now).Finish(); len(changes) != 0 {
		t.Errorf("a block without orders writes %d records", len(changes))
	}
	cost, records, facts := receive(open[2])
	if cost != cost1 || records != records1 || facts != facts1 {
		t.Errorf("after its deadline: cost %d, %d records, %d facts; before: %d, %d, %d", cost, records,
			facts, cost1, records1, facts1)
	}
}

// offers lists the open ones, in the order of their ids.
func (b bounded) offers() (ids []record.ID) {
	prefix := record.TransferKey("")
	for _, key := range b.state().keys(prefix) {
		ids = append(ids, record.ID(key[len(prefix):]))
	}
	return ids
}
