package model

import (
	"pedigree/gs1"
	"pedigree/record"
)

// settle hands packs of a line over, or back.
func (d *delivery) settle(line *Line, n uint64, accept bool) *refusal {
	if !line.Serial.IsZero() {
		return d.settlePack(PackID{line.Lot.GTIN, line.Serial}, line, accept)
	}
	lots, goods := []LotID{line.Lot}, record.Goods{GTIN: line.Lot.GTIN, Lot: line.Lot.Number,
		Quantity: n, Owner: line.Owner, Whole: line.Whole}
	if line.Box != (BoxID{}) {
		lots, goods = lotsOf(d.contents(line.Box)), d.boxGoods(line.Box)
	}
	if accept && d.noRoom(line, lots) {
		return no(record.Conflict)
	}
	to := custody{owner: line.Owner, holder: d.offer.Way.FromSite}
	if accept {
		to = custody{owner: d.newOwner(line), holder: d.offer.Way.ToSite}
	}
	switch {
	case line.Box != BoxID{}:
		d.hand(line.Box, func(c *custody) { *c = to })
	case line.Whole:
		for _, p := range d.rest(line.Lot) {
			p.Owner, p.Holder, p.Offer = to.owner, to.holder, ""
		}
		d.Lots[line.Lot].Owner, d.Lots[line.Lot].Holder = to.owner, to.holder
	default:
		d.shelf(line.Lot, to.holder, to.owner).Loose += n
	}
	d.book(line, n, accept, goods, lots...)
	return nil
}

// settlePack hands one pack over, or back; one that travelled with its lot leaves it.
func (d *delivery) settlePack(id PackID, line *Line, accept bool) *refusal {
	if accept && d.noRoom(line, []LotID{line.Lot}) {
		return no(record.Conflict)
	}
	p, goods := d.Packs[id], d.packGoods(id)
	p.touch()
	p.Offer = ""
	if accept {
		p.Owner, p.Holder = d.newOwner(line), d.offer.Way.ToSite
	}
	d.book(line, 1, accept, goods, line.Lot)
	return nil
}

func (d *delivery) noRoom(line *Line, lots []LotID) bool {
	for _, lot := range lots {
		if d.full(lot, d.offer.Way.ToSite, d.newOwner(line)) {
			return true
		}
	}
	return false
}

func (d *delivery) book(line *Line, n uint64, accept bool, goods record.Goods, lots ...LotID) {
	if !accept {
		line.Missing += n
		d.missing = append(d.missing, goods)
		return
	}
	line.Accepted += n
	d.accepted = append(d.accepted, goods)
	for _, lot := range lots {
		d.Had[Place{lot, d.offer.Way.ToSite}] = true
	}
}

// maxPicked is how many packs that are on their way one order may pick out of offers.
const maxPicked = 16

// ownLine gives a pack that travels with its lot's rest a line of its own.
func (t *turn) ownLine(id PackID) *refusal {
	p := t.Packs[id]
	if p.Touched || p.Offer == "" {
		return nil
	}
	if t.picked++; t.picked > maxPicked {
		return no(record.Conflict)
	}
	o := t.Offers[p.Offer]
	if len(o.Lines) >= 4096 {
		return no(record.Conflict)
	}
	line := (&delivery{turn: t, id: p.Offer, offer: o}).packLineOf(id)
	line.Offered--
	o.Lines = append(o.Lines, &Line{Lot: p.Lot, Serial: id.Serial, Owner: line.Owner, Offered: 1})
	return nil
}

// takeOff takes a pack off its offer, back to its sender. It tells of the offer's end
// where nothing is left of it.
func (t *turn) takeOff(id PackID) (*record.OfferEnded, *refusal) {
	on := t.Packs[id].Offer
	if on == "" {
		return nil, nil
	}
	if t.picked++; t.picked > maxPicked {
		return nil, no(record.Conflict)
	}
	d := &delivery{turn: t, id: on, offer: t.Offers[on]}
	d.settlePack(id, d.packLineOf(id), false)
	if d.left() > 0 {
		return nil, nil
	}
	d.offer.State = record.TransferCancelled
	for _, line := range d.offer.Lines {
		if line.Accepted > 0 {
			d.offer.State = record.TransferReceived
		}
	}
	return &record.OfferEnded{Transfer: on, State: d.offer.State}, nil
}

// custody is who owns and has goods, and the offer that they are on.
type custody struct {
	owner, holder gs1.GLN
	offer         record.ID
}
