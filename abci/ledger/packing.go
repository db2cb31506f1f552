package ledger

import (
	"errors"

	"pedigree/gs1"
	"pedigree/record"
)

// packGoods puts goods of one owner that are loose at the site into a container.
type packGoods struct{ record.Pack }

func (c *packGoods) Body() any  { return &c.Pack }
func (c *packGoods) items() int { return len(c.Items) }

func (c *packGoods) goods() []record.Item { return c.Items }

func (c *packGoods) hangsOn() string         { return hook(c.Items) }
func (c *packGoods) makes(*record.Tx) string { return record.ContainerKey(c.SSCC, 0) }

func (c *packGoods) Check() error {
	if c.SSCC.IsZero() {
		return errors.New("sscc is required")
	}
	if len(c.Items) == 0 {
		return errors.New("items are required")
	}
	return checkItems("items", c.Items)
}

// packable: expired packs may be packed, to be sent to where they are destroyed.
var packable = tolerance{expired: true}

func (c *packGoods) Apply(s *State) *Refused {
	p := &packing{s: s, into: s.box(c.SSCC)}
	fresh := p.into == nil || p.into.State == record.ContainerDissolved
	if fresh {
		if r := p.begin(c.SSCC); r != nil {
			return refusedFor([]*record.Refusal{r})
		}
	} else if r := refusedFor(s.boxForbids(p.into, packable)); r != nil {
		return r
	}
	if !fresh {
		s.touchBox(p.into)
	}
	for _, i := range c.Items {
		if r := p.add(i); r != nil {
			return r
		}
	}
	if fresh {
		if r := s.mayIssueSSCC(c.SSCC, p.into.owner); r != nil {
			return refusedFor([]*record.Refusal{r})
		}
	}
	s.putBox(p.into)
	s.emit("pack", record.Packed{SSCC: c.SSCC, Generation: uint64(p.into.generation),
		Owner: p.into.owner, Items: p.goods})
	return nil
}

// mayIssueSSCC says whether the longest granted prefix of the SSCC is the party's,
// or, for a logistics provider, that of the goods' owner. The prefix starts behind
// the extension digit (GenSpecs 2.2.1).
func (s *State) mayIssueSSCC(sscc gs1.SSCC, owner gs1.GLN) *record.Refusal {
	digits := sscc.String()[1:]
	for n := longestPrefix; n >= shortestPrefix; n-- {
		p, ok := load(s, record.PrefixKey(digits[:n]), record.DecodePrefix)
		if !ok {
			continue
		}
		if p.Party == s.Party || p.Party == owner && s.licensed(record.Logistics) {
			return nil
		}
		break
	}
	return record.Refuse(record.PrefixNotGranted,
		"no GS1 company prefix of SSCC %s is granted to you; ask your authority", sscc)
}

// packing fills one container.
type packing struct {
	s     *State
	into  *box
	goods []record.Goods
	rows  int // lots in containers
}

// begin starts the next use of an SSCC. Its owner is that of what comes first.
func (p *packing) begin(sscc gs1.SSCC) *record.Refusal {
	generation := 0
	if p.into != nil {
		generation = int(p.into.generation) + 1
	}
	if generation >= maxGenerations {
		return record.Refuse(record.Conflict, "SSCC %s was used %d times; take another", sscc,
			maxGenerations)
	}
	key := record.ContainerKey(sscc, uint8(generation))
	p.into = &box{key: key, sscc: sscc, generation: uint8(generation),
		Container: &record.Container{Sealed: &record.ContainerSealed{Salt: p.s.salt(key),
			Holder: p.s.Site, History: record.NewHistory(key)}}}
	p.into.holder = p.s.Site
	return nil
}

func (p *packing) add(i record.Item) *Refused {
	add := p.quantity
	switch {
	case !i.SSCC.IsZero():
		add = p.box
	case !i.Serial.IsZero():
		add = p.unit
	}
	g, reasons := add(i)
	if r := refusedFor(reasons); r != nil {
		return r
	}
	p.goods = append(p.goods, g)
	return nil
}

// sameOwner: all goods in a container belong to one owner. A new container is there
// from its first goods on: a later line may name what is in them.
func (p *packing) sameOwner(owner gs1.GLN) *record.Refusal {
	if p.into.owner.IsZero() {
		p.into.owner, p.into.Sealed.Owner = owner, owner
		p.s.putBox(p.into)
	}
	if p.into.owner == owner {
		return nil
	}
	return record.Refuse(record.NotOwner, "the goods in container %s belong to another owner", p.into.sscc)
}

func (p *packing) unit(i record.Item) (record.Goods, []*record.Refusal) {
	s, u := p.s, p.s.pack(i.GTIN, i.Serial)
	if u == nil {
		return record.Goods{}, []*record.Refusal{record.Refuse(record.NotFound,
			"pack %s of %s is not registered", i.Serial, i.GTIN)}
	}
	reasons := append(printed(u.lot, i.Lot, i.Expiry), s.packForbids(u, packable)...)
	if u.holder != s.Site && !u.left() {
		reasons = append(reasons, record.Refuse(record.NotHolder, "pack %s is not at this site", i.Serial))
	}
	if u.parent != nil {
		reasons = append(reasons, record.Refuse(record.InContainer, "pack %s is in a container already", i.Serial))
	}
	if u.Status == record.Supplied {
		reasons = append(reasons, record.Refuse(record.AlreadySupplied, "pack %s was supplied", i.Serial))
	}
	reasons = append(reasons, u.whole(), p.sameOwner(u.owner))
	if record.Worst(reasons...) != nil {
		return record.Goods{}, reasons
	}
	if r := p.into.fill(record.Content{GTIN: i.GTIN, Lot: u.lot.Sealed.Ordinal, Count: 1}); r != nil {
		return record.Goods{}, []*record.Refusal{r}
	}
	s.touchUnit(u)
	u.Sealed.Parent, u.Sealed.ParentCount = &p.into.key, p.into.Sealed.History.Count
	s.putPack(u)
	p.into.addDirect(1)
	s.count(u.lot, s.Site, u.owner, func(r *record.HoldingRow) { r.Packed++ })
	return u.goods(), nil
}

func (p *packing) quantity(i record.Item) (record.Goods, []*record.Refusal) {
	s, l := p.s, p.s.lot(i.GTIN, i.Lot)
	if l == nil {
		return record.Goods{}, []*record.Refusal{record.Refuse(record.NotFound,
			"lot %s of %s is not registered", i.Lot, i.GTIN)}
	}
	n, owner, reasons := s.looseOf(i, l)
	reasons = append(reasons, printed(l, i.Lot, i.Expiry)...)
	reasons = append(reasons, s.lotForbids(l, packable, max(l.Hold, s.heldAt(l, s.Site)))...)
	reasons = append(reasons, p.sameOwner(owner))
	if record.Worst(reasons...) != nil {
		return record.Goods{}, reasons
	}
	if r := p.into.fill(record.Content{GTIN: i.GTIN, Lot: l.Sealed.Ordinal, Count: n}); r != nil {
		return record.Goods{}, []*record.Refusal{r}
	}
	p.into.addDirect(n)
	s.count(l, s.Site, owner, func(r *record.HoldingRow) { r.Packed += n })
	return record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: n, Owner: owner}, nil
}

func (p *packing) box(i record.Item) (record.Goods, []*record.Refusal) {
	s := p.s
	if i.SSCC == p.into.sscc {
		return record.Goods{}, []*record.Refusal{record.Refuse(record.Cycle,
			"container %s cannot be in itself", i.SSCC)}
	}
	b := s.box(i.SSCC)
	if b == nil {
		return record.Goods{}, []*record.Refusal{record.Refuse(record.NotFound,
			"container %s is not registered", i.SSCC)}
	}
	reasons := append(s.boxForbids(b, packable), p.sameOwner(b.owner))
	levels := b.Sealed.Levels() + 1
	if levels >= maxDepth {
		reasons = append(reasons, record.Refuse(record.TooDeep, "containers nest at most %d deep", maxDepth))
	}
	if p.into.Sealed.Boxes() >= record.MaxBoxes {
		reasons = append(reasons, record.Refuse(record.Conflict, "too many containers in one"))
	}
	if p.rows += len(b.Sealed.Contents); p.rows > maxItems {
		reasons = append(reasons, record.Refuse(record.Conflict,
			"the containers hold more than %d lots in all; pack them in parts", maxItems))
	}
	if record.Worst(reasons...) != nil {
		return record.Goods{}, reasons
	}
	if r := p.into.fill(b.Sealed.Contents...); r != nil {
		return record.Goods{}, []*record.Refusal{r}
	}
	s.touchBox(b)
	b.Sealed.Parent, b.Sealed.ParentCount = &p.into.key, p.into.Sealed.History.Count
	s.putBox(b)
	p.into.addBox(levels)
	return b.goods(), nil
}
