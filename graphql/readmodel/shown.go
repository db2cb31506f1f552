package readmodel

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// part is what a party has to do with a fact that names it.
type part int

const (
	named part = iota // no right to see it
	shown             // sees the fact, as who is warned of something
	took              // took part: sees the fact, and the goods it speaks of
)

// partsOf says who may see a fact. Whoever acted, sent or received sees it, goods
// of others included; an owner whose goods moved with those of other owners does
// not see theirs. An alert is shown to whom it names, but opens no goods: otherwise
// one could look at any pack by being refused it.
func partsOf(f *record.Fact, fields any, m *mentions) map[string]part {
	parts := map[string]part{}
	for gln := range m.parties {
		parts[gln] = took
	}
	var owners map[string]bool
	switch c := fields.(type) {
	case *record.AlertRaised:
		for gln := range parts {
			parts[gln] = shown
		}
	case *record.Shipped:
		owners = ownersOf(c.Items)
	case *record.Returned:
		owners = ownersOf(c.Items)
	case *record.Left:
		owners = ownersOf(c.Items)
	case *record.Received:
		owners = ownersOf(c.Accepted, c.Missing, c.Extra)
	case *record.Voided:
		owners = ownersOf(c.Items)
	case *record.HoldsChanged:
		owners = concerned(c.Items)
	case *record.CaseOpened:
		owners = concerned(c.Items)
	case *record.CaseClosed:
		owners = concerned(c.Items)
	}
	if len(owners) > 1 {
		sides := &mentions{parties: map[string]bool{}}
		sides.party(deref(f.Party), deref(f.Site))
		sides.sides(fields)
		for gln := range owners {
			if !sides.parties[gln] {
				parts[gln] = named
			}
		}
	}
	return parts
}

func ownersOf(lists ...[]record.Goods) map[string]bool {
	owners := map[string]bool{}
	for _, list := range lists {
		for _, g := range list {
			if !g.Owner.IsZero() {
				owners[g.Owner.String()] = true
			}
		}
	}
	return owners
}

// concerned are the owners of held goods, and the sites where these are; where one
// owner's goods are at one site, only the owner: both may see them.
func concerned(items []record.GoodsHeld) map[string]bool {
	owners, sites := map[string]bool{}, map[string]bool{}
	for _, i := range items {
		if !i.Goods.Owner.IsZero() {
			owners[i.Goods.Owner.String()] = true
		}
		if !i.Site.IsZero() {
			sites[i.Site.String()] = true
		}
	}
	if len(owners) > 1 || len(sites) > 1 {
		maps.Copy(owners, sites)
	}
	return owners
}

func (m *mentions) sides(fields any) {
	switch c := fields.(type) {
	case *record.Returned:
		m.way(c.Way)
	case *record.Shipped:
		m.way(c.Way)
	case *record.Received:
		m.way(c.Way)
	case *record.Voided:
		m.way(c.Way)
	}
}

// public says whether anybody who asks may see a fact: what is told of products, of
// recalls and of the ledger's rules is public.
func public(fields any) bool {
	switch fields.(type) {
	case *record.ProductRegistered, *record.AmendProduct, *record.WithdrawProduct,
		*record.LotRecalled, *record.SetParam, *record.ScheduleUpgrade, *record.SetValidator:
		return true
	}
	return false
}

// neighbours makes sender and receiver known to each other by name, and owner and
// grantee.
func neighbours(ctx context.Context, w *writing, fields any) error {
	switch c := fields.(type) {
	case *record.Shipped:
		return meet(ctx, w, c.Way, ownersOf(c.Items))
	case *record.Granted:
		if err := know(ctx, w, c.Owner.String(), c.Grantee.String()); err != nil {
			return err
		}
		return know(ctx, w, c.Grantee.String(), c.Owner.String())
	}
	return nil
}

func meet(ctx context.Context, w *writing, way record.Way, owners map[string]bool) error {
	from, to := []gs1.GLN{way.FromParty, way.FromSite}, []gs1.GLN{way.ToParty, way.ToSite}
	for i := range from {
		if err := know(ctx, w, way.FromParty.String(), to[i].String()); err != nil {
			return err
		}
		if err := know(ctx, w, way.ToParty.String(), from[i].String()); err != nil {
			return err
		}
	}
	if len(owners) != 1 {
		return nil
	}
	for owner := range owners { // one that sends or receives through a provider
		for _, gln := range append(from, to...) {
			if err := know(ctx, w, owner, gln.String()); err != nil {
				return err
			}
		}
		if err := know(ctx, w, way.FromParty.String(), owner); err != nil {
			return err
		}
	}
	return nil
}

func know(ctx context.Context, w *writing, gln, other string) error {
	if gln == "" || other == "" || gln == other {
		return nil
	}
	return w.once(ctx, "INSERT INTO neighbours (gln, other) VALUES (?, ?) ON CONFLICT DO NOTHING",
		gln, other)
}

// list enters the lots of a fact in the lists of those who took part.
func (m *mentions) list(ctx context.Context, w *writing, parts map[string]part) error {
	for _, gln := range slices.Sorted(maps.Keys(parts)) {
		if parts[gln] != took {
			continue
		}
		for key := range m.lots {
			made, err := w.lotMade(ctx, key)
			if err == nil && made > 0 {
				err = w.once(ctx, `INSERT INTO listed (kind, gln, ordinal) VALUES ('lot', ?, ?)
					ON CONFLICT DO NOTHING`, gln, made)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// lotMade gives the ordinal of the fact that made a lot; 0 where there is none yet, as
// of goods that somebody received without their ever being registered.
func (w *writing) lotMade(ctx context.Context, key LotKey) (made uint64, err error) {
	if key.Lot == "" {
		return 0, nil
	}
	made = w.set.seen.lots[key]
	if made > 0 {
		return made, nil
	}
	err = w.find(ctx, "SELECT fact FROM lots WHERE gtin = ? AND lot = ?",
		[]any{key.GTIN, key.Lot}, &made)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err == nil {
		w.set.seen.lots[key] = made
	}
	return made, err
}

// enlist enters a transfer or alert, by the ordinal of the fact that made it.
func enlist(ctx context.Context, w *writing, kind string, ordinal uint64, parts map[string]part) error {
	for _, gln := range slices.Sorted(maps.Keys(parts)) {
		if parts[gln] == named {
			continue
		}
		err := w.add(ctx, listedRows, kind, gln, ordinal)
		if err != nil {
			return err
		}
	}
	return nil
}

// show writes down who may see a fact and what it made.
func (m *mentions) show(ctx context.Context, w *writing, e Entry, fields any) (map[string]part, error) {
	parts := partsOf(e.Fact, fields, m)
	if err := m.list(ctx, w, parts); err != nil {
		return nil, err
	}
	switch c := fields.(type) {
	case *record.Received:
		if len(c.Extra) > 0 {
			sides := map[string]part{c.Way.FromParty.String(): took, c.Way.ToParty.String(): took}
			if err := enlist(ctx, w, "exception", e.Ordinal, sides); err != nil {
				return nil, err
			}
		}
	case *record.ExceptionReported:
		if err := enlist(ctx, w, "exception", e.Ordinal, parts); err != nil {
			return nil, err
		}
	case *record.CaseOpened:
		all := map[string]part{} // that there is a case, and why, is for all whom it concerns
		for gln := range parts {
			all[gln] = shown
		}
		if err := enlistCase(ctx, w, e.Ordinal, c, all); err != nil {
			return nil, err
		}
	case *record.Shipped:
		if err := enlist(ctx, w, "transfer", e.Ordinal, parts); err != nil {
			return nil, err
		}
	case *record.AlertRaised:
		if err := enlist(ctx, w, "alert", e.Ordinal, parts); err != nil {
			return nil, err
		}
	}
	return parts, neighbours(ctx, w, fields)
}
