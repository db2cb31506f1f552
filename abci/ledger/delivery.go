package ledger

import (
	"pedigree/gs1"
	"pedigree/record"
)

// delivery settles the lines of an offer: what is accepted goes to the receiver,
// what is missing, refused or cancelled stays with the sender.
type delivery struct {
	s  *State
	id record.ID
	t  *record.TransferSealed

	accepted, missing []record.Goods
}

func (d *delivery) way() record.Way {
	return record.Way{FromParty: d.t.FromParty, FromSite: d.t.FromSite, ToParty: d.t.ToParty,
		ToSite: d.t.ToSite}
}

func (d *delivery) left() (n uint64) {
	for _, line := range d.t.Items {
		n += line.Left()
	}
	return n
}

// take settles one named thing.
func (d *delivery) take(i record.Item, accept bool) *Refused {
	if !i.SSCC.IsZero() {
		return d.takeBox(i, accept)
	}
	if !i.Serial.IsZero() {
		return d.takePack(i, accept)
	}
	l := d.s.lot(i.GTIN, i.Lot)
	if l == nil {
		r := no(record.NotFound, "lot %s of %s is not registered; list it as extra", i.Lot, i.GTIN)
		r.Alert = warn(i.GTIN, i.Serial, i.Lot)
		return r
	}
	if reasons := printed(l, i.Lot, i.Expiry); len(reasons) > 0 {
		return mislabelled(reasons, i)
	}
	line := d.lineOf(l, i)
	if line == nil {
		return no(record.NotAddressee, "lot %s is not on this offer; list it as extra", i.Lot)
	}
	n := i.Quantity
	if n == 0 {
		n = line.Left()
	}
	if n == 0 || n > line.Left() {
		return no(record.QuantityExceeded, "%d packs of lot %s are still on offer, not %d",
			line.Left(), i.Lot, n)
	}
	if line.Whole && n != line.Left() {
		return no(record.Conflict, "packs of lot %s carry serials: name those that are missing", i.Lot)
	}
	return d.settle(line, l, n, accept)
}

// lineOf finds the line that offers a quantity, or the rest, of a lot: the first
// of which something is left, or else the last.
func (d *delivery) lineOf(l *lot, i record.Item) (found *record.TransferItem) {
	for n := range d.t.Items {
		line := &d.t.Items[n]
		if line.Serial != nil || line.GTIN == nil || *line.GTIN != l.gtin || line.Lot != l.Sealed.Ordinal ||
			!i.Owner.IsZero() && i.Owner != line.Owner {
			continue
		}
		if found = line; line.Left() > 0 {
			break
		}
	}
	return found
}

func (d *delivery) takePack(i record.Item, accept bool) *Refused {
	p := d.s.pack(i.GTIN, i.Serial)
	if p == nil {
		r := no(record.NotFound, "pack %s of %s is not registered; keep it apart", i.Serial, i.GTIN)
		r.Alert = warn(i.GTIN, i.Serial, i.Lot)
		return r
	}
	if reasons := printed(p.lot, i.Lot, i.Expiry); len(reasons) > 0 {
		return mislabelled(reasons, i)
	}
	if p.parent != nil {
		return d.missFromBox(p, accept)
	}
	line := d.packLine(p)
	if line == nil || p.transfer == nil || *p.transfer != d.id {
		return no(record.NotAddressee, "pack %s is not on this offer; list it as extra", i.Serial)
	}
	if accept {
		if r := d.s.room(p.lot, d.t.ToSite, d.newOwner(line.Owner)); r != nil {
			return refusedFor([]*record.Refusal{r})
		}
	}
	d.movePack(p, line, accept)
	return nil
}

// mislabelled refuses goods whose label is not what is registered, with an alert.
func mislabelled(reasons []*record.Refusal, i record.Item) *Refused {
	r := refusedFor(reasons)
	r.Alert = warn(i.GTIN, i.Serial, i.Lot)
	return r
}

// packLine finds the line of a pack: its own, or that of its lot's rest.
func (d *delivery) packLine(p *pack) *record.TransferItem {
	for n := range d.t.Items {
		line := &d.t.Items[n]
		if line.GTIN == nil || *line.GTIN != p.lot.gtin || line.Left() == 0 {
			continue
		}
		own := line.Serial != nil && *line.Serial == p.serial
		if own || (line.Whole && line.Lot == p.lot.Sealed.Ordinal && p.Sealed == nil) {
			return line
		}
	}
	return nil
}

// movePack settles one pack. One that travelled with its lot leaves the lot.
func (d *delivery) movePack(p *pack, line *record.TransferItem, accept bool) {
	g := p.goods()
	d.s.touchUnit(p)
	p.Sealed.Transfer = nil
	if accept {
		p.Sealed.Holder, p.Sealed.Owner = d.t.ToSite, d.newOwner(line.Owner)
	}
	d.s.putPack(p)
	if line.Whole && line.Left() == 1 {
		p.lot.Sealed.Transfer = nil
		d.s.putLot(p.lot)
	}
	d.book(line, p.lot, 1, accept, g)
}

// settle settles a quantity, a single pack's line, or the rest of a lot.
func (d *delivery) settle(line *record.TransferItem, l *lot, n uint64, accept bool) *Refused {
	if accept {
		if r := d.s.room(l, d.t.ToSite, d.newOwner(line.Owner)); r != nil {
			return refusedFor([]*record.Refusal{r})
		}
	}
	if line.Whole {
		l.Sealed.Transfer = nil
		if accept {
			l.Sealed.Holder, l.Sealed.Owner = d.t.ToSite, d.newOwner(line.Owner)
		}
		d.s.putLot(l)
	}
	d.book(line, l, n, accept, record.Goods{GTIN: l.gtin, Lot: l.number(), Quantity: n,
		Owner: line.Owner, Whole: line.Whole})
	return nil
}

// book writes the figures of what was settled.
func (d *delivery) book(line *record.TransferItem, l *lot, n uint64, accept bool, g record.Goods) {
	owner := line.Owner
	d.s.count(l, d.t.FromSite, owner, func(r *record.HoldingRow) {
		r.Outgoing -= n
		if !accept {
			r.Held += n
		}
	})
	if !accept {
		line.Missing += n
		d.missing = append(d.missing, g)
		return
	}
	line.Accepted += n
	d.accepted = append(d.accepted, g)
	d.s.count(l, d.t.ToSite, d.newOwner(owner), func(r *record.HoldingRow) { r.Held += n })
}

func (d *delivery) newOwner(old gs1.GLN) gs1.GLN {
	if d.t.Keep {
		return old
	}
	return d.t.ToParty
}

// acceptRest accepts whatever is still open; returnRest gives it back.
func (d *delivery) acceptRest() *Refused { return d.rest(true) }
func (d *delivery) returnRest()          { d.rest(false) }

func (d *delivery) rest(accept bool) *Refused {
	for n := range d.t.Items {
		line := &d.t.Items[n]
		if line.Left() == 0 {
			continue
		}
		if line.SSCC != nil {
			if r := d.settleBox(line, d.s.boxAt(*line.SSCC), accept); r != nil {
				return r
			}
			continue
		}
		if line.Serial == nil {
			if r := d.settle(line, d.s.lotByOrdinal(*line.GTIN, line.Lot), line.Left(), accept); r != nil {
				return r
			}
			continue
		}
		p := d.s.pack(*line.GTIN, *line.Serial)
		if accept {
			if r := d.s.room(p.lot, d.t.ToSite, d.newOwner(line.Owner)); r != nil {
				return refusedFor([]*record.Refusal{r})
			}
		}
		d.movePack(p, line, accept)
	}
	return nil
}
