package model

import (
	"pedigree/gs1"
	"pedigree/record"
)

// allowed are the states of goods that an order puts up with (rules.md, "May it be
// done?").
type allowed struct{ recalled, withdrawn, expired, held, suspect bool }

var (
	nothingWrong = allowed{}
	packable     = allowed{expired: true}
	lockable     = allowed{recalled: true, withdrawn: true, expired: true, held: true}
	anyState     = allowed{recalled: true, withdrawn: true, expired: true, held: true, suspect: true}
)

// flag tells what holds make of goods: suspect is worse than held.
func flag(holds []Hold) (f record.HoldFlag) {
	for _, h := range holds {
		if h.Case != "" || h.Reason == "suspect" {
			return record.Suspected
		}
		f = record.Held
	}
	return f
}

// lotFlag tells how a lot is held at a site: everywhere, or there.
func (w *World) lotFlag(lot LotID, site gs1.GLN) record.HoldFlag {
	return max(flag(w.Lots[lot].Holds), flag(w.SiteHolds[Place{lot, site}]))
}

// boxFlag tells how a container is held, those around it considered.
func (w *World) boxFlag(id BoxID) (f record.HoldFlag) {
	for id != (BoxID{}) {
		f = max(f, flag(w.Boxes[id].Holds))
		id = w.Boxes[id].In
	}
	return f
}

// PackFlag tells how a pack is held: itself, its containers, its lot.
func (w *World) PackFlag(p *Pack) record.HoldFlag {
	return max(flag(p.Holds), w.boxFlag(p.Box), w.lotFlag(p.Lot, p.Holder))
}

// lotReasons lists what the state of a lot and its product speaks against.
func (t *turn) lotReasons(lot LotID, a allowed, held record.HoldFlag) (rs list) {
	l, today := t.Lots[lot], record.DayOf(t.Now)
	rs.add(held == record.Suspected && !a.suspect, record.SuspectGoods)
	rs.add(held == record.Held && !a.held, record.HeldGoods)
	rs.add(l.Recall != nil && !a.recalled, record.RecalledGoods)
	rs.add(!a.withdrawn && t.withdrawnIn(lot.GTIN, t.Parties[t.Site].Country), record.WithdrawnGoods)
	rs.add(today > l.Expiry && !a.expired, record.ExpiredGoods)
	return rs
}

func (w *World) withdrawnIn(g gs1.GTIN, market string) bool {
	for _, m := range w.Products[g].Withdrawn {
		if m == "*" || m == market {
			return true
		}
	}
	return false
}

// packReasons lists what the state of a pack speaks against; supplied ones are for the
// order to judge.
func (t *turn) packReasons(p *Pack, a allowed) list {
	rs := t.lotReasons(p.Lot, a, t.PackFlag(p))
	switch p.Status {
	case record.Destroyed:
		rs.add(true, record.DestroyedGoods)
	case record.Stolen:
		rs.add(true, record.StolenGoods)
	case record.Illegitimate:
		rs.add(!a.suspect, record.IllegitimateGoods)
	case record.Active, record.PartiallySupplied, record.Supplied:
	default:
		rs.add(true, record.Inactive)
	}
	rs.add(p.Offer != "", record.InTransit)
	return rs
}

// gone says that a pack has left the trade: nobody is asked any more who has it. One
// that was found illegitimate is still in somebody's stock.
func (p *Pack) gone() bool {
	return p.Status != record.Active && p.Status != record.PartiallySupplied &&
		p.Status != record.Illegitimate
}

// touched lets a pack stand by itself.
func (p *Pack) touch() { p.Touched, p.Left = true, BoxID{} }

// printed compares a label with what is registered.
func (w *World) printed(lot LotID, number gs1.Lot, expiry record.Day) (rs list) {
	rs.add(!number.IsZero() && number != lot.Number, record.LotMismatch)
	rs.add(expiry != 0 && expiry != w.Lots[lot].Expiry, record.ExpiryMismatch)
	return rs
}

func (w *World) packGoods(id PackID) record.Goods {
	p := w.Packs[id]
	return record.Goods{GTIN: id.GTIN, Lot: p.Lot.Number, Serial: id.Serial, Quantity: 1,
		Owner: p.Owner}
}

func (t *turn) shelf(lot LotID, site, owner gs1.GLN) *Shelved {
	at := Shelf{Place{lot, site}, owner}
	if t.Shelves[at] == nil {
		t.Shelves[at] = &Shelved{}
	}
	return t.Shelves[at]
}

// rest gives the packs of a lot that nothing has happened to yet.
func (w *World) rest(lot LotID) (ps []*Pack) {
	for _, p := range w.Packs {
		if p.Lot == lot && !p.Touched {
			ps = append(ps, p)
		}
	}
	return ps
}

// quantity reads a line that names a number of packs without serials: how many, of
// whom, and what speaks against taking them from here.
func (t *turn) quantity(i record.Item) (n uint64, owner gs1.GLN, rs list) {
	lot := LotID{i.GTIN, i.Lot}
	if owner = i.Owner; owner.IsZero() {
		owner = t.Party
	}
	loose := t.shelf(lot, t.Site, owner).Loose
	if n = i.Quantity; n == 0 {
		n = loose
	}
	if t.Lots[lot].Serialised {
		return n, owner, list{record.Conflict}
	}
	rs.add(loose == 0, record.NotHolder)
	rs.add(loose > 0 && n > loose, record.QuantityExceeded)
	return n, owner, rs
}
