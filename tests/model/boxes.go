package model

import (
	"maps"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// Containers, and what is in them.

// lastUse finds the last use of an SSCC.
func (w *World) lastUse(sscc gs1.SSCC) (id BoxID, b *Box) {
	for use := 0; w.Boxes[BoxID{sscc, use}] != nil; use++ {
		id = BoxID{sscc, use}
		b = w.Boxes[id]
	}
	return id, b
}

func (w *World) packsIn(id BoxID) (packs []PackID) {
	for pack, p := range w.Packs {
		if p.Box == id {
			packs = append(packs, pack)
		}
	}
	return packs
}

func (w *World) boxesIn(id BoxID) (boxes []BoxID) {
	for box, b := range w.Boxes {
		if b.In == id {
			boxes = append(boxes, box)
		}
	}
	return boxes
}

// contents counts what is in a container and in all containers in it, by lot.
func (w *World) contents(id BoxID) map[LotID]uint64 {
	all := maps.Clone(w.Boxes[id].Inside)
	for _, pack := range w.packsIn(id) {
		all[w.Packs[pack].Lot]++
	}
	for _, inner := range w.boxesIn(id) {
		for lot, n := range w.contents(inner) {
			all[lot] += n
		}
	}
	return all
}

func lotsOf(contents map[LotID]uint64) []LotID { return slices.Collect(maps.Keys(contents)) }

func (w *World) boxGoods(id BoxID) record.Goods {
	g := record.Goods{SSCC: id.SSCC, Owner: w.Boxes[id].Owner}
	for _, n := range w.contents(id) {
		g.Quantity += n
	}
	return g
}

// hand changes who has a container and all that is in it.
func (w *World) hand(id BoxID, change func(*custody)) {
	b := w.Boxes[id]
	at := custody{b.Owner, b.Holder, b.Offer}
	change(&at)
	b.Owner, b.Holder, b.Offer = at.owner, at.holder, at.offer
	for _, pack := range w.packsIn(id) {
		p := w.Packs[pack]
		p.Owner, p.Holder, p.Offer = at.owner, at.holder, at.offer
	}
	for _, inner := range w.boxesIn(id) {
		w.hand(inner, change)
	}
}

func (w *World) outermost(id BoxID) BoxID {
	for w.Boxes[id].In != (BoxID{}) {
		id = w.Boxes[id].In
	}
	return id
}

// boxReasons lists what speaks against moving a container.
func (t *turn) boxReasons(id BoxID, a allowed) (rs list) {
	b, held := t.Boxes[id], t.boxFlag(id)
	rs.add(b.Dissolved, record.NotFound)
	rs.add(b.Holder != t.Site, record.NotHolder)
	rs.add(b.In != BoxID{}, record.InContainer)
	rs.add(b.Offer != "", record.InTransit)
	rs.add(held == record.Suspected && !a.suspect, record.SuspectGoods)
	rs.add(held == record.Held && !a.held, record.HeldGoods)
	for lot := range t.contents(id) {
		rs = append(rs, t.lotReasons(lot, a, t.lotFlag(lot, b.Holder))...)
	}
	return rs
}

// inherited adds the holds of containers to those of what leaves them.
func (w *World) inherited(holds []Hold, from BoxID) []Hold {
	for ; from != (BoxID{}); from = w.Boxes[from].In {
		for _, h := range w.Boxes[from].Holds {
			if !slices.Contains(holds, h) {
				holds = append(holds, h)
			}
		}
	}
	return holds
}

// takePackOut takes a pack out of its containers: it is loose with their holder.
func (w *World) takePackOut(id PackID) {
	p := w.Packs[id]
	from := p.Box
	p.Holds, p.Box, p.Offer = w.inherited(p.Holds, from), BoxID{}, ""
	w.emptied(from)
}

func (w *World) takeBoxOut(id BoxID) {
	b := w.Boxes[id]
	from := b.In
	b.Holds = w.inherited(b.Holds, from)
	w.setIn(id, BoxID{})
	w.hand(id, func(c *custody) { c.offer = "" })
	w.emptied(from)
}

// setIn puts a container into another, or into none.
func (w *World) setIn(id, in BoxID) {
	b := w.Boxes[id]
	from := b.In
	b.In = in
	if from != (BoxID{}) && len(w.boxesIn(from)) == 0 {
		w.Boxes[from].Levels = 0
	}
	if in != (BoxID{}) {
		w.Boxes[in].Levels = max(w.Boxes[in].Levels, b.Levels+1)
	}
}

// emptied dissolves each container that holds nothing any more, from one outwards.
func (w *World) emptied(id BoxID) {
	for id != (BoxID{}) {
		outer := w.Boxes[id].In
		if len(w.contents(id)) == 0 {
			w.dissolve(id)
		}
		id = outer
	}
}

// dissolve ends a container. What is directly in it lies loose beside it, with its
// holds, until something happens to it.
func (w *World) dissolve(id BoxID) {
	b := w.Boxes[id]
	b.Holds = w.inherited(b.Holds, b.In)
	for _, pack := range w.packsIn(id) {
		p := w.Packs[pack]
		p.Holds, p.Box, p.Left, p.Offer = w.inherited(p.Holds, id), BoxID{}, id, ""
	}
	for _, inner := range w.boxesIn(id) {
		x := w.Boxes[inner]
		x.Holds, x.In, x.Left = w.inherited(x.Holds, id), BoxID{}, id
	}
	for lot, n := range b.Inside {
		w.shelve(id, lot, n)
	}
	w.setIn(id, BoxID{})
	b.Dissolved, b.Offer, b.Levels = true, "", 0
}

// crowded says whether what a site has of a lot would take more than sixteen holds, if
// some of the lot left a container there.
func (w *World) crowded(id BoxID, lot LotID) bool {
	b := w.Boxes[id]
	held := w.inherited(slices.Clone(w.SiteHolds[Place{lot, b.Holder}]), id)
	return len(b.Holds) > 0 && len(held) > 16
}

// shelve lays packs without serials beside the container that they were in. They
// have no record of their own: what the site has of the lot takes the holds over.
func (w *World) shelve(id BoxID, lot LotID, n uint64) {
	b := w.Boxes[id]
	at := Place{lot, b.Holder}
	(&turn{World: w}).shelf(lot, b.Holder, b.Owner).Loose += n
	if b.Inside[lot] -= n; b.Inside[lot] == 0 {
		delete(b.Inside, lot)
	}
	if holds := w.inherited(w.SiteHolds[at], id); len(holds) > 0 {
		w.SiteHolds[at] = holds
	}
}
