package ledger

import (
	"slices"
	"strings"

	"pedigree/record"
)

// Contents count what is in a container and in all containers in it. Only the
// outermost container is ever packed or unpacked, so only it changes; but a pack
// that a receiver misses leaves all of them.

func compareContent(a, b record.Content) int {
	if c := strings.Compare(a.GTIN.String(), b.GTIN.String()); c != 0 {
		return c
	}
	switch {
	case a.Lot < b.Lot:
		return -1
	case a.Lot > b.Lot:
		return 1
	}
	return 0
}

// fill adds packs of a lot to the contents of a container.
func (b *box) fill(more ...record.Content) *record.Refusal {
	rows := b.Sealed.Contents
	for _, c := range more {
		i, found := slices.BinarySearchFunc(rows, c, compareContent)
		if found {
			rows[i].Count += c.Count
			continue
		}
		if len(rows) >= record.MaxContents {
			return record.Refuse(record.TooManyLots, "container %s would mix more than %d lots", b.sscc,
				record.MaxContents)
		}
		rows = slices.Insert(rows, i, c)
	}
	b.Sealed.Contents = rows
	return nil
}

// has tells how many packs of a lot are in the container.
func (b *box) has(c record.Content) uint64 {
	i, found := slices.BinarySearchFunc(b.Sealed.Contents, c, compareContent)
	if !found {
		return 0
	}
	return b.Sealed.Contents[i].Count
}

// drain takes packs out of the contents. Callers have made sure that they are there.
func (b *box) drain(less ...record.Content) {
	for _, c := range less {
		i, found := slices.BinarySearchFunc(b.Sealed.Contents, c, compareContent)
		if !found || b.Sealed.Contents[i].Count < c.Count {
			panic(broken{errNegative})
		}
		if b.Sealed.Contents[i].Count -= c.Count; b.Sealed.Contents[i].Count == 0 {
			b.Sealed.Contents = slices.Delete(b.Sealed.Contents, i, i+1)
		}
	}
}

// addBox, addDirect: what stands in a container, changed.
func (b *box) addBox(levels uint64) {
	x := b.Sealed
	x.SetChildren(x.Boxes()+1, max(x.Levels(), levels), x.Direct())
}

func (b *box) dropBox() {
	x := b.Sealed
	boxes, levels := x.Boxes()-1, x.Levels()
	if boxes == 0 {
		levels = 0
	}
	x.SetChildren(boxes, levels, x.Direct())
}

func (b *box) addDirect(n uint64)  { b.setDirect(b.Sealed.Direct() + n) }
func (b *box) dropDirect(n uint64) { b.setDirect(b.Sealed.Direct() - n) }

func (b *box) setDirect(n uint64) {
	x := b.Sealed
	x.SetChildren(x.Boxes(), x.Levels(), n)
}

// shrink takes packs out of all containers from one up to the outermost. A
// container that holds nothing any more is dissolved where it is.
func (s *State) shrink(key string, gone []record.Content) {
	for next := &key; next != nil; {
		b := s.boxAt(*next)
		b.drain(gone...)
		next = b.Sealed.Parent
		if len(b.Sealed.Contents) == 0 {
			s.dissolve(b)
		}
		s.putBox(b)
	}
}

// dissolve ends a container. What it held is loose at its last holder.
func (s *State) dissolve(b *box) {
	if b.Sealed.Parent != nil {
		outer := s.boxAt(*b.Sealed.Parent)
		outer.dropBox()
		s.putBox(outer)
		s.leave(&b.Sealed.Parent, &b.Sealed.ParentCount, &b.Sealed.Holds)
	}
	b.Sealed.Owner, b.Sealed.Holder, b.Sealed.Transfer = b.owner, b.holder, nil
	b.State, b.Sealed.Contents, b.Sealed.Children = record.ContainerDissolved, nil, 0
	b.Hold = record.FlagOf(b.Sealed.Holds)
	b.parent, b.transfer = nil, nil
}

// takePackOut takes a pack out of its containers; it becomes loose at their holder.
func (s *State) takePackOut(p *pack) {
	inner := s.boxAt(*p.Sealed.Parent)
	inner.dropDirect(1)
	s.putBox(inner)
	s.leave(&p.Sealed.Parent, &p.Sealed.ParentCount, &p.Sealed.Holds)
	s.shrink(inner.key, []record.Content{{GTIN: p.lot.gtin, Lot: p.lot.Sealed.Ordinal, Count: 1}})
	p.parent, p.transfer = nil, nil
	p.Sealed.Owner, p.Sealed.Holder, p.Sealed.Transfer = p.owner, p.holder, nil
	p.Hold = record.FlagOf(p.Sealed.Holds)
	s.putPack(p)
}

// takeBoxOut takes a container out of the containers around it.
func (s *State) takeBoxOut(b *box) {
	inner := s.boxAt(*b.Sealed.Parent)
	inner.dropBox()
	s.putBox(inner)
	s.leave(&b.Sealed.Parent, &b.Sealed.ParentCount, &b.Sealed.Holds)
	s.shrink(inner.key, slices.Clone(b.Sealed.Contents))
	b.parent, b.transfer = nil, nil
	b.Sealed.Owner, b.Sealed.Holder, b.Sealed.Transfer = b.owner, b.holder, nil
	b.Hold = record.FlagOf(b.Sealed.Holds)
	s.putBox(b)
}

// countContents changes the figures of each lot in a container at a site.
func (s *State) countContents(rows []record.Content, change func(*lot, uint64)) {
	for _, c := range rows {
		change(s.lotByOrdinal(c.GTIN, c.Lot), c.Count)
	}
}
