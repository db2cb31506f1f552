package graphql_test

import (
	"fmt"

	"pedigree/events"
	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// telling makes facts as the ledger states them.
type telling struct {
	entries []readmodel.Entry
	height  uint64
	index   uint64
}

const startTime = 1_790_000_000

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func gln(n int) gs1.GLN {
	body := fmt.Sprintf("400000%06d", n)
	return must(gs1.ParseGLN(body + string(must(gs1.CheckDigit(body)))))
}

func gtin(n int) gs1.GTIN {
	body := fmt.Sprintf("0400000%06d", n)
	return must(gs1.ParseGTIN(body + string(must(gs1.CheckDigit(body)))))
}

func lotNo(n int) gs1.Lot        { return must(gs1.ParseLot(fmt.Sprint("LOT", n))) }
func serialNo(n int) gs1.Serial  { return must(gs1.ParseSerial(fmt.Sprintf("SN%05d", n))) }
func transferNo(n int) record.ID { return record.NewID("transfer", record.Hash{}, n) }
func partyNo(n int) gs1.GLN      { return gln(100 + n) }
func siteNo(n int) gs1.GLN       { return gln(200 + n) }
func packCode(n int) string      { return fmt.Sprintf("(01)%s(21)%s", gtin(1), serialNo(n)) }
func way(from, to int) record.Way {
	return record.Way{FromParty: partyNo(from), FromSite: siteNo(from), ToParty: partyNo(to),
		ToSite: siteNo(to)}
}

func (t *telling) block() { t.height, t.index = t.height+1, 0 }

// fact states a fact by a trader, or by nobody (below 0).
func (t *telling) fact(by int, command string, fields any) {
	f := record.Fact{Height: t.height, Index: t.index, Time: startTime + t.height*5000,
		Command: command, Subjects: subjects(fields), Fields: record.MustMarshal(fields)}
	if t.height == 0 {
		f.Index, f.N = record.GenesisIndex, t.index
	} else {
		f.TxID = record.Hash{byte(t.height), byte(t.height >> 8), byte(t.index)}
	}
	if by >= 0 {
		party, site := partyNo(by), siteNo(by)
		f.Party, f.Site = &party, &site
	}
	t.index++
	b := f.Encode()
	fact := must(record.DecodeFact(b))
	t.entries = append(t.entries, readmodel.Entry{Ordinal: uint64(len(t.entries) + 1), Fact: fact,
		FactBytes: b, Event: must(events.Render(fact)).JSON})
}

// subjects are the keys of the packs and containers whose history takes a fact.
func subjects(fields any) (keys []string) {
	var goods []record.Goods
	switch c := fields.(type) {
	case record.LotRegistered:
		keys = append(keys, indexOf.LotKey(c.GTIN, c.Lot))
	case record.Shipped:
		goods = c.Items
	case record.Received:
		goods = c.Accepted
	case record.Dispensed:
		goods = []record.Goods{c.Goods}
	case record.Packed:
		keys = append(keys, record.ContainerKey(c.SSCC, uint8(c.Generation)))
	case record.Unpacked:
		keys = append(keys, record.ContainerKey(c.SSCC, uint8(c.Generation)))
	}
	for _, g := range goods {
		switch {
		case !g.Serial.IsZero():
			keys = append(keys, indexOf.UnitKey(g.GTIN, g.Serial))
		case !g.SSCC.IsZero():
			keys = append(keys, record.ContainerKey(g.SSCC, 0))
		}
	}
	return keys
}

// trade has traders 0 (maker), 1 (wholesaler) and 2 (pharmacy), and two lots of
// product 1: LOT1 with serials SN00001 to SN00003, shipped whole to 1, from where
// SN00001 goes on to 2 and is supplied; LOT2 of 5,000 packs, of which 1 has 1,150.
func trade() *telling {
	t := &telling{}
	t.fact(-1, "authorize", record.Authorize{GLN: gln(1), Name: "Agency", Country: "DE",
		Licences: []record.Licence{{Role: record.Authority}}})
	t.block()
	for i, role := range []record.Role{record.Manufacturer, record.Wholesaler, record.Dispenser} {
		t.fact(-1, "authorize", record.Authorize{GLN: partyNo(i), Name: fmt.Sprint("Party ", i),
			Country: "DE", Licences: []record.Licence{{Role: role, Number: "L1", Authority: gln(1)}}})
		t.fact(-1, "authorize", record.Authorize{GLN: siteNo(i), Name: fmt.Sprint("Site ", i),
			Country: "FR", Parent: partyNo(i)})
	}
	t.fact(0, "register_product", record.ProductRegistered{Maker: partyNo(0),
		RegisterProduct: record.RegisterProduct{GTIN: gtin(1), Name: "Amoxil", Strength: "500 mg",
			Form: "capsule", Pack: "20 capsules", Codes: []record.NationalCode{{Scheme: "PZN",
				Code: "01234567"}}, Storage: &record.Storage{Min: 2, Max: 8}}})
	t.block()
	t.fact(0, "register_lot", record.LotRegistered{RegisterLot: record.RegisterLot{GTIN: gtin(1),
		Lot: lotNo(1), Expiry: 30000, Serialised: true}, Ordinal: 1, Maker: partyNo(0),
		Holder: siteNo(0)})
	t.fact(0, "add_serials", record.AddSerials{GTIN: gtin(1), Lot: lotNo(1),
		Serials: []gs1.Serial{serialNo(1), serialNo(2), serialNo(3)}})
	t.fact(0, "close_lot", record.LotClosed{GTIN: gtin(1), Lot: lotNo(1), Registered: 3})
	t.block()
	rest := []record.Goods{{GTIN: gtin(1), Lot: lotNo(1), Quantity: 3, Owner: partyNo(0), Whole: true}}
	t.fact(0, "ship", record.Shipped{Transfer: transferNo(1), Way: way(0, 1), Items: rest,
		Purpose: "supply"})
	t.fact(1, "receive", record.Received{Transfer: transferNo(1), Way: way(0, 1), Accepted: rest,
		State: record.TransferReceived})
	t.block()
	pack := []record.Goods{{GTIN: gtin(1), Lot: lotNo(1), Serial: serialNo(1), Quantity: 1,
		Owner: partyNo(1)}}
	t.fact(1, "ship", record.Shipped{Transfer: transferNo(2), Way: way(1, 2), Items: pack,
		Purpose: "supply"})
	t.fact(2, "receive", record.Received{Transfer: transferNo(2), Way: way(1, 2), Accepted: pack,
		State: record.TransferReceived})
	pack[0].Owner = partyNo(2)
	t.fact(2, "dispense", record.Dispensed{Goods: pack[0]})
	t.block()
	t.fact(0, "register_lot", record.LotRegistered{RegisterLot: record.RegisterLot{GTIN: gtin(1),
		Lot: lotNo(2), Expiry: 30001, Planned: 5000}, Ordinal: 2, Maker: partyNo(0), Holder: siteNo(0)})
	some := record.Goods{GTIN: gtin(1), Lot: lotNo(2), Quantity: 1200, Owner: partyNo(0)}
	t.fact(0, "ship", record.Shipped{Transfer: transferNo(3), Way: way(0, 1),
		Items: []record.Goods{some}, Purpose: "supply"})
	came, missing := some, some
	came.Quantity, missing.Quantity = 1150, 50
	t.fact(1, "receive", record.Received{Transfer: transferNo(3), Way: way(0, 1),
		Accepted: []record.Goods{came}, Missing: []record.Goods{missing}, State: record.TransferReceived})
	return t
}

// more states further facts: recalls of LOT2, one a block, of growing class.
func (t *telling) more(n int) []readmodel.Entry {
	for range n {
		t.block()
		t.fact(0, "recall", record.LotRecalled{ID: record.NewID("recall", record.Hash{}, len(t.entries)),
			GTIN: gtin(1), Lot: lotNo(2), Class: 2, Depth: "retail", Reason: "impurity"})
	}
	return t.entries[len(t.entries)-n:]
}
