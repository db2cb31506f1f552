package ledger

import "pedigree/record"

// Containers on offer: one line each, whatever is in them.

func (o *offer) addBox(i record.Item) *Refused {
	s := o.s
	b := s.box(i.SSCC)
	if b == nil {
		return no(record.NotFound, "container %s is not registered", i.SSCC)
	}
	reasons := append(s.boxForbids(b, o.c.tolerance()), o.c.owns(s, b.owner))
	s.countContents(b.Sealed.Contents, func(l *lot, _ uint64) {
		reasons = append(reasons, o.c.goesBack(s, l))
	})
	if o.rows += len(b.Sealed.Contents); o.rows > maxItems {
		reasons = append(reasons, record.Refuse(record.Conflict,
			"the containers hold more than %d lots in all; ship them in parts", maxItems))
	}
	if r := refusedFor(reasons); r != nil {
		return r
	}
	o.goods = append(o.goods, b.goods())
	s.touchBox(b)
	b.Sealed.Transfer = &o.id
	s.putBox(b)
	o.lines = append(o.lines, record.TransferItem{SSCC: &b.key, Owner: b.owner, Offered: b.packs()})
	s.countContents(b.Sealed.Contents, func(l *lot, n uint64) {
		s.count(l, s.Site, b.owner, func(r *record.HoldingRow) {
			r.Held -= n
			r.Packed -= n
			r.Outgoing += n
		})
	})
	return nil
}

// boxLine finds the line of a container, by the key of its use.
func (d *delivery) boxLine(key string) *record.TransferItem {
	for n := range d.t.Items {
		line := &d.t.Items[n]
		if line.SSCC != nil && *line.SSCC == key && line.Left() > 0 {
			return line
		}
	}
	return nil
}

func (d *delivery) takeBox(i record.Item, accept bool) *Refused {
	b := d.s.box(i.SSCC)
	if b == nil {
		return no(record.NotFound, "container %s is not registered; list it as extra", i.SSCC)
	}
	if b.transfer == nil || *b.transfer != d.id {
		return no(record.NotAddressee, "container %s is not on this offer; list it as extra", i.SSCC)
	}
	if b.parent == nil {
		return d.settleBox(d.boxLine(b.key), b, accept)
	}
	if accept {
		return no(record.InContainer, "container %s is in another; receive that", i.SSCC)
	}
	line := d.boxLine(d.outermost(b.key))
	g, rows := b.goods(), b.Sealed.Contents
	d.s.takeBoxOut(b)
	d.missing = append(d.missing, g)
	d.s.countContents(rows, func(l *lot, n uint64) {
		line.Missing += n
		d.s.count(l, d.t.FromSite, line.Owner, func(r *record.HoldingRow) {
			r.Outgoing -= n
			r.Held += n
			r.Packed += n
		})
	})
	return nil
}

func (d *delivery) outermost(key string) string {
	for {
		b := d.s.container(key)
		if b.Sealed.Parent == nil {
			return key
		}
		key = *b.Sealed.Parent
	}
}

// missFromBox: a pack that is missing in a sealed container stays, loose, with the
// sender; that is its unpacking.
func (d *delivery) missFromBox(p *pack, accept bool) *Refused {
	if p.transfer == nil || *p.transfer != d.id {
		return no(record.NotAddressee, "pack %s is not on this offer; list it as extra", p.serial)
	}
	if accept {
		return no(record.InContainer, "pack %s is in a container; receive that", p.serial)
	}
	line := d.boxLine(d.outermost(*p.parent))
	g := p.goods()
	d.s.takePackOut(p)
	d.book(line, p.lot, 1, false, g)
	return nil
}

// settleBox hands a container over, or back, with all that is in it.
func (d *delivery) settleBox(line *record.TransferItem, b *box, accept bool) *Refused {
	s, rows := d.s, b.Sealed.Contents
	owner, newOwner := line.Owner, d.newOwner(line.Owner)
	if accept {
		var reasons []*record.Refusal
		s.countContents(rows, func(l *lot, _ uint64) {
			reasons = append(reasons, s.room(l, d.t.ToSite, newOwner))
		})
		if r := refusedFor(reasons); r != nil {
			return r
		}
	}
	g, n := b.goods(), line.Left()
	b.Sealed.Transfer = nil
	site := d.t.FromSite
	if accept {
		site = d.t.ToSite
		b.Sealed.Holder, b.Sealed.Owner = site, newOwner
		line.Accepted += n
		d.accepted = append(d.accepted, g)
		owner = newOwner
	} else {
		line.Missing += n
		d.missing = append(d.missing, g)
	}
	s.putBox(b)
	s.countContents(rows, func(l *lot, n uint64) {
		s.count(l, d.t.FromSite, line.Owner, func(r *record.HoldingRow) { r.Outgoing -= n })
		s.count(l, site, owner, func(r *record.HoldingRow) {
			r.Held += n
			r.Packed += n
		})
	})
	return nil
}
