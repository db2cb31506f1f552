package model

import (
	"pedigree/gs1"
	"pedigree/record"
)

// packing fills one container.
type packing struct {
	*turn
	id   BoxID
	into *Box
	rows int
}

func pack(t *turn, c *record.Pack) *refusal {
	id, b := t.lastUse(c.SSCC)
	fresh := b == nil || b.Dissolved
	if fresh {
		if b != nil {
			id.Use++
		}
		if id = (BoxID{c.SSCC, id.Use}); id.Use >= 100 {
			return no(record.Conflict)
		}
		b = &Box{Holder: t.Site, Inside: map[LotID]uint64{}}
		t.Boxes[id] = b
	} else if rs := t.boxReasons(id, packable); len(rs) > 0 {
		return no(rs...)
	}
	b.Left = BoxID{}
	p, f := &packing{turn: t, id: id, into: b}, record.Packed{SSCC: c.SSCC, Generation: uint64(id.Use)}
	for _, i := range c.Items {
		goods, rs := p.put(i)
		if len(rs) > 0 {
			return no(rs...)
		}
		f.Items = append(f.Items, goods)
	}
	if fresh && !t.mayUse(c.SSCC, b.Owner) {
		return no(record.PrefixNotGranted)
	}
	f.Owner = b.Owner
	t.say("pack", f)
	return nil
}

// mayUse: an SSCC is issued under one's own prefix or, by a logistics provider, under
// that of the goods' owner.
func (t *turn) mayUse(sscc gs1.SSCC, owner gs1.GLN) bool {
	granted := t.prefixOf(sscc.String()[1:])
	return granted == t.Party || granted == owner && t.licensed(record.Logistics)
}

// belongs: all goods in a container are of one owner, that of the first.
func (p *packing) belongs(owner gs1.GLN) bool {
	if p.into.Owner.IsZero() {
		p.into.Owner = owner
	}
	return p.into.Owner == owner
}

// put puts one thing in.
func (p *packing) put(i record.Item) (g record.Goods, rs list) {
	switch {
	case !i.SSCC.IsZero():
		g, rs = p.putBox(i)
	case !i.Serial.IsZero():
		g, rs = p.putPack(i)
	default:
		g, rs = p.putQuantity(i)
	}
	if len(rs) == 0 && len(p.contents(p.id)) > 256 {
		rs = list{record.TooManyLots}
	}
	return g, rs
}

func (p *packing) putPack(i record.Item) (record.Goods, list) {
	id := PackID{i.GTIN, i.Serial}
	x := p.Packs[id]
	if x == nil {
		return record.Goods{}, list{record.NotFound}
	}
	rs := append(p.printed(x.Lot, i.Lot, i.Expiry), p.packReasons(x, packable)...)
	rs.add(x.Holder != p.Site && !x.gone(), record.NotHolder)
	rs.add(x.Box != BoxID{}, record.InContainer)
	rs.add(x.Status == record.Supplied, record.AlreadySupplied)
	rs.add(x.opened(), record.Conflict)
	if rs.add(!p.belongs(x.Owner), record.NotOwner); len(rs) > 0 {
		return record.Goods{}, rs
	}
	x.touch()
	x.Box = p.id
	return p.packGoods(id), nil
}

func (p *packing) putQuantity(i record.Item) (record.Goods, list) {
	lot := LotID{i.GTIN, i.Lot}
	if p.Lots[lot] == nil {
		return record.Goods{}, list{record.NotFound}
	}
	n, owner, rs := p.quantity(i)
	rs = append(rs, p.printed(lot, i.Lot, i.Expiry)...)
	rs = append(rs, p.lotReasons(lot, packable, p.lotFlag(lot, p.Site))...)
	if rs.add(!p.belongs(owner), record.NotOwner); len(rs) > 0 {
		return record.Goods{}, rs
	}
	p.shelf(lot, p.Site, owner).Loose -= n
	p.into.Inside[lot] += n
	return record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: n, Owner: owner}, nil
}

func (p *packing) putBox(i record.Item) (record.Goods, list) {
	if i.SSCC == p.id.SSCC {
		return record.Goods{}, list{record.Cycle}
	}
	id, b := p.lastUse(i.SSCC)
	if b == nil {
		return record.Goods{}, list{record.NotFound}
	}
	rs := p.boxReasons(id, packable)
	rs.add(!p.belongs(b.Owner), record.NotOwner)
	rs.add(b.Levels+1 >= 5, record.TooDeep)
	p.rows += len(p.contents(id))
	if rs.add(p.rows > 4096, record.Conflict); len(rs) > 0 {
		return record.Goods{}, rs
	}
	b.Left = BoxID{}
	p.setIn(id, p.id)
	return p.boxGoods(id), nil
}

func unpack(t *turn, c *record.Unpack) *refusal {
	id, b := t.lastUse(c.SSCC)
	if b == nil {
		return no(record.NotFound)
	}
	var rs list
	rs.add(b.Dissolved, record.NotFound)
	rs.add(b.Holder != t.Site, record.NotHolder)
	rs.add(b.In != BoxID{}, record.InContainer)
	if rs.add(b.Offer != "", record.InTransit); len(rs) > 0 {
		return no(rs...)
	}
	b.Left = BoxID{}
	f := record.Unpacked{SSCC: c.SSCC, Generation: uint64(id.Use), Owner: b.Owner}
	if len(c.Items) == 0 {
		if len(t.boxesIn(id)) > 0 && len(t.packsIn(id))+len(b.Inside) > 0 {
			return no(record.Conflict)
		}
		for lot := range b.Inside {
			if t.crowded(id, lot) {
				return no(record.Conflict)
			}
		}
		t.dissolve(id)
	}
	for _, i := range c.Items {
		goods, rs := t.takeOut(id, i)
		if len(rs) > 0 {
			return no(rs...)
		}
		f.Items = append(f.Items, goods)
	}
	f.Dissolved = b.Dissolved
	t.say("unpack", f)
	return nil
}

// takeOut takes one thing out of a container.
func (t *turn) takeOut(id BoxID, i record.Item) (g record.Goods, rs list) {
	switch {
	case !i.SSCC.IsZero():
		inner, b := t.lastUse(i.SSCC)
		if b == nil || b.In != id {
			return g, list{record.NotFound}
		}
		t.takeBoxOut(inner)
		return t.boxGoods(inner), nil
	case !i.Serial.IsZero():
		pack := PackID{i.GTIN, i.Serial}
		p := t.Packs[pack]
		if p == nil || p.Box != id {
			return g, list{record.NotFound}
		}
		if rs := t.printed(p.Lot, i.Lot, i.Expiry); len(rs) > 0 {
			return g, rs
		}
		t.takePackOut(pack)
		return t.packGoods(pack), nil
	}
	return t.takeQuantity(id, i)
}

func (t *turn) takeQuantity(id BoxID, i record.Item) (g record.Goods, rs list) {
	lot, b := LotID{i.GTIN, i.Lot}, t.Boxes[id]
	if l := t.Lots[lot]; l == nil || l.Serialised || t.contents(id)[lot] == 0 {
		return g, list{record.NotFound}
	}
	if len(t.boxesIn(id)) > 0 {
		return g, list{record.Conflict}
	}
	n := i.Quantity
	if n == 0 {
		n = b.Inside[lot]
	}
	if n > b.Inside[lot] {
		return g, list{record.QuantityExceeded}
	}
	if t.crowded(id, lot) {
		return g, list{record.Conflict}
	}
	t.shelve(id, lot, n)
	t.emptied(id)
	return record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: n, Owner: b.Owner}, nil
}
