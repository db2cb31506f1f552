package ledger

import (
	"pedigree/gs1"
	"pedigree/record"
)

// right is why somebody may act on goods. A higher one may lift what a lower one
// has ordered.
type right int

const (
	noRight right = iota
	asHolder
	asMaker
	asAuthority
)

// rightOf gives the right of who orders to packs of a lot that are at a site.
func (s *State) rightOf(l *lot, holder gs1.GLN) right {
	switch {
	case s.governs(s.Party):
		return asAuthority
	case l.Maker == s.Party:
		return asMaker
	case holder == s.Site:
		return asHolder
	}
	return noRight
}

// mayQuarantine lists what speaks against holding a pack or taking it out of the
// trade for good: nothing but that it is another's, gone already, in a container,
// or on its way by somebody else's offer (rules.md, "May it be done?").
func (s *State) mayQuarantine(p *pack) (rs []*record.Refusal) {
	add := func(yes bool, c record.Code, format string, args ...any) {
		if yes {
			rs = append(rs, record.Refuse(c, format, args...))
		}
	}
	r := s.rightOf(p.lot, p.holder)
	add(r == noRight, record.NotHolder, "pack %s is not at this site", p.serial)
	add(p.parent != nil, record.InContainer,
		"pack %s is in a container; unpack it, or hold the container", p.serial)
	add(p.Status == record.Destroyed, record.DestroyedGoods, "pack %s was destroyed", p.serial)
	add(p.Status == record.Stolen, record.StolenGoods, "pack %s was reported stolen", p.serial)
	add(p.transfer != nil && p.holder != s.Site && r != asAuthority, record.InTransit,
		"pack %s is on its way; only its sender or an authority may do this now", p.serial)
	return rs
}

// maxOnOffer is how many packs that are on their way one order may pick out: each
// of them means that its whole offer is written again.
const maxOnOffer = 16

// pickOut counts them.
func (s *State) pickOut() *record.Refusal {
	if s.ids["picked out of offers"]++; s.ids["picked out of offers"] <= maxOnOffer {
		return nil
	}
	return record.Refuse(record.Conflict,
		"at most %d packs on offer in one order; cancel the offer first", maxOnOffer)
}

// ownLine gives a pack that travels with its lot's untouched rest a line of its
// own on the offer, so that it can be touched.
func (s *State) ownLine(p *pack) *record.Refusal {
	if p.Sealed != nil || p.transfer == nil {
		return nil
	}
	if r := s.pickOut(); r != nil {
		return r
	}
	t := s.transfer(*p.transfer)
	if len(t.Items) >= maxItems {
		return record.Refuse(record.Conflict, "the offer has too many lines; cancel it first")
	}
	d := &delivery{s: s, id: *p.transfer, t: t}
	line := d.packLine(p)
	line.Offered--
	owner, gtin, serial := line.Owner, p.lot.gtin, p.serial
	t.Items = append(t.Items, record.TransferItem{GTIN: &gtin, Lot: p.lot.Sealed.Ordinal, Serial: &serial,
		Owner: owner, Offered: 1})
	s.putTransfer(*p.transfer, t)
	s.touchUnit(p)
	if p.lot.Sealed.Untouched == 0 {
		p.lot.Sealed.Transfer = nil
		s.putLot(p.lot)
	}
	return nil
}

// takeOff takes a pack off the offer that it is on, back to its sender. It tells
// of the offer's end where nothing is left of it.
func (s *State) takeOff(p *pack) (*record.OfferEnded, *record.Refusal) {
	if p.transfer == nil {
		return nil, nil
	}
	if r := s.pickOut(); r != nil {
		return nil, r
	}
	id := *p.transfer
	t := s.transfer(id)
	d := &delivery{s: s, id: id, t: t}
	d.movePack(p, d.packLine(p), false)
	p.transfer = nil
	var ended *record.OfferEnded
	if d.left() == 0 {
		t.State = record.TransferCancelled
		for _, line := range t.Items {
			if line.Accepted > 0 {
				t.State = record.TransferReceived
			}
		}
		ended = &record.OfferEnded{Transfer: id, State: t.State}
	}
	s.putTransfer(id, t)
	return ended, nil
}
