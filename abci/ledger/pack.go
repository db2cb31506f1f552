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
	key := record.UnitKey(g, serial)
	u, ok := load(s, key, record.DecodeUnit)
	if !ok {
		return nil
	}
	p := &pack{Unit: u, key: key, serial: serial, lot: s.lotByOrdinal(g, u.Lot)}
	p.custody = s.custodyOf(p)
	return p
}

func (s *State) custodyOf(p *pack) custody {
	l := p.lot.Sealed
	if p.Sealed == nil {
		return custody{owner: l.Owner, holder: l.Holder, transfer: l.Transfer, held: p.lot.Hold}
	}
	u := p.Sealed
	c := custody{owner: u.Owner, holder: u.Holder, parent: u.Parent, transfer: u.Transfer,
		held: max(p.Hold, p.lot.Hold)}
	for parent, depth := u.Parent, 0; parent != nil && depth < maxDepth; depth++ {
		box, _ := load(s, *parent, record.DecodeContainer)
		c.owner, c.holder, c.transfer = box.Sealed.Owner, box.Sealed.Holder, box.Sealed.Transfer
		c.held = max(c.held, box.Hold)
		parent = box.Sealed.Parent
	}
	return c
}

// touchUnit gives a pack a custody of its own: from now on it does not follow
// its lot. That first touch is its unpacking from the lot.
func (s *State) touchUnit(p *pack) {
	if p.Sealed == nil {
		p.Sealed = &record.UnitSealed{Salt: s.salt(p.key), Owner: p.owner, Holder: p.holder,
			ParentCount: p.lot.Sealed.History.Count, Transfer: p.transfer,
			History: record.NewHistory(p.key)}
		p.lot.Sealed.Untouched--
		s.putLotCount(p.lot)
	}
	s.touch(p.key)
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

func (p *pack) goods() record.Goods {
	return record.Goods{GTIN: p.lot.gtin, Lot: p.lot.number(), Serial: p.serial, Quantity: 1,
		Owner: p.owner}
}
