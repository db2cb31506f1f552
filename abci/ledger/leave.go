package ledger

import (
	"errors"
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// leaving gathers what goes out of the trade, line by line.
type leaving struct {
	s     *State
	fact  record.Left
	to    record.Status
	judge func(*pack) []*record.Refusal // what speaks against a pack
	lots  tolerance                     // of quantities
}

// checkLeaving: containers do not leave the trade, what is in them does.
func checkLeaving(items []record.Item) error {
	if len(items) == 0 {
		return errors.New("items are required")
	}
	for n, i := range items {
		if !i.SSCC.IsZero() {
			return fmt.Errorf("item %d: name packs or quantities; unpack a container first", n+1)
		}
	}
	return checkItems("items", items)
}

func (v *leaving) all(items []record.Item) *Refused {
	for _, i := range items {
		r := v.quantity
		if !i.Serial.IsZero() {
			r = v.pack
		}
		if refused := r(i); refused != nil {
			return refused
		}
	}
	return nil
}

func (v *leaving) pack(i record.Item) *Refused {
	s := v.s
	p := s.pack(i.GTIN, i.Serial)
	if p == nil {
		return no(record.NotFound, "pack %s of %s is not registered", i.Serial, i.GTIN)
	}
	reasons := append(printed(p.lot, i.Lot, i.Expiry), v.judge(p)...)
	if r := refusedFor(reasons); r != nil {
		return secondAct(r, p)
	}
	ended, limit := s.takeOff(p)
	if limit != nil {
		return refusedFor([]*record.Refusal{limit})
	}
	if ended != nil {
		v.fact.Ended = append(v.fact.Ended, *ended)
	}
	v.fact.Items = append(v.fact.Items, p.goods())
	s.touchUnit(p)
	s.become(p, v.to)
	return nil
}

// quantity takes packs of a lot without serials out of what is loose here.
func (v *leaving) quantity(i record.Item) *Refused {
	s := v.s
	l := s.lot(i.GTIN, i.Lot)
	if l == nil {
		return no(record.NotFound, "lot %s of %s is not registered", i.Lot, i.GTIN)
	}
	n, owner, reasons := s.looseOf(i, l)
	reasons = append(reasons, printed(l, i.Lot, i.Expiry)...)
	reasons = append(reasons, s.lotForbids(l, v.lots, max(l.Hold, s.heldAt(l, s.Site)))...)
	if r := refusedFor(reasons); r != nil {
		return r
	}
	s.count(l, s.Site, owner, func(r *record.HoldingRow) {
		r.Held -= n
		r.Gone += n
	})
	v.fact.Items = append(v.fact.Items, record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: n,
		Owner: owner})
	return nil
}

// looseOf reads a line that names a quantity of a lot: how many packs of whom, and
// what speaks against taking them from here.
func (s *State) looseOf(i record.Item, l *lot) (n uint64, owner gs1.GLN, rs []*record.Refusal) {
	if owner = i.Owner; owner.IsZero() {
		owner = s.Party
	}
	loose := s.loose(l, s.Site, owner)
	if n = i.Quantity; n == 0 {
		n = loose
	}
	switch {
	case l.Serialised:
		rs = append(rs, record.Refuse(record.Conflict,
			"packs of lot %s carry serials: name them", i.Lot))
	case loose == 0:
		rs = append(rs, record.Refuse(record.NotHolder,
			"nothing of lot %s is loose at this site for that owner", i.Lot))
	case n > loose:
		rs = append(rs, record.Refuse(record.QuantityExceeded,
			"%d packs of lot %s are loose at this site, not %d", loose, i.Lot, n))
	}
	return n, owner, rs
}

// become gives a pack the status of an act. What the act cannot be taken back from
// ends what could be taken back before.
func (s *State) become(p *pack, to record.Status) {
	if reversible(to) {
		s.remember(p)
	} else {
		p.Sealed.Acts = nil
	}
	s.turn(p, to, 0, 0)
}

// turn gives a pack another status, and counts it where that status counts.
func (s *State) turn(p *pack, to record.Status, part, of uint64) {
	was := p.Status
	p.Status, p.Since, p.Part, p.Of = to, record.DayOf(s.Time()), part, of
	s.putPack(p)
	s.count(p.lot, p.holder, p.owner, func(r *record.HoldingRow) {
		*figureOf(r, was)--
		*figureOf(r, to)++
	})
}

// figureOf says where a row counts the packs of a status that are on no offer.
func figureOf(r *record.HoldingRow, status record.Status) *uint64 {
	switch status {
	case record.Active, record.PartiallySupplied, record.Illegitimate:
		return &r.Held
	case record.Supplied:
		return &r.Supplied
	}
	return &r.Gone
}

// secondAct adds the alert of a pack that another site has supplied already. Other
// known states raise none.
func secondAct(r *Refused, p *pack) *Refused {
	if record.Worst(r.Reasons...).Code == record.AlreadySupplied {
		r.Alert = warnOf(p)
	}
	return r
}

// warnOf makes an alert about an act on a pack that names the last act before it.
func warnOf(p *pack) *record.AlertSealed {
	a := warn(p.lot.gtin, p.serial, p.lot.number())
	a.First = &p.Sealed.History.Head
	tell(a, p.owner)
	return a
}
