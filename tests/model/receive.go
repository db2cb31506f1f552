package model

import (
	"pedigree/gs1"
	"pedigree/record"
)

// delivery settles an offer: what is accepted becomes the receiver's, what is missing
// stays with the sender.
type delivery struct {
	*turn
	id                record.ID
	offer             *Offer
	accepted, missing []record.Goods
}

func receive(t *turn, c *record.Receive) *refusal {
	o := t.Offers[c.Transfer]
	switch {
	case o == nil:
		return no(record.NotFound)
	case o.Way.ToSite != t.Site:
		return no(record.NotAddressee)
	case !o.State.Pending():
		return no(record.Conflict)
	}
	d := &delivery{turn: t, id: c.Transfer, offer: o}
	for _, i := range c.Missing {
		if r := d.take(i, false); r != nil {
			return r
		}
	}
	for _, i := range c.Accepted {
		if r := d.take(i, true); r != nil {
			return r
		}
	}
	if c.All {
		if r := d.settleRest(true); r != nil {
			return r
		}
	}
	o.State = record.TransferReceived
	if d.left() > 0 {
		if o.State = record.TransferPartial; !c.Partial {
			return no(record.QuantityMismatch)
		}
	}
	extra := asSeen(c.Extra)
	if len(extra) > 0 {
		t.Exceptions[t.newID("exception")] = &Exception{Transfer: c.Transfer, Kind: "overage",
			Reporter: t.Party, Partner: o.Way.FromParty, Items: extra}
	}
	t.say("receive", record.Received{Transfer: c.Transfer, Way: o.Way, Accepted: d.accepted,
		Missing: d.missing, Extra: extra, State: o.State, Keep: o.Keep})
	return nil
}

// asSeen names goods as somebody saw them, whatever is registered.
func asSeen(items []record.Item) (goods []record.Goods) {
	for _, i := range items {
		n := i.Quantity
		if !i.Serial.IsZero() {
			n = 1
		}
		goods = append(goods, record.Goods{GTIN: i.GTIN, Lot: i.Lot, Serial: i.Serial, SSCC: i.SSCC,
			Quantity: n, Owner: i.Owner})
	}
	return goods
}

func refuse(t *turn, c *record.VoidOffer) *refusal {
	if o := t.Offers[c.Transfer]; o != nil && o.Way.ToSite != t.Site {
		return no(record.NotAddressee)
	}
	return t.void("refuse", c, record.TransferRefused)
}

func cancel(t *turn, c *record.VoidOffer) *refusal {
	if o := t.Offers[c.Transfer]; o != nil && o.Way.FromSite != t.Site {
		return no(record.NotHolder)
	}
	return t.void("cancel", c, record.TransferCancelled)
}

func (t *turn) void(command string, c *record.VoidOffer, to record.TransferState) *refusal {
	o := t.Offers[c.Transfer]
	if o == nil {
		return no(record.NotFound)
	}
	if !o.State.Pending() {
		return no(record.Conflict)
	}
	d := &delivery{turn: t, id: c.Transfer, offer: o}
	if r := d.settleRest(false); r != nil {
		return r
	}
	o.State = to
	t.say(command, record.Voided{Transfer: c.Transfer, Way: o.Way, Items: d.missing, Reason: c.Reason})
	return nil
}

func (d *delivery) left() (n uint64) {
	for _, line := range d.offer.Lines {
		n += line.left()
	}
	return n
}

// newOwner is whose the goods of a line are once they are accepted.
func (d *delivery) newOwner(line *Line) gs1.GLN {
	if d.offer.Keep {
		return line.Owner
	}
	return d.offer.Way.ToParty
}

// take settles one thing that is named.
func (d *delivery) take(i record.Item, accept bool) *refusal {
	switch {
	case !i.SSCC.IsZero():
		return d.takeBox(i, accept)
	case !i.Serial.IsZero():
		return d.takePack(i, accept)
	}
	lot := LotID{i.GTIN, i.Lot}
	if r := d.label(i, d.Lots[lot] != nil, lot); r != nil {
		return r
	}
	line := d.lotLine(lot, i.Owner)
	if line == nil {
		return no(record.NotAddressee)
	}
	n := i.Quantity
	if n == 0 {
		n = line.left()
	}
	if n == 0 || n > line.left() {
		return no(record.QuantityExceeded)
	}
	if line.Whole && n != line.left() {
		return no(record.Conflict)
	}
	return d.settle(line, n, accept)
}

// label compares what is printed on goods that came with what is registered. What
// disagrees is refused with an alert.
func (d *delivery) label(i record.Item, known bool, lot LotID) *refusal {
	warned := &alert{gtin: i.GTIN, serial: i.Serial, lot: i.Lot}
	if !known {
		return &refusal{reasons: list{record.NotFound}, alert: warned}
	}
	if rs := d.printed(lot, i.Lot, i.Expiry); len(rs) > 0 {
		return &refusal{reasons: rs, alert: warned}
	}
	return nil
}

// lotLine finds the line of a lot, of an owner if one is named: the first of which
// something is left, or else the last.
func (d *delivery) lotLine(lot LotID, owner gs1.GLN) (found *Line) {
	for _, line := range d.offer.Lines {
		if line.Lot != lot || !line.Serial.IsZero() || !owner.IsZero() && line.Owner != owner {
			continue
		}
		if found = line; line.left() > 0 {
			break
		}
	}
	return found
}

func (d *delivery) takePack(i record.Item, accept bool) *refusal {
	id := PackID{i.GTIN, i.Serial}
	p := d.Packs[id]
	var lot LotID
	if p != nil {
		lot = p.Lot
	}
	if r := d.label(i, p != nil, lot); r != nil {
		return r
	}
	if p.Offer != d.id {
		return no(record.NotAddressee)
	}
	if p.Box == (BoxID{}) {
		return d.settlePack(id, d.packLineOf(id), accept)
	}
	if accept {
		return no(record.InContainer)
	}
	line := d.boxLineOf(d.outermost(p.Box))
	d.missing = append(d.missing, d.packGoods(id))
	line.Missing++
	d.takePackOut(id)
	return nil
}

// packLineOf finds the line of a pack: its own, or that of its lot's rest.
func (d *delivery) packLineOf(id PackID) *Line {
	p := d.Packs[id]
	for _, line := range d.offer.Lines {
		own := line.Lot.GTIN == id.GTIN && line.Serial == id.Serial
		if line.left() > 0 && (own || line.Whole && line.Lot == p.Lot && !p.Touched) {
			return line
		}
	}
	return nil
}

func (d *delivery) boxLineOf(key BoxID) *Line {
	for _, line := range d.offer.Lines {
		if line.Box == key && line.left() > 0 {
			return line
		}
	}
	return nil
}

func (d *delivery) takeBox(i record.Item, accept bool) *refusal {
	key, b := d.lastUse(i.SSCC)
	switch {
	case b == nil:
		return no(record.NotFound)
	case b.Offer != d.id:
		return no(record.NotAddressee)
	case b.In == BoxID{}:
		return d.settle(d.boxLineOf(key), d.boxGoods(key).Quantity, accept)
	case accept:
		return no(record.InContainer)
	}
	line, goods := d.boxLineOf(d.outermost(key)), d.boxGoods(key)
	d.missing = append(d.missing, goods)
	line.Missing += goods.Quantity
	d.takeBoxOut(key)
	return nil
}

// settleRest settles whatever is left.
func (d *delivery) settleRest(accept bool) *refusal {
	for _, line := range d.offer.Lines {
		if n := line.left(); n > 0 {
			if r := d.settle(line, n, accept); r != nil {
				return r
			}
		}
	}
	return nil
}
