package ledger

import (
	"errors"

	"pedigree/gs1"
	"pedigree/record"
)

// hold puts goods into quarantine, release ends it. The holder of goods may, the
// maker for its own lots, and an authority.
type (
	hold    struct{ record.HoldGoods }
	release struct{ record.HoldGoods }
)

func (c *hold) Body() any       { return &c.HoldGoods }
func (c *hold) items() int      { return len(c.Items) }
func (c *hold) hangsOn() string { return hook(c.Items) }

func (c *hold) Check() error {
	if !record.HoldReason(c.Reason) {
		return errors.New("reason is quality, temperature, suspect, investigation or to_be_destroyed")
	}
	return checkHold(c.HoldGoods)
}

func (c *hold) Apply(s *State) *Refused {
	return s.quarantine("hold", c.HoldGoods, s.place)
}

func (c *release) Body() any       { return &c.HoldGoods }
func (c *release) items() int      { return len(c.Items) }
func (c *release) hangsOn() string { return hook(c.Items) }

func (c *release) Check() error {
	if c.Reason != "" && !record.HoldReason(c.Reason) {
		return errors.New("reason is quality, temperature, suspect, investigation or to_be_destroyed")
	}
	return checkHold(c.HoldGoods)
}

func (c *release) Apply(s *State) *Refused {
	return s.quarantine("release", c.HoldGoods, s.lift)
}

func checkHold(c record.HoldGoods) error {
	if len(c.Items) == 0 {
		return errors.New("items are required")
	}
	for _, i := range c.Items {
		if i.Quantity != 0 || !i.Owner.IsZero() {
			return errors.New("what a site has of a lot is held as one: name no quantity and no owner")
		}
		if !c.Site.IsZero() && (!i.Serial.IsZero() || !i.SSCC.IsZero()) {
			return errors.New("site goes with lots only")
		}
	}
	return checkItems("items", c.Items)
}

// quarantining changes the holds of each thing that is named.
type quarantining struct {
	s      *State
	c      record.HoldGoods
	change func(keeper, string) *record.Refusal
	fact   record.HoldsChanged
}

func (s *State) quarantine(command string, c record.HoldGoods,
	change func(keeper, string) *record.Refusal) *Refused {
	q := &quarantining{s: s, c: c, change: change, fact: record.HoldsChanged{Reason: c.Reason}}
	if r := q.each(); r != nil {
		return r
	}
	s.emit(command, q.fact)
	return nil
}

// each changes every thing that is named.
func (q *quarantining) each() *Refused {
	for _, i := range q.c.Items {
		do := q.lot
		switch {
		case !i.SSCC.IsZero():
			do = q.container
		case !i.Serial.IsZero():
			do = q.pack
		}
		if r := do(i); r != nil {
			return r
		}
	}
	return nil
}

func (q *quarantining) say(g record.GoodsHeld) { q.fact.Items = append(q.fact.Items, g) }

func (q *quarantining) pack(i record.Item) *Refused {
	s := q.s
	p := s.pack(i.GTIN, i.Serial)
	if p == nil {
		return no(record.NotFound, "pack %s of %s is not registered", i.Serial, i.GTIN)
	}
	if r := refusedFor(append(printed(p.lot, i.Lot, i.Expiry), s.mayQuarantine(p)...)); r != nil {
		return r
	}
	if r := s.ownLine(p); r != nil {
		return refusedFor([]*record.Refusal{r})
	}
	s.touchUnit(p)
	k := keeper{what: "pack " + i.Serial.String(), holds: &p.Sealed.Holds, lot: p.lot,
		mine: s.rightOf(p.lot, p.holder)}
	if r := q.change(k, q.c.Reason); r != nil {
		return refusedFor([]*record.Refusal{r})
	}
	p.Hold = record.FlagOf(p.Sealed.Holds)
	s.putPack(p)
	q.say(record.GoodsHeld{Goods: p.goods(), Hold: p.Hold})
	return nil
}

// lot holds all packs of a lot, wherever they are, or what one site has of it.
func (q *quarantining) lot(i record.Item) *Refused {
	s := q.s
	l := s.lot(i.GTIN, i.Lot)
	if l == nil {
		return no(record.NotFound, "lot %s of %s is not registered", i.Lot, i.GTIN)
	}
	site := q.c.Site
	mine := s.rightOf(l, site)
	if site.IsZero() && mine < asMaker {
		site, mine = s.Site, asHolder
	}
	if !site.IsZero() {
		return q.site(l, site, mine)
	}
	k := keeper{what: "lot " + i.Lot.String(), holds: &l.Sealed.Holds, lot: l, mine: mine}
	if r := q.change(k, q.c.Reason); r != nil {
		return refusedFor([]*record.Refusal{r})
	}
	l.Hold = record.FlagOf(l.Sealed.Holds)
	s.putLot(l)
	q.say(record.GoodsHeld{Goods: record.Goods{GTIN: i.GTIN, Lot: i.Lot}, Hold: l.Hold})
	return nil
}

func (q *quarantining) site(l *lot, site gs1.GLN, mine right) *Refused {
	s := q.s
	key := record.HoldingKey(l.key, site)
	h := s.holding(key)
	if mine == noRight || h == nil || len(h.Rows) == 0 {
		return no(record.NotHolder, "nothing of lot %s is at this site", l.number())
	}
	k := keeper{what: "lot " + l.number().String(), holds: &h.Holds, lot: l, mine: mine}
	if r := q.change(k, q.c.Reason); r != nil {
		return refusedFor([]*record.Refusal{r})
	}
	s.putHolding(key, h)
	q.say(record.GoodsHeld{Goods: record.Goods{GTIN: l.gtin, Lot: l.number()}, Site: site,
		Hold: record.FlagOf(h.Holds)})
	return nil
}

// container holds a container with all that is in it.
func (q *quarantining) container(i record.Item) *Refused {
	s := q.s
	b := s.box(i.SSCC)
	if b == nil || b.State == record.ContainerDissolved {
		return no(record.NotFound, "container %s is not registered, or was unpacked", i.SSCC)
	}
	mine := noRight
	switch {
	case s.governs(s.Party):
		mine = asAuthority
	case b.holder == s.Site:
		mine = asHolder
	default:
		return no(record.NotHolder, "container %s is not at this site", i.SSCC)
	}
	if b.parent != nil {
		return no(record.InContainer, "container %s is in another; hold that, or unpack it", i.SSCC)
	}
	s.touchBox(b)
	k := keeper{what: "container " + i.SSCC.String(), holds: &b.Sealed.Holds, mine: mine}
	if r := q.change(k, q.c.Reason); r != nil {
		return refusedFor([]*record.Refusal{r})
	}
	b.Hold = record.FlagOf(b.Sealed.Holds)
	s.putBox(b)
	q.say(record.GoodsHeld{Goods: b.goods(), Hold: b.Hold})
	return nil
}
