package model

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// right is why somebody may act on goods; a higher one lifts what a lower one ordered.
type right int

const (
	none right = iota
	asHolder
	asMaker
	asAuthority
)

func (t *turn) rightTo(lot LotID, holder gs1.GLN) right {
	switch {
	case t.isAuthority():
		return asAuthority
	case t.Lots[lot].Maker == t.Party:
		return asMaker
	case holder == t.Site:
		return asHolder
	}
	return none
}

// quarantinable lists what speaks against holding a pack, or writing it off.
func (t *turn) quarantinable(p *Pack) (rs list) {
	may := t.rightTo(p.Lot, p.Holder)
	rs.add(may == none, record.NotHolder)
	rs.add(p.Box != BoxID{}, record.InContainer)
	rs.add(p.Status == record.Destroyed, record.DestroyedGoods)
	rs.add(p.Status == record.Stolen, record.StolenGoods)
	rs.add(p.Offer != "" && p.Holder != t.Site && may != asAuthority, record.InTransit)
	return rs
}

// changing changes the holds of goods. It gets what is on them, of which lot they are
// (none for a container), and by which right.
type changing func(holds []Hold, lot LotID, mine right) ([]Hold, *refusal)

func hold(t *turn, c *record.HoldGoods) *refusal {
	items, _, r := t.quarantine(c.Items, c.Site, func(hs []Hold, _ LotID, _ right) ([]Hold, *refusal) {
		return place(hs, Hold{Placer: t.Party, Reason: c.Reason}, func(h Hold) bool {
			return h == Hold{Placer: t.Party, Reason: c.Reason}
		})
	})
	if r == nil {
		t.say("hold", record.HoldsChanged{Items: items, Reason: c.Reason})
	}
	return r
}

// place adds a hold, where there is none like it and not too many.
func place(holds []Hold, h Hold, like func(Hold) bool) ([]Hold, *refusal) {
	switch {
	case slices.ContainsFunc(holds, like):
		return nil, no(record.AlreadyExists)
	case len(holds) >= 16:
		return nil, no(record.Conflict)
	}
	return append(holds, h), nil
}

func release(t *turn, c *record.HoldGoods) *refusal {
	items, _, r := t.quarantine(c.Items, c.Site, func(hs []Hold, lot LotID, mine right) ([]Hold, *refusal) {
		var left []Hold
		others := false
		for _, h := range hs {
			switch {
			case c.Reason != "" && h.Reason != c.Reason:
				left = append(left, h)
			case t.bound(h.Case) || h.Placer != t.Party && mine <= t.rank(h.Placer, lot):
				others = true
				left = append(left, h)
			}
		}
		switch {
		case len(left) < len(hs):
			return left, nil
		case others:
			return nil, no(record.Forbidden)
		}
		return nil, no(record.Conflict)
	})
	if r == nil {
		t.say("release", record.HoldsChanged{Items: items, Reason: c.Reason})
	}
	return r
}

// bound: a hold of a case ends with the case, if the goods are cleared.
func (t *turn) bound(id record.ID) bool {
	return id != "" && t.Cases[id].Outcome != record.CaseCleared
}

func (t *turn) rank(placer gs1.GLN, lot LotID) right {
	switch l := t.Lots[lot]; {
	case t.has(placer, record.Authority):
		return asAuthority
	case l != nil && l.Maker == placer:
		return asMaker
	}
	return asHolder
}

// Subject is a thing that a case is about: one of its fields is set, Lot and Site
// together for what a site has of a lot.
type Subject struct {
	Pack PackID
	Box  BoxID
	Lot  LotID
	Site gs1.GLN
}

// quarantine changes the holds of each thing that is named.
func (t *turn) quarantine(items []record.Item, site gs1.GLN, change changing) (
	held []record.GoodsHeld, what []Subject, r *refusal) {
	for _, i := range items {
		var g record.GoodsHeld
		var x Subject
		switch {
		case !i.SSCC.IsZero():
			g, x, r = t.quarantineBox(i, change)
		case !i.Serial.IsZero():
			g, x, r = t.quarantinePack(i, change)
		default:
			g, x, r = t.quarantineLot(i, site, change)
		}
		if r != nil {
			return nil, nil, r
		}
		held, what = append(held, g), append(what, x)
	}
	return held, what, nil
}

func (t *turn) quarantinePack(i record.Item, change changing) (g record.GoodsHeld, x Subject, r *refusal) {
	x.Pack = PackID{i.GTIN, i.Serial}
	p := t.Packs[x.Pack]
	if p == nil {
		return g, x, no(record.NotFound)
	}
	if rs := append(t.printed(p.Lot, i.Lot, i.Expiry), t.quarantinable(p)...); len(rs) > 0 {
		return g, x, no(rs...)
	}
	if r := t.ownLine(x.Pack); r != nil {
		return g, x, r
	}
	p.touch()
	if p.Holds, r = change(p.Holds, p.Lot, t.rightTo(p.Lot, p.Holder)); r != nil {
		return g, x, r
	}
	return record.GoodsHeld{Goods: t.packGoods(x.Pack), Hold: flag(p.Holds)}, x, nil
}

// quarantineLot: a lot is held everywhere by its maker or an authority, at one site by
// its holder, or by the others where they name the site.
func (t *turn) quarantineLot(i record.Item, site gs1.GLN, change changing) (g record.GoodsHeld, x Subject,
	r *refusal) {
	x.Lot = LotID{i.GTIN, i.Lot}
	l := t.Lots[x.Lot]
	if l == nil {
		return g, x, no(record.NotFound)
	}
	g.Goods = record.Goods{GTIN: i.GTIN, Lot: i.Lot}
	mine := t.rightTo(x.Lot, site)
	if site.IsZero() && mine >= asMaker {
		l.Holds, r = change(l.Holds, x.Lot, mine)
		g.Hold = flag(l.Holds)
		return g, x, r
	}
	if site.IsZero() {
		site, mine = t.Site, asHolder
	}
	at := Place{x.Lot, site}
	if mine == none || len(t.owners(at)) == 0 {
		return g, x, no(record.NotHolder)
	}
	t.SiteHolds[at], r = change(t.SiteHolds[at], x.Lot, mine)
	x.Site, g.Site, g.Hold = site, site, flag(t.SiteHolds[at])
	return g, x, r
}

func (t *turn) quarantineBox(i record.Item, change changing) (g record.GoodsHeld, x Subject, r *refusal) {
	id, b := t.lastUse(i.SSCC)
	if b == nil || b.Dissolved {
		return g, x, no(record.NotFound)
	}
	mine := asHolder
	switch {
	case t.isAuthority():
		mine = asAuthority
	case b.Holder != t.Site:
		return g, x, no(record.NotHolder)
	}
	if b.In != (BoxID{}) {
		return g, x, no(record.InContainer)
	}
	b.Left = BoxID{}
	if b.Holds, r = change(b.Holds, LotID{}, mine); r != nil {
		return g, x, r
	}
	return record.GoodsHeld{Goods: t.boxGoods(id), Hold: flag(b.Holds)}, Subject{Box: id}, nil
}
