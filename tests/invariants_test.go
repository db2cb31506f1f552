package tests

import (
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// checkInvariants looks at a whole state (rules.md, Invariants 1 to 3 and 5):
// what lots say was registered is what holdings sum up to, what holdings say is
// what packs say, what is on its way is on an offer, containers are a forest,
// and indexes lead where they should.
func checkInvariants(s state) error {
	r, err := readState(s)
	if err != nil {
		return err
	}
	for _, check := range []func() error{r.checkDepths, r.checkSums, r.checkPacks, r.checkOffers,
		r.checkForest, r.checkPacked, r.checkIndexes} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// figures are a holding's row without its owner, as others say it should be.
type figures struct{ held, packed, outgoing, supplied, gone uint64 }

// tally counts figures by holding key and owner.
type tally map[string]*figures

func (t tally) at(lotKey string, holder, owner gs1.GLN) *figures {
	k := holdingOf(lotKey, holder) + "|" + owner.String()
	if t[k] == nil {
		t[k] = new(figures)
	}
	return t[k]
}

func rowFigures(r record.HoldingRow) figures {
	return figures{r.Held, r.Packed, r.Outgoing, r.Supplied, r.Gone}
}

// checkSums: registered = held + outgoing + supplied + otherwise gone, per lot.
func (r *records) checkSums() error {
	sums := map[string]uint64{}
	for key, h := range r.holdings {
		lotKey := lotOfHolding(key)
		if r.lots[lotKey] == nil {
			return fmt.Errorf("%s belongs to no lot", key)
		}
		for _, row := range h.Rows {
			if row.Empty() {
				return fmt.Errorf("%s keeps an empty row", key)
			}
			sums[lotKey] += row.Held + row.Outgoing + row.Supplied + row.Gone
		}
	}
	for key, lot := range r.lots {
		if sums[key] != lot.Sealed.Registered {
			return fmt.Errorf("%s: %d registered, holdings sum up to %d", key,
				lot.Sealed.Registered, sums[key])
		}
	}
	return nil
}

// checkPacks: each pack of a serialised lot is in exactly one row, and each row
// counts just those.
func (r *records) checkPacks() error {
	packs, untouched := tally{}, map[string]uint64{}
	for key, u := range r.units {
		lotKey := record.LotKey(u.Lot)
		if r.lots[lotKey] == nil {
			return fmt.Errorf("%s is of no lot", key)
		}
		if u.Sealed == nil {
			untouched[lotKey]++
			continue
		}
		at := r.placeOf(u)
		count(packs.at(lotKey, at.holder, at.owner), u, at)
	}
	for key, lot := range r.lots {
		s := lot.Sealed
		if lot.Serialised && untouched[key] != s.Untouched || !lot.Serialised && s.Untouched != 0 {
			return fmt.Errorf("%s: %d packs are untouched, the lot says %d", key, untouched[key],
				s.Untouched)
		}
		if s.Transfer != nil {
			packs.at(key, s.Holder, s.Owner).outgoing += s.Untouched
		} else {
			packs.at(key, s.Holder, s.Owner).held += s.Untouched
		}
	}
	return r.compareRows(packs, func(lot *record.Lot, row figures) (figures, bool) {
		return row, lot.Serialised
	})
}

func count(f *figures, u *record.Unit, at place) {
	switch {
	case u.Status == record.Supplied:
		f.supplied++
	case u.Status > record.Supplied && u.Status != record.Illegitimate:
		f.gone++
	case at.offer != nil:
		f.outgoing++
	default:
		f.held++
		if at.boxed {
			f.packed++
		}
	}
}

// checkOffers: what is outgoing is what pending offers still wait for, and goods
// name the offer that names them.
func (r *records) checkOffers() error {
	outgoing, named := tally{}, 0
	for key, t := range r.transfers {
		for n, line := range t.Items {
			left := line.Left()
			if line.SSCC != nil {
				if err := r.checkBoxLine(key, line, outgoing, t.FromSite); err != nil {
					return fmt.Errorf("%s, line %d: %w", key, n, err)
				}
				if left > 0 {
					named++
				}
				continue
			}
			if left > 0 && !t.State.Pending() {
				return fmt.Errorf("%s is %s, line %d still offers %d", key, t.State, n, left)
			}
			lotKey := r.lotOf(line.GTIN.String(), line.Lot)
			outgoing.at(lotKey, t.FromSite, line.Owner).outgoing += left
			if left == 0 {
				continue
			}
			on, err := r.offerOf(lotKey, line)
			if err != nil {
				return fmt.Errorf("%s, line %d: %w", key, n, err)
			}
			if on != "" && on != key {
				return fmt.Errorf("%s, line %d: the goods are on %s", key, n, on)
			}
			if on != "" {
				named++
			}
		}
	}
	if n := r.onOffer(); n != named {
		return fmt.Errorf("%d packs and lots say that they are on offer, offers name %d", n, named)
	}
	return r.compareRows(outgoing, func(_ *record.Lot, row figures) (figures, bool) {
		return figures{outgoing: row.outgoing}, true
	})
}

// offerOf gives the key of the offer that a line's goods say they are on; lots
// by quantity do not say.
func (r *records) offerOf(lotKey string, line record.TransferItem) (string, error) {
	var on *record.ID
	lot := r.lots[lotKey]
	switch {
	case line.Serial != nil:
		u := r.units[indexOf.UnitKey(*line.GTIN, *line.Serial)]
		if u == nil || u.Sealed == nil {
			return "", fmt.Errorf("pack %s is not touched", line.Serial)
		}
		on = u.Sealed.Transfer
	case line.Whole:
		if on = lot.Sealed.Transfer; lot.Sealed.Untouched != line.Left() {
			return "", fmt.Errorf("%d packs left, %d untouched", line.Left(), lot.Sealed.Untouched)
		}
	default:
		return "", nil
	}
	if on == nil {
		return "", fmt.Errorf("the goods are on no offer")
	}
	return record.TransferKey(*on), nil
}

func (r *records) onOffer() (n int) {
	for _, u := range r.units {
		if u.Sealed != nil && u.Sealed.Transfer != nil {
			n++
		}
	}
	for _, l := range r.lots {
		if l.Sealed.Transfer != nil {
			n++
		}
	}
	for _, c := range r.containers {
		if c.Sealed.Transfer != nil {
			n++
		}
	}
	return n
}

// compareRows compares the holdings with what others say that they should be.
// see picks what of a row is compared, and whether.
func (r *records) compareRows(want tally, see func(*record.Lot, figures) (figures, bool)) error {
	for key, h := range r.holdings {
		lot := r.lots[lotOfHolding(key)]
		for _, row := range h.Rows {
			got, compare := see(lot, rowFigures(row))
			if !compare {
				continue
			}
			k := key + "|" + row.Owner.String()
			should := figures{}
			if want[k] != nil {
				should = *want[k]
			}
			if got != should {
				return fmt.Errorf("%s says %+v of %s, the goods say %+v", key, got, row.Owner, should)
			}
			delete(want, k)
		}
	}
	for k, f := range want {
		if *f != (figures{}) {
			return fmt.Errorf("%+v of %s are in no holding", *f, k)
		}
	}
	return nil
}
