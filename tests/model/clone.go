package model

import (
	"maps"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// clone copies everything that an order may change. An order is tried on a copy; when
// it is refused, the copy is thrown away.
func (w *World) clone() *World {
	c := *w
	c.Parties = copied(w.Parties, func(p *Party) { p.Licences = slices.Clone(p.Licences) })
	c.Keys = copied(w.Keys, func(k *Key) {
		k.Used, k.Alerts = maps.Clone(k.Used), maps.Clone(k.Alerts)
	})
	c.Prefixes, c.Params = maps.Clone(w.Prefixes), maps.Clone(w.Params)
	c.Products = copied(w.Products, func(*Product) {})
	c.Lots = copied(w.Lots, func(l *Lot) { l.Holds = slices.Clone(l.Holds) })
	c.Packs = copied(w.Packs, func(p *Pack) { p.Holds = slices.Clone(p.Holds) })
	c.Boxes = copied(w.Boxes, func(b *Box) {
		b.Holds, b.Inside = slices.Clone(b.Holds), maps.Clone(b.Inside)
	})
	c.Shelves = copied(w.Shelves, func(*Shelved) {})
	c.SiteHolds = make(map[Place][]Hold, len(w.SiteHolds))
	for at, holds := range w.SiteHolds {
		c.SiteHolds[at] = slices.Clone(holds)
	}
	c.Had, c.Answers, c.Alerts = maps.Clone(w.Had), maps.Clone(w.Answers), maps.Clone(w.Alerts)
	c.Offers = copied(w.Offers, func(o *Offer) {
		o.Lines = slices.Clone(o.Lines)
		for i, line := range o.Lines {
			same := *line
			o.Lines[i] = &same
		}
	})
	c.Recalls = maps.Clone(w.Recalls)
	c.Cases = copied(w.Cases, func(*Case) {})
	c.Exceptions = copied(w.Exceptions, func(*Exception) {})
	c.Grants = copied(w.Grants, func(*Grant) {})
	c.Proposals = copied(w.Proposals, func(*Proposal) {})
	c.Validators = maps.Clone(w.Validators)
	return &c
}

func copied[K comparable, V any](from map[K]*V, deepen func(*V)) map[K]*V {
	to := make(map[K]*V, len(from))
	for k, v := range from {
		same := *v
		deepen(&same)
		to[k] = &same
	}
	return to
}

func newKey(public record.PublicKey, party, site gs1.GLN) *Key {
	return &Key{Public: public, Party: party, Site: site, Used: map[uint64]bool{},
		Alerts: map[record.Day]uint64{}}
}
