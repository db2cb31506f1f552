package ledger

import (
	"errors"

	"pedigree/record"
)

// unpack takes goods out of an outermost container. All at once, it touches none of
// them: they are loose at the container's last holder until something happens to
// them. Holds on the container stay with what was in it.
type unpack struct{ record.Unpack }

func (c *unpack) Body() any  { return &c.Unpack }
func (c *unpack) items() int { return len(c.Items) }

func (c *unpack) hangsOn() string      { return record.ContainerKey(c.SSCC, 0) }
func (c *unpack) weigh(g *Gate) uint64 { return g.weighBox(c.SSCC) }

func (c *unpack) Check() error {
	if c.SSCC.IsZero() {
		return errors.New("sscc is required")
	}
	return checkItems("items", c.Items)
}

func (c *unpack) Apply(s *State) *Refused {
	b := s.box(c.SSCC)
	if b == nil {
		return no(record.NotFound, "container %s is not registered", c.SSCC)
	}
	var reasons []*record.Refusal
	add := func(yes bool, code record.Code, format string, args ...any) {
		if yes {
			reasons = append(reasons, record.Refuse(code, format, args...))
		}
	}
	add(b.State == record.ContainerDissolved, record.NotFound, "container %s was unpacked already", c.SSCC)
	add(b.holder != s.Site, record.NotHolder, "container %s is not at this site", c.SSCC)
	add(b.parent != nil, record.InContainer, "container %s is in another; unpack that first", c.SSCC)
	add(b.transfer != nil, record.InTransit,
		"container %s is on offer; receive, refuse or cancel that first", c.SSCC)
	if r := refusedFor(reasons); r != nil {
		return r
	}
	s.touchBox(b)
	s.putBox(b)
	f := record.Unpacked{SSCC: c.SSCC, Generation: uint64(b.generation), Owner: b.owner}
	if r := c.takeOut(s, b, &f); r != nil {
		return r
	}
	f.Dissolved = s.boxAt(b.key).State == record.ContainerDissolved
	s.emit("unpack", f)
	return nil
}

func (c *unpack) takeOut(s *State, b *box, f *record.Unpacked) *Refused {
	if len(c.Items) == 0 {
		return s.openAll(b)
	}
	for _, i := range c.Items {
		take := s.openQuantity
		switch {
		case !i.SSCC.IsZero():
			take = s.openBox
		case !i.Serial.IsZero():
			take = s.openUnit
		}
		g, r := take(b.key, i)
		if r != nil {
			return refusedFor([]*record.Refusal{r})
		}
		f.Items = append(f.Items, g)
	}
	return nil
}

// openAll dissolves a container. What lies in it directly becomes loose; what is in
// containers stays in those. Where both are in it, the figures cannot tell which of
// a lot's packs are which, so its containers have to be named and taken out first.
func (s *State) openAll(b *box) *Refused {
	if b.Sealed.Boxes() > 0 && b.Sealed.Direct() > 0 {
		return no(record.Conflict, "take the containers out of %s by name first", b.sscc)
	}
	if b.Sealed.Boxes() == 0 {
		var reasons []*record.Refusal
		s.countContents(b.Sealed.Contents, func(l *lot, n uint64) {
			reasons = append(reasons, s.loose1(b, l, n))
		})
		if r := refusedFor(reasons); r != nil {
			return r
		}
	}
	s.dissolve(b)
	s.putBox(b)
	return nil
}

// loose1 counts packs of a lot that have left a container, and puts on hold what
// carries no record of its own to take the container's holds over. What the site
// has of the lot gathers the holds of one container after another: it takes as many
// as any record, or every later order about the lot would have to read them all.
func (s *State) loose1(b *box, l *lot, n uint64) *record.Refusal {
	s.count(l, b.holder, b.owner, func(r *record.HoldingRow) { r.Packed -= n })
	if l.Serialised || len(b.Sealed.Holds) == 0 {
		return nil
	}
	key := record.HoldingKey(l.key, b.holder)
	h := s.holding(key)
	if passOn(&h.Holds, b.Sealed.Holds); len(h.Holds) > record.MaxHolds {
		return record.Refuse(record.Conflict, "what this site has of lot %s would have more than %d "+
			"holds; leave the goods in container %s until some are released", l.number(),
			record.MaxHolds, b.sscc)
	}
	s.putHolding(key, h)
	return nil
}

func (s *State) openUnit(key string, i record.Item) (g record.Goods, r *record.Refusal) {
	p := s.pack(i.GTIN, i.Serial)
	if p == nil || p.parent == nil || *p.parent != key {
		return g, record.Refuse(record.NotFound, "pack %s is not in the container", i.Serial)
	}
	if worst := record.Worst(printed(p.lot, i.Lot, i.Expiry)...); worst != nil {
		return g, worst
	}
	s.takePackOut(p)
	s.count(p.lot, p.holder, p.owner, func(r *record.HoldingRow) { r.Packed-- })
	return p.goods(), nil
}

func (s *State) openBox(key string, i record.Item) (g record.Goods, r *record.Refusal) {
	b := s.box(i.SSCC)
	if b == nil || b.parent == nil || *b.parent != key {
		return g, record.Refuse(record.NotFound, "container %s is not in the container", i.SSCC)
	}
	s.takeBoxOut(b)
	return b.goods(), nil
}

func (s *State) openQuantity(key string, i record.Item) (g record.Goods, r *record.Refusal) {
	b, l := s.boxAt(key), s.lot(i.GTIN, i.Lot)
	if l == nil || l.Serialised {
		return g, record.Refuse(record.NotFound, "no quantity of lot %s is in the container", i.Lot)
	}
	row := record.Content{GTIN: i.GTIN, Lot: l.Sealed.Ordinal}
	inside := b.has(row)
	if row.Count = i.Quantity; row.Count == 0 {
		row.Count = inside
	}
	switch {
	case b.State == record.ContainerDissolved || inside == 0:
		return g, record.Refuse(record.NotFound, "no quantity of lot %s is in the container", i.Lot)
	case b.Sealed.Boxes() > 0:
		return g, record.Refuse(record.Conflict, "take the containers out of %s by name first", b.sscc)
	case row.Count > inside:
		return g, record.Refuse(record.QuantityExceeded, "%d packs of lot %s are in the container, not %d",
			inside, i.Lot, row.Count)
	}
	b.dropDirect(row.Count)
	s.putBox(b)
	if r := s.loose1(b, l, row.Count); r != nil {
		return g, r
	}
	s.shrink(key, []record.Content{row})
	return record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: row.Count, Owner: b.owner}, nil
}
