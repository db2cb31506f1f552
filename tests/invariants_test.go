package tests

import (
	"fmt"
	"sort"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// checkInvariants looks at the whole state (rules.md, Invariants 1, 2 and 4):
// what the lots say was registered is what the holdings hold, and what the
// holdings hold is what the packs say.
func checkInvariants(c chain) error {
	counts, err := countUnits(c)
	if err != nil {
		return err
	}
	for _, key := range c.keys("lot|") {
		lot := mustLot(c, key)
		var sum, registered uint64 = 0, lot.Sealed.Registered
		sites := holdingsOf(c, key)
		for site, h := range sites {
			for _, r := range h.Rows {
				sum += r.Held + r.Outgoing + r.Supplied + r.Gone
				if r.Packed > r.Held || r.Empty() {
					return fmt.Errorf("%s at %s: %+v", key, site, r)
				}
				if !lot.Serialised {
					continue
				}
				if got := counts[key+"|"+site+"|"+r.Owner.String()]; got != [3]uint64{r.Held, r.Outgoing, r.Supplied} {
					return fmt.Errorf("%s at %s: holding says %+v, packs say held, outgoing, supplied %v",
						key, site, r, got)
				}
				delete(counts, key+"|"+site+"|"+r.Owner.String())
			}
		}
		if sum != registered {
			return fmt.Errorf("%s: %d registered, holdings sum up to %d", key, registered, sum)
		}
	}
	for k, n := range counts {
		if n != [3]uint64{} {
			return fmt.Errorf("packs %v of %s are in no holding", n, k)
		}
	}
	return nil
}

// countUnits counts packs by lot, site and owner: held, outgoing, supplied.
func countUnits(c chain) (map[string][3]uint64, error) {
	counts := map[string][3]uint64{}
	add := func(lotKey string, holder, owner gs1.GLN, column int, n uint64) {
		k := lotKey + "|" + holder.String() + "|" + owner.String()
		v := counts[k]
		v[column] += n
		counts[k] = v
	}
	lots := map[string]string{} // gtin|ordinal -> lot key
	touched := map[string]uint64{}
	for _, key := range c.keys("lot|") {
		lot := mustLot(c, key)
		lots[strings.Split(key, "|")[1]+fmt.Sprint("|", lot.Ordinal)] = key
	}
	untouched := map[string]uint64{}
	for _, key := range c.keys("unit|") {
		v, _ := c.get(key)
		u, err := record.DecodeUnit(v)
		if err != nil {
			return nil, err
		}
		lotKey := lots[strings.Split(key, "|")[1]+fmt.Sprint("|", u.Lot)]
		switch s := u.Sealed; {
		case s == nil:
			untouched[lotKey]++
		case u.Status == record.Supplied:
			add(lotKey, s.Holder, s.Owner, 2, 1)
		case s.Transfer != nil:
			add(lotKey, s.Holder, s.Owner, 1, 1)
		default:
			add(lotKey, s.Holder, s.Owner, 0, 1)
		}
		touched[lotKey]++
	}
	for _, key := range c.keys("lot|") {
		s := mustLot(c, key).Sealed
		if untouched[key] != s.Untouched {
			return nil, fmt.Errorf("%s: %d packs are untouched, the lot says %d", key, untouched[key], s.Untouched)
		}
		column := 0
		if s.Transfer != nil {
			column = 1
		}
		if s.Untouched > 0 {
			add(key, s.Holder, s.Owner, column, s.Untouched)
		}
	}
	return counts, nil
}

func mustLot(c chain, key string) *record.Lot {
	v, ok := c.get(key)
	lot, err := record.DecodeLot(v)
	if !ok || err != nil {
		panic(fmt.Sprint(key, err))
	}
	return lot
}

// holdingsOf gives the holdings of a lot by site.
func holdingsOf(c chain, lotKey string) map[string]*record.HoldingSealed {
	sites := map[string]*record.HoldingSealed{}
	prefix := "holding" + strings.TrimPrefix(lotKey, "lot") + "|"
	for _, key := range c.keys(prefix) {
		v, _ := c.get(key)
		h, err := record.DecodeHolding(v)
		if err != nil {
			panic(err)
		}
		sites[strings.TrimPrefix(key, prefix)] = h.Sealed
	}
	return sites
}

// holders compares who has how much of a lot: "acme 3800 medco.outgoing 5".
func (s *scenario) holders(line string) error {
	question, want, _ := strings.Cut(strings.TrimPrefix(line, "holders "), " -> ")
	w := strings.Fields(question)
	gtin, err := gs1.ParseGTIN(w[0])
	if err != nil {
		return err
	}
	number, err := gs1.ParseLot(w[1])
	if err != nil {
		return err
	}
	names := map[string]string{}
	for name, a := range s.actors {
		names[a.gln.String()] = name
	}
	var got []string
	for site, h := range holdingsOf(s.chain, record.LotKey(gtin, number)) {
		for _, r := range h.Rows {
			for _, f := range []struct {
				name string
				n    uint64
			}{{"", r.Held}, {".outgoing", r.Outgoing}, {".supplied", r.Supplied}, {".gone", r.Gone}} {
				if f.n > 0 {
					got = append(got, fmt.Sprintf("%s%s %d", names[site], f.name, f.n))
				}
			}
		}
	}
	sort.Strings(got)
	if strings.Join(got, " ") != want {
		return fmt.Errorf("got %s", strings.Join(got, " "))
	}
	return nil
}
