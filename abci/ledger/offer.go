package ledger

import (
	"pedigree/record"
)

// offer gathers the lines of a shipment while they are judged in body order.
type offer struct {
	s     *State
	c     *ship
	id    record.ID
	lines []record.TransferItem
	goods []record.Goods
	rows  int // lots in containers
}

func (o *offer) add(i record.Item) *Refused {
	switch {
	case !i.SSCC.IsZero():
		return o.addBox(i)
	case !i.Serial.IsZero():
		return o.addPack(i)
	}
	l := o.s.lot(i.GTIN, i.Lot)
	if l == nil {
		return no(record.NotFound, "lot %s of %s is not registered", i.Lot, i.GTIN)
	}
	reasons := append(printed(l, i.Lot, i.Expiry), o.s.lotForbids(l, o.c.tolerance(), l.Hold)...)
	reasons = append(reasons, o.c.goesBack(o.s, l))
	if l.Serialised {
		return o.addRest(i, l, reasons)
	}
	return o.addQuantity(i, l, reasons)
}

func (o *offer) addPack(i record.Item) *Refused {
	s := o.s
	p := s.pack(i.GTIN, i.Serial)
	if p == nil {
		return no(record.NotFound, "pack %s of %s is not registered", i.Serial, i.GTIN)
	}
	reasons := append(printed(p.lot, i.Lot, i.Expiry), s.packForbids(p, o.c.tolerance())...)
	if p.holder != s.Site && !p.left() {
		reasons = append(reasons, record.Refuse(record.NotHolder, "pack %s is not at this site", i.Serial))
	}
	if p.parent != nil {
		reasons = append(reasons, record.Refuse(record.InContainer,
			"pack %s is in a container; unpack it or ship the container", i.Serial))
	}
	if p.Status == record.Supplied {
		reasons = append(reasons, record.Refuse(record.AlreadySupplied, "pack %s was supplied", i.Serial))
	}
	if o.c.supply() || o.c.saleable {
		reasons = append(reasons, p.whole())
	}
	reasons = append(reasons, o.c.owns(s, p.owner), o.c.goesBack(s, p.lot))
	if r := refusedFor(reasons); r != nil {
		return r
	}
	o.goods = append(o.goods, p.goods())
	s.touchUnit(p)
	p.Sealed.Transfer = &o.id
	s.putPack(p)
	o.line(record.TransferItem{GTIN: &i.GTIN, Lot: p.lot.Sealed.Ordinal, Serial: &i.Serial, Owner: p.owner,
		Offered: 1}, p.lot)
	return nil
}

// addRest offers all packs of a serialised lot that nothing has happened to yet,
// as one line.
func (o *offer) addRest(i record.Item, l *lot, reasons []*record.Refusal) *Refused {
	s := o.s
	add := func(yes bool, c record.Code, format string, args ...any) {
		if yes {
			reasons = append(reasons, record.Refuse(c, format, args...))
		}
	}
	add(l.Sealed.Holder != s.Site, record.NotHolder, "lot %s is not at this site", i.Lot)
	add(l.Sealed.Transfer != nil, record.InTransit, "lot %s is on offer already", i.Lot)
	add(!l.Closed, record.Conflict, "close lot %s before it is shipped whole", i.Lot)
	add(i.Quantity != 0 || !i.Owner.IsZero(), record.Conflict,
		"packs of lot %s carry serials: name them, or the whole lot", i.Lot)
	add(l.Sealed.Untouched == 0, record.QuantityExceeded, "nothing of lot %s is left together", i.Lot)
	reasons = append(reasons, o.c.owns(s, l.Sealed.Owner), s.holdingHeld(l, o.c.tolerance()))
	if r := refusedFor(reasons); r != nil {
		return r
	}
	l.Sealed.Transfer = &o.id
	s.putLot(l)
	n := l.Sealed.Untouched
	o.line(record.TransferItem{GTIN: &i.GTIN, Lot: l.Sealed.Ordinal, Owner: l.Sealed.Owner, Whole: true,
		Offered: n}, l)
	o.goods = append(o.goods, record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: n,
		Owner: l.Sealed.Owner, Whole: true})
	return nil
}

// addQuantity offers a number of packs of a lot without serials; no number means
// all that is loose.
func (o *offer) addQuantity(i record.Item, l *lot, reasons []*record.Refusal) *Refused {
	s := o.s
	owner := i.Owner
	if owner.IsZero() {
		owner = s.Party
	}
	loose := s.loose(l, s.Site, owner)
	n := i.Quantity
	if n == 0 {
		n = loose
	}
	switch {
	case loose == 0:
		reasons = append(reasons, record.Refuse(record.NotHolder,
			"nothing of lot %s is loose at this site for that owner", i.Lot))
	case n > loose:
		reasons = append(reasons, record.Refuse(record.QuantityExceeded,
			"%d packs of lot %s are loose at this site, not %d", loose, i.Lot, n))
	}
	reasons = append(reasons, s.holdingHeld(l, o.c.tolerance()), o.c.owns(s, owner))
	if r := refusedFor(reasons); r != nil {
		return r
	}
	o.line(record.TransferItem{GTIN: &i.GTIN, Lot: l.Sealed.Ordinal, Owner: owner, Offered: n}, l)
	o.goods = append(o.goods, record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: n, Owner: owner})
	return nil
}

// line puts a line on the offer and its goods on the way.
func (o *offer) line(t record.TransferItem, l *lot) {
	o.lines = append(o.lines, t)
	o.s.count(l, o.s.Site, t.Owner, func(r *record.HoldingRow) {
		r.Held -= t.Offered
		r.Outgoing += t.Offered
	})
}

// holdingHeld refuses what somebody has put on hold at this site.
func (s *State) holdingHeld(l *lot, t tolerance) *record.Refusal {
	switch held := s.heldAt(l, s.Site); {
	case held == record.Suspected && !t.suspect:
		return record.Refuse(record.SuspectGoods,
			"what this site has of lot %s is under investigation; keep it apart", l.number())
	case held == record.Held && !t.held:
		return record.Refuse(record.HeldGoods, "what this site has of lot %s is on hold", l.number())
	}
	return nil
}
