package tests

import (
	"fmt"
	"maps"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// choose says who orders what. Most choices look at the state, so that much of it
// succeeds; each has a part of nonsense.
func (s *simulation) choose() (by *actor, command string, body any) {
	switch n := s.Intn(100); {
	case n < 12:
		return s.aside()
	case n < 22:
		return s.trouble()
	case n < 29:
		return s.govern()
	case n < 32:
		return s.permit()
	case n < 44 || s.packers && n < 80:
		return s.boxing()
	}
	switch n := s.Intn(100); {
	case n < 4:
		return s.at(s.maker(s.gtin())), "register_product", record.RegisterProduct{GTIN: s.gtin(),
			Name: "Amoxal", Strength: "500 mg", Form: "capsule", Pack: "20"}
	case n < 10:
		return s.registerLot()
	case n < 18:
		return s.addSerials()
	case n < 21:
		return s.closeLot()
	case n < 50:
		return s.ship()
	case n < 71:
		return s.receive()
	case n < 77:
		return s.void()
	case n < 99:
		return s.dispense()
	}
	return s.recall()
}

func pick[T any](s *simulation, from []T) (t T) {
	if len(from) > 0 {
		t = from[s.Intn(len(from))]
	}
	return t
}

// one picks a key of a map, by the seed alone.
func one[T any](s *simulation, from map[string]T) string {
	return pick(s, slices.Sorted(maps.Keys(from)))
}

func (s *simulation) gtin() gs1.GTIN { return pick(s, s.gtins) }

func (s *simulation) maker(g gs1.GTIN) gs1.GLN {
	if g == s.gtins[2] {
		return s.actors["bolt"].gln
	}
	return s.actors["acme"].gln
}

func (s *simulation) lotNumber() gs1.Lot {
	l, err := gs1.ParseLot(fmt.Sprint("L", s.Intn(4)))
	if err != nil {
		s.scenario.t.Fatal(err)
	}
	return l
}

const serialsEach = 40

func (s *simulation) serial() gs1.Serial { return s.serialNumber(s.Intn(serialsEach)) }

// serialAt names a pack of a lot, mostly one that a site has.
func (s *simulation) serialAt(lotKey string, site gs1.GLN) gs1.Serial {
	if s.Intn(5) == 0 {
		return s.serial()
	}
	lot, there := s.known.lots[lotKey], map[string]gs1.Serial{}
	for key, u := range s.known.units {
		if record.LotKey(u.Lot) != lotKey {
			continue
		}
		if u.Sealed == nil && lot.Sealed.Holder == site || u.Sealed != nil && u.Sealed.Holder == site {
			there[key] = s.serials[key]
		}
	}
	if key := one(s, there); key != "" {
		return there[key]
	}
	return s.serial()
}

func (s *simulation) serialNumber(i int) gs1.Serial {
	n, err := gs1.ParseSerial(fmt.Sprint("S", i))
	if err != nil {
		s.scenario.t.Fatal(err)
	}
	return n
}

func (s *simulation) registerLot() (*actor, string, any) {
	o := record.RegisterLot{GTIN: s.gtin(), Lot: s.lotNumber(),
		Expiry: record.DayOf(s.now + int64(s.Intn(400)-60)*86_400), Serialised: s.Intn(3) > 0}
	if !o.Serialised {
		o.Planned = uint64(s.Intn(100))
	}
	return s.at(s.maker(o.GTIN)), "register_lot", o
}

func (s *simulation) addSerials() (*actor, string, any) {
	o := record.AddSerials{GTIN: s.gtin(), Lot: s.lotNumber()}
	for range 1 + s.Intn(5) {
		if n := s.serial(); !slices.Contains(o.Serials, n) {
			o.Serials = append(o.Serials, n)
		}
	}
	return s.at(s.maker(o.GTIN)), "add_serials", o
}

func (s *simulation) closeLot() (*actor, string, any) {
	o := record.CloseLot{GTIN: s.gtin(), Lot: s.lotNumber()}
	if l := s.known.lots[indexOf.LotKey(o.GTIN, o.Lot)]; l != nil && s.Intn(2) == 0 {
		o.Yield = l.Sealed.Registered + uint64(s.Intn(20))
		o.Yield -= min(o.Yield, uint64(s.Intn(20)))
	}
	by := s.at(s.maker(o.GTIN))
	if s.Intn(3) == 0 {
		by = s.actors["acme_hub"]
	}
	return by, "close_lot", o
}

// goods picks what somebody holds, and one who holds it.
func (s *simulation) goods() (*actor, record.Item) {
	switch s.Intn(40) {
	case 0:
		return s.childGoods()
	case 1, 2, 3, 4, 5, 6, 7:
		return s.boxGoods()
	}
	key := one(s, s.known.holdings)
	if key == "" {
		return s.site(), s.nonsense()
	}
	lot := s.known.lots[lotOfHolding(key)]
	site, _ := gs1.ParseGLN(key[len(key)-13:])
	row := pick(s, s.known.holdings[key].Rows)
	i := record.Item{GTIN: lot.Sealed.Product, Lot: lot.Sealed.Number}
	switch {
	case !lot.Serialised:
		i.Quantity = uint64(s.Intn(int(min(row.Held, 30)) + 2))
		if row.Owner != s.at(site).party || s.Intn(5) == 0 {
			i.Owner = row.Owner
		}
	case s.Intn(4) > 0:
		i.Serial = s.serialAt(lotOfHolding(key), site)
		if s.Intn(8) > 0 {
			i.Lot = gs1.Lot{}
		} else if s.Intn(2) == 0 {
			i.Expiry = lot.Expiry
		}
	}
	if s.Intn(30) == 0 {
		i.Expiry = lot.Expiry + 1
	}
	return s.at(site), i
}

func (s *simulation) nonsense() record.Item {
	i := record.Item{GTIN: s.gtin()}
	if s.Intn(2) == 0 {
		i.Serial = s.serial()
	} else {
		i.Lot, i.Quantity = s.lotNumber(), uint64(s.Intn(50))
	}
	return i
}

func (s *simulation) dispense() (*actor, string, any) {
	by, i := s.goods()
	for range 6 {
		if s.dispensers[by] {
			break
		}
		by, i = s.goods()
	}
	if s.Intn(6) == 0 {
		by = s.actors[pick(s, []string{"corner", "village", "ward"})]
	}
	if i.Serial.IsZero() && s.Intn(10) > 0 {
		i.Quantity = max(i.Quantity, 1)
	}
	o := record.Dispense{GTIN: i.GTIN, Serial: i.Serial, Lot: i.Lot, Expiry: i.Expiry,
		Quantity: i.Quantity, Owner: i.Owner}
	if !i.Serial.IsZero() && s.Intn(3) == 0 {
		o.Of = uint64(2 + s.Intn(2))
		o.Part = 1 + uint64(s.Intn(int(o.Of)))
	}
	return by, "dispense", o
}

func (s *simulation) recall() (*actor, string, any) {
	g, l := s.gtin(), s.lotNumber()
	return s.at(s.maker(g)), "recall", record.RecallLot{GTIN: g, Lot: l, Again: l,
		Class: 1 + uint64(s.Intn(3)), Depth: pick(s, []string{"wholesale", "retail", "patient"}),
		Reason: "cold chain"}
}
