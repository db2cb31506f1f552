package ledger

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// box is a container with what it is found by and who has it now.
type box struct {
	*record.Container
	key        string
	sscc       gs1.SSCC
	generation uint8
	custody
}

// maxGenerations is how often an SSCC can be used.
const maxGenerations = 100

// container reads a container once: each pack that leaves a stack of them asks for
// all of the stack again. Who changes one puts it (putBox).
func (s *State) container(key string) *record.Container {
	return remember(s, key, record.DecodeContainer)
}

// box finds the last use of an SSCC.
func (s *State) box(sscc gs1.SSCC) *box {
	var last *record.Container
	n := 0
	for ; n < maxGenerations; n++ {
		c := s.container(record.ContainerKey(sscc, uint8(n)))
		if c == nil {
			break
		}
		last = c
	}
	if last == nil {
		return nil
	}
	return s.boxed(last, sscc, uint8(n-1))
}

// boxAt finds a container by the key that a child or an offer names.
func (s *State) boxAt(key string) *box {
	c := s.container(key)
	sscc, err := gs1.ParseSSCC(key[len("sscc|") : len("sscc|")+18])
	must(err)
	generation := key[len(key)-2:]
	return s.boxed(c, sscc, 10*(generation[0]-'0')+generation[1]-'0')
}

func (s *State) boxed(c *record.Container, sscc gs1.SSCC, generation uint8) *box {
	b := &box{Container: c, key: record.ContainerKey(sscc, generation), sscc: sscc,
		generation: generation}
	x := c.Sealed
	b.custody = s.inherit(custody{owner: x.Owner, holder: x.Holder, parent: x.Parent,
		transfer: x.Transfer, held: c.Hold})
	return b
}

// inherit follows the containers around a thing to the outermost, which says who
// has it. What a dissolved container held is loose at its last holder.
func (s *State) inherit(c custody) custody {
	next := c.parent
	for depth := 0; next != nil && depth <= maxDepth; depth++ {
		b := s.container(*next)
		c.owner, c.holder, c.transfer = b.Sealed.Owner, b.Sealed.Holder, b.Sealed.Transfer
		c.held = max(c.held, b.Hold)
		if b.State == record.ContainerDissolved && depth == 0 {
			c.parent = nil
		}
		next = b.Sealed.Parent
	}
	return c
}

// touchBox lets a container stand by itself that a dissolved one has left behind.
func (s *State) touchBox(b *box) {
	if b.parent == nil && b.Sealed.Parent != nil {
		s.leave(&b.Sealed.Parent, &b.Sealed.ParentCount, &b.Sealed.Holds)
		b.Sealed.Owner, b.Sealed.Holder = b.owner, b.holder
		b.Hold = record.FlagOf(b.Sealed.Holds)
	}
	s.touch(b.key)
}

// leave takes a thing out of the containers around it: their holds go with it.
func (s *State) leave(parent **string, count *uint64, holds *[]record.Hold) {
	*count = s.boxAt(**parent).Sealed.History.Count
	for next := *parent; next != nil; {
		b := s.container(*next)
		passOn(holds, b.Sealed.Holds)
		next = b.Sealed.Parent
	}
	*parent = nil
}

func passOn(to *[]record.Hold, from []record.Hold) {
	for _, h := range from {
		if !slices.ContainsFunc(*to, func(x record.Hold) bool { return sameHold(x, h) }) {
			*to = append(*to, h)
		}
	}
}

func sameHold(x, y record.Hold) bool {
	return x.Placer == y.Placer && x.Reason == y.Reason &&
		(x.Case == y.Case || x.Case != nil && y.Case != nil && *x.Case == *y.Case)
}

func (s *State) putBox(b *box) {
	s.putLater(b.key, b.Container)
	s.touch(b.key)
}

func (b *box) packs() (n uint64) {
	for _, c := range b.Sealed.Contents {
		n += c.Count
	}
	return n
}

func (b *box) goods() record.Goods {
	return record.Goods{SSCC: b.sscc, Quantity: b.packs(), Owner: b.owner}
}

// boxForbids lists what speaks against moving a container. Each lot in it is looked
// at once: packs in other states than their lot's are never in containers.
func (s *State) boxForbids(b *box, t tolerance) (rs []*record.Refusal) {
	add := func(yes bool, c record.Code, format string, args ...any) {
		if yes {
			rs = append(rs, record.Refuse(c, format, args...))
		}
	}
	add(b.State == record.ContainerDissolved, record.NotFound, "container %s was unpacked", b.sscc)
	add(b.holder != s.Site, record.NotHolder, "container %s is not at this site", b.sscc)
	add(b.parent != nil, record.InContainer, "container %s is in another; move that, or unpack it", b.sscc)
	add(b.transfer != nil, record.InTransit,
		"container %s is on offer; receive, refuse or cancel that first", b.sscc)
	add(b.held == record.Suspected && !t.suspect, record.SuspectGoods,
		"container %s is under investigation; keep it apart", b.sscc)
	add(b.held == record.Held && !t.held, record.HeldGoods, "container %s is on hold", b.sscc)
	for _, c := range b.Sealed.Contents {
		l := s.lotByOrdinal(c.GTIN, c.Lot)
		rs = append(rs, s.lotForbids(l, t, max(l.Hold, s.heldAt(l, b.holder)))...)
	}
	return rs
}
