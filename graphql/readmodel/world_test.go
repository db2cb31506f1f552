package readmodel_test

import (
	"fmt"

	"pedigree/events"
	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// world makes facts as the ledger states them, and keeps just enough of the
// state to make consistent ones.
type world struct {
	entries []readmodel.Entry
	height  uint64
	index   uint64 // of the next transaction in the block
	lots    []*lot
	offers  []*offer
	serials int
}

type trader struct{ party, site gs1.GLN }

type lot struct {
	gtin       gs1.GTIN
	number     gs1.Lot
	serialised bool
	closed     bool
	rest       stock // where the untouched packs are
	units      []*unit
	rows       map[stock]uint64 // loose, of a lot by quantity
	registered uint64
	recalled   bool
}

type stock struct {
	trader
	owner gs1.GLN
	offer *offer
}

type unit struct {
	serial  gs1.Serial
	at      stock
	touched bool
	gone    bool
	part    uint64
}

type offer struct {
	id       record.ID
	way      record.Way
	from, to trader
	keep     bool
	items    []item
}

type item struct {
	lot   *lot
	unit  *unit // nil: whole rest or quantity
	owner gs1.GLN
	n     uint64
}

func gln(n int) gs1.GLN {
	body := fmt.Sprintf("400000%06d", n)
	d, err := gs1.CheckDigit(body)
	if err != nil {
		panic(err)
	}
	g, err := gs1.ParseGLN(body + string(d))
	if err != nil {
		panic(err)
	}
	return g
}

func gtin(n int) gs1.GTIN {
	body := fmt.Sprintf("0400000%06d", n)
	d, err := gs1.CheckDigit(body)
	if err != nil {
		panic(err)
	}
	g, err := gs1.ParseGTIN(body + string(d))
	if err != nil {
		panic(err)
	}
	return g
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func traderNo(n int) trader { return trader{gln(100 + n), gln(200 + n)} }

const genesisTime = 1_790_000_000

// newWorld has an authority, a maker (trader 0), traders 1 to 3 and a product.
func newWorld() *world {
	w := &world{}
	w.fact(nil, "authorize", record.Authorize{GLN: gln(1), Name: "Agency", Country: "DE",
		Licences: []record.Licence{{Role: record.Authority}}})
	roles := []record.Role{record.Manufacturer, record.Wholesaler, record.Dispenser, record.Dispenser}
	for i, r := range roles {
		t := traderNo(i)
		w.block()
		w.fact(nil, "authorize", record.Authorize{GLN: t.party, Name: fmt.Sprint("Party ", i),
			Country: "DE", Licences: []record.Licence{{Role: r, Number: "L", Authority: gln(1)}}})
		w.fact(nil, "authorize", record.Authorize{GLN: t.site, Name: fmt.Sprint("Site ", i),
			Country: "FR", Parent: t.party})
	}
	w.fact(nil, "grant_prefix", record.GrantPrefix{Prefix: "4000000", Party: gln(100)})
	w.fact(nil, "add_key", record.KeyAdded{AddKey: record.AddKey{Site: gln(200), Label: "line 1"},
		Party: gln(100), Key: record.KID{1}})
	maker := traderNo(0)
	product := record.RegisterProduct{GTIN: gtin(1), Name: "Amoxil", Strength: "500 mg",
		Form: "capsule", Pack: "20", Codes: []record.NationalCode{{Scheme: "PZN", Code: "123"}}}
	w.fact(&maker, "register_product",
		record.ProductRegistered{RegisterProduct: product, Maker: maker.party})
	return w
}

func (w *world) block() { w.height, w.index = w.height+1, 0 }

// fact states one fact in a transaction of its own.
func (w *world) fact(by *trader, command string, fields any, subjects ...string) {
	f := record.Fact{Height: w.height, Index: w.index, Time: genesisTime + w.height*5000,
		Command: command, Subjects: subjects, Fields: record.MustMarshal(fields)}
	if w.height == 0 {
		f.Index, f.N = record.GenesisIndex, w.index
	} else {
		f.TxID = record.Hash{byte(w.height), byte(w.height >> 8), byte(w.index)}
	}
	if by != nil {
		f.Party, f.Site = &by.party, &by.site
	}
	w.index++
	b := f.Encode()
	fact := must(record.DecodeFact(b))
	w.entries = append(w.entries, readmodel.Entry{Ordinal: uint64(len(w.entries) + 1),
		Fact: fact, FactBytes: b, Event: must(events.Render(fact)).JSON})
}

func (w *world) registerLot(serialised bool, planned uint64) *lot {
	maker := traderNo(0)
	l := &lot{gtin: gtin(1), number: must(gs1.ParseLot(fmt.Sprint("LOT", len(w.lots)+1))),
		serialised: serialised, rest: stock{trader: maker, owner: maker.party},
		rows: map[stock]uint64{}}
	if !serialised {
		l.registered = planned
		l.rows[l.rest] = planned
	}
	w.lots = append(w.lots, l)
	w.fact(&maker, "register_lot", record.LotRegistered{RegisterLot: record.RegisterLot{GTIN: l.gtin,
		Lot: l.number, Expiry: 30000, Made: 20000, Serialised: serialised, Planned: planned},
		Ordinal: uint64(len(w.lots)), Maker: maker.party, Holder: maker.site},
		record.LotKey(record.Index{18: byte(len(w.lots) >> 8), 19: byte(len(w.lots))}))
	return l
}

func (w *world) addSerials(l *lot, n int) {
	maker := traderNo(0)
	var serials []gs1.Serial
	for range n {
		w.serials++
		s := must(gs1.ParseSerial(fmt.Sprintf("SN%05d", w.serials)))
		serials = append(serials, s)
		l.units = append(l.units, &unit{serial: s})
	}
	l.registered += uint64(n)
	w.fact(&maker, "add_serials", record.AddSerials{GTIN: l.gtin, Lot: l.number, Serials: serials})
}

func (w *world) closeLot(l *lot, more uint64) {
	maker := traderNo(0)
	l.closed = true
	if !l.serialised {
		l.registered += more
		l.rows[l.rest] += more
	}
	w.fact(&maker, "close_lot",
		record.LotClosed{GTIN: l.gtin, Lot: l.number, Registered: l.registered})
}

func (l *lot) goods(i item, whole bool) record.Goods {
	g := record.Goods{GTIN: l.gtin, Lot: l.number, Quantity: i.n, Owner: i.owner, Whole: whole}
	if i.unit != nil {
		g.Serial = i.unit.serial
	}
	return g
}

func (i item) fact() record.Goods { return i.lot.goods(i, i.unit == nil && i.lot.serialised) }

func facts(items []item) (goods []record.Goods) {
	for _, i := range items {
		goods = append(goods, i.fact())
	}
	return goods
}

// place of a unit, its own or its lot's.
func (l *lot) place(u *unit) stock {
	if u.touched {
		return u.at
	}
	return l.rest
}

func (l *lot) untouched() (n uint64) {
	for _, u := range l.units {
		if !u.touched {
			n++
		}
	}
	return n
}
