package tests

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// projected is what the read model says of a pack, a container or the rest of a lot.
type projected struct {
	state, owner, holder string
	part, of             uint64
	moving               bool // on an open offer
	hold                 record.HoldFlag
}

func (at place) projected(state string, hold record.HoldFlag) projected {
	return projected{state: state, owner: at.owner.String(), holder: at.holder.String(),
		moving: at.offer != nil, hold: hold}
}

// compareLots compares each lot, and what each site has of it.
func (r *records) compareLots(ctx context.Context, s *readmodel.Snapshot) error {
	lots := map[readmodel.LotKey]string{}
	for key, l := range r.lots {
		lots[lotKey(l)] = key
	}
	keys := slices.Collect(maps.Keys(lots))
	got, err := s.Lots(ctx, keys)
	if err != nil {
		return err
	}
	rows, err := s.Holdings(ctx, keys)
	if err != nil {
		return err
	}
	counted := tally{}
	for k, key := range lots {
		if got[k] == nil {
			return fmt.Errorf("no lot %v", k)
		}
		if said, want := toldLot(got[k]), r.projectedLot(key); said != want {
			return fmt.Errorf("lot %v is %+v, the ledger says %+v", k, said, want)
		}
		for _, h := range rows[k] {
			site, failed := gs1.ParseGLN(h.Site)
			owner, failedToo := gs1.ParseGLN(h.Owner)
			if failed != nil || failedToo != nil {
				return fmt.Errorf("lot %v is held by %q, owned by %q", k, h.Site, h.Owner)
			}
			*counted.at(key, site, owner) = figures{h.Held, h.Packed, h.Outgoing, h.Supplied, h.Gone}
			hold := record.FlagOf(r.holdings[holdingOf(key, site)].Holds)
			if record.HoldFlag(h.Hold) != hold {
				return fmt.Errorf("lot %v has hold %d at %s, the ledger says %d", k, h.Hold, site, hold)
			}
		}
	}
	return r.compareRows(counted, func(_ *record.Lot, row figures) (figures, bool) { return row, true })
}

type lotTold struct {
	projected  // of the packs that nothing has happened to yet
	registered uint64
	closed     bool
	recalled   record.Recalled
}

func toldLot(l *readmodel.Lot) lotTold {
	return lotTold{projected{owner: l.Owner, holder: l.Holder, moving: l.Transfer != "",
		hold: record.HoldFlag(l.Hold)}, l.Registered, l.Closed, record.Recalled{Class: l.Class, Depth: l.Depth}}
}

func (r *records) projectedLot(key string) lotTold {
	l := r.lots[key]
	at := place{owner: l.Sealed.Owner, holder: l.Sealed.Holder, offer: l.Sealed.Transfer}
	t := lotTold{projected: at.projected("", l.Hold), registered: l.Sealed.Registered, closed: l.Closed}
	if l.Recall != nil {
		t.recalled = *l.Recall
	}
	return t
}

// comparePacks compares each pack with what the read model says of it. The holds of the
// containers around a pack are theirs to tell.
func (r *records) comparePacks(ctx context.Context, s *readmodel.Snapshot,
	packs map[readmodel.UnitKey]string) error {
	if len(packs) != len(r.units) {
		return fmt.Errorf("%d packs in the facts, %d in the state", len(packs), len(r.units))
	}
	got, err := s.Units(ctx, slices.Collect(maps.Keys(packs)))
	if err != nil {
		return err
	}
	for k, key := range packs {
		u := got[k]
		if u == nil {
			return fmt.Errorf("no pack %v", k)
		}
		said := projected{u.Status, u.Owner, u.Holder, uint64(u.Part), uint64(u.Of), u.InTransit,
			record.HoldFlag(u.Hold)}
		if want := r.projectedPack(key); said != want {
			return fmt.Errorf("pack %v is %+v, the ledger says %+v", k, said, want)
		}
	}
	return nil
}

func (r *records) projectedPack(key string) projected {
	u := r.units[key]
	lotKey := record.LotKey(u.Lot)
	lot := r.lots[lotKey]
	at := place{owner: lot.Sealed.Owner, holder: lot.Sealed.Holder, offer: lot.Sealed.Transfer}
	hold := max(u.Hold, lot.Hold)
	if u.Sealed != nil {
		at = r.placeOf(u)
		if box := u.Sealed.Parent; box != nil && !at.boxed { // left behind by one that was dissolved
			hold = max(hold, r.containers[*box].Hold)
		}
	}
	if h := r.holdings[holdingOf(lotKey, at.holder)]; h != nil {
		hold = max(hold, record.FlagOf(h.Holds))
	}
	p := at.projected(u.Status.String(), hold)
	p.part, p.of = u.Part, u.Of
	return p
}

// packsMade gives the packs with serials that facts made, with their keys.
func packsMade(facts [][]byte) (map[readmodel.UnitKey]string, error) {
	packs := map[readmodel.UnitKey]string{}
	for _, b := range facts {
		f, err := record.DecodeFact(b)
		if err != nil {
			return nil, err
		}
		fields, err := record.FieldsOf(f)
		if err != nil {
			return nil, err
		}
		var gtin gs1.GTIN
		var serials []gs1.Serial
		switch c := fields.(type) {
		case *record.AddSerials:
			gtin, serials = c.GTIN, c.Serials
		case *record.Repacked:
			gtin, serials = c.GTIN, c.Serials
		}
		for _, s := range serials {
			packs[readmodel.UnitKey{GTIN: gtin.String(), Serial: s.String()}] = indexOf.UnitKey(gtin, s)
		}
	}
	return packs, nil
}
