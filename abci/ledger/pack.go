package ledger

import (
	"pedigree/gs1"
	"pedigree/record"
)

// pack is a serialised unit with its lot and who has it now.
type pack struct {
	*record.Unit
	key    string
	serial gs1.Serial
	lot    *lot
	custody
}

// custody says who has goods now. It is inherited: a pack's holder is that of
// its outermost container, an untouched pack's is its lot's.
type custody struct {
	owner, holder gs1.GLN
	parent        *string    // the container it is in
	transfer      *record.ID // the open offer it is in
	held          record.HoldFlag
}

// maxDepth is how deep containers nest.
const maxDepth = 5

func (s *State) pack(g gs1.GTIN, serial gs1.Serial) *pack {
	key := s.unitKey(g, serial)
	u, ok := load(s, key, record.DecodeUnit)
	if !ok {
		return nil
	}
	p := &pack{Unit: u, key: key, serial: serial, lot: s.lotAt(record.LotKey(u.Lot))}
	p.custody = s.custodyOf(p)
	return p
}

func (s *State) custodyOf(p *pack) custody {
	l := p.lot.Sealed
	c := custody{owner: l.Owner, holder: l.Holder, transfer: l.Transfer}
	if u := p.Sealed; u != nil {
		c = s.inherit(custody{owner: u.Owner, holder: u.Holder, parent: u.Parent, transfer: u.Transfer,
			held: p.Hold})
	}
	c.held = max(c.held, p.lot.Hold, s.heldAt(p.lot, c.holder))
	return c
}

// touchUnit gives a pack a custody of its own: from now on it does not follow
// its lot. That first touch is its unpacking from the lot; the first touch after
// its container was dissolved is its unpacking from that.
func (s *State) touchUnit(p *pack) {
	switch {
	case p.Sealed == nil:
		p.Sealed = &record.UnitSealed{Salt: s.salt(p.key), Owner: p.owner, Holder: p.holder,
			ParentCount: p.lot.Sealed.History.Count, Transfer: p.transfer,
			History: record.NewHistory(p.key)}
		p.lot.Sealed.Untouched--
		s.putLotCount(p.lot)
	case p.parent == nil && p.Sealed.Parent != nil:
		s.loosen(p)
	}
	s.touch(p.key)
}

// loosen takes a pack out of the dissolved container that it was in. The figures
// have counted it as loose since then.
func (s *State) loosen(p *pack) {
	s.leave(&p.Sealed.Parent, &p.Sealed.ParentCount, &p.Sealed.Holds)
	p.parent = nil
	p.Sealed.Owner, p.Sealed.Holder = p.owner, p.holder
	p.Hold = record.FlagOf(p.Sealed.Holds)
}

func (s *State) putPack(p *pack) {
	s.put(p.key, p.Encode())
	s.touch(p.key)
}

// left says that the pack is in nobody's stock any more: supplied, exported,
// destroyed, …. Who held it last is then no reason to refuse: the state is. One
// that was found illegitimate is still where it was, kept apart.
func (p *pack) left() bool {
	switch p.Status {
	case record.Active, record.PartiallySupplied, record.Illegitimate:
		return false
	}
	return true
}

// whole refuses what only an intact pack is good for: one of which parts were
// supplied is supplied further, goes back as not saleable, or ends, so that nobody
// takes it for a whole one (Delegated Regulation (EU) 2016/161, Art. 12; DSCSA
// 582(c)(1)(B), (c)(4)(D)).
func (p *pack) whole() *record.Refusal {
	if p.Status != record.PartiallySupplied {
		return nil
	}
	return record.Refuse(record.Conflict, "%d of %d parts of pack %s were supplied: an opened pack is not "+
		"passed on as whole; supply the rest, return it loose and as not saleable, or destroy it",
		p.Part, p.Of, p.serial)
}

func (p *pack) goods() record.Goods {
	return record.Goods{GTIN: p.lot.gtin, Lot: p.lot.number(), Serial: p.serial, Quantity: 1,
		Owner: p.owner}
}
