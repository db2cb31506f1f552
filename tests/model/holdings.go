package model

import (
	"pedigree/gs1"
	"pedigree/record"
)

// Figures are what a site has, or had, of a lot for an owner.
type Figures struct{ Held, Packed, Outgoing, Supplied, Gone uint64 }

// Holdings counts, from nothing but the goods, what everybody has.
func (w *World) Holdings() map[Shelf]Figures {
	all := map[Shelf]Figures{}
	add := func(lot LotID, site, owner gs1.GLN, f Figures) {
		at := Shelf{Place{lot, site}, owner}
		x := all[at]
		x.Held, x.Packed, x.Outgoing = x.Held+f.Held, x.Packed+f.Packed, x.Outgoing+f.Outgoing
		x.Supplied, x.Gone = x.Supplied+f.Supplied, x.Gone+f.Gone
		if x != (Figures{}) {
			all[at] = x
		}
	}
	for _, p := range w.Packs {
		add(p.Lot, p.Holder, p.Owner, p.figures())
	}
	for at, s := range w.Shelves {
		add(at.Lot, at.Site, at.Owner, Figures{Held: s.Loose, Supplied: s.Supplied, Gone: s.Gone})
	}
	for _, b := range w.Boxes {
		for lot, n := range b.Inside {
			if b.Offer != "" {
				add(lot, b.Holder, b.Owner, Figures{Outgoing: n})
			} else {
				add(lot, b.Holder, b.Owner, Figures{Held: n, Packed: n})
			}
		}
	}
	for _, o := range w.Offers {
		for _, line := range o.Lines {
			if line.byQuantity(w) {
				add(line.Lot, o.Way.FromSite, line.Owner, Figures{Outgoing: line.left()})
			}
		}
	}
	return all
}

func (p *Pack) figures() Figures {
	switch {
	case p.Status == record.Supplied:
		return Figures{Supplied: 1}
	case p.gone():
		return Figures{Gone: 1}
	case p.Offer != "":
		return Figures{Outgoing: 1}
	case p.Box != BoxID{}:
		return Figures{Held: 1, Packed: 1}
	}
	return Figures{Held: 1}
}

// owners tells for whom a site has, or had, some of a lot.
func (w *World) owners(at Place) map[gs1.GLN]bool {
	owners := map[gs1.GLN]bool{}
	for shelf := range w.Holdings() {
		if shelf.Place == at {
			owners[shelf.Owner] = true
		}
	}
	return owners
}

// full: a site has a lot for at most 16 owners.
func (w *World) full(lot LotID, site, owner gs1.GLN) bool {
	owners := w.owners(Place{lot, site})
	return len(owners) >= 16 && !owners[owner]
}
