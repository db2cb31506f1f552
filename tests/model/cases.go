package model

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// Case is a suspicion.
type Case struct {
	Party                             gs1.GLN
	Subjects                          []Subject
	Findings                          int
	Closed                            bool
	Outcome, Classification, Incident string
}

func openCase(t *turn, c *record.OpenCase) *refusal {
	id := t.newID("case")
	mine := Hold{Placer: t.Party, Reason: "suspect", Case: id}
	items, subjects, r := t.quarantine(c.Items, gs1.GLN{}, func(hs []Hold, _ LotID, _ right) ([]Hold, *refusal) {
		return place(hs, mine, func(h Hold) bool { return h.Case != "" && h.Placer == t.Party })
	})
	if r != nil {
		return r
	}
	t.Cases[id] = &Case{Party: t.Party, Subjects: subjects}
	t.say("open_case", record.CaseOpened{ID: id, Reason: c.Reason, Items: items})
	return nil
}

// concerned tells who made, owns and holds what a case is about.
func (w *World) concerned(x Subject) (maker, owner, holder gs1.GLN) {
	switch {
	case x.Pack != PackID{}:
		p := w.Packs[x.Pack]
		return w.Lots[p.Lot].Maker, p.Owner, p.Holder
	case x.Box != BoxID{}:
		return maker, w.Boxes[x.Box].Owner, w.Boxes[x.Box].Holder
	case x.Site.IsZero():
		l := w.Lots[x.Lot]
		return l.Maker, l.Owner, l.Holder
	}
	return w.Lots[x.Lot].Maker, owner, x.Site
}

func (t *turn) involved(c *Case) bool {
	return c.Party == t.Party || t.isAuthority() || slices.ContainsFunc(c.Subjects, func(x Subject) bool {
		maker, owner, holder := t.concerned(x)
		return maker == t.Party || owner == t.Party || t.partyOf(holder) == t.Party
	})
}

func addFinding(t *turn, c *record.AddFinding) *refusal {
	x := t.Cases[c.Case]
	switch {
	case x == nil:
		return no(record.NotFound)
	case !t.involved(x):
		return no(record.Forbidden)
	case x.Closed && (c.Incident == "" || x.Outcome != record.CaseIllegitimate):
		return no(record.Closed)
	case x.Findings >= 64:
		return no(record.Conflict)
	}
	x.Findings++
	if c.Incident != "" {
		x.Incident = c.Incident
	}
	t.say("add_finding", *c)
	return nil
}

// decides: who opened a case may close it, an authority, and the maker of all its goods
// unless an authority opened it.
func (t *turn) decides(c *Case) bool {
	if c.Party == t.Party || t.isAuthority() {
		return true
	}
	return !t.has(c.Party, record.Authority) && !slices.ContainsFunc(c.Subjects, func(x Subject) bool {
		maker, _, _ := t.concerned(x)
		return maker != t.Party
	})
}

// deciding closes a case.
type deciding struct {
	*turn
	c     *record.CloseCase
	x     *Case
	named map[Subject]bool
	fact  record.CaseClosed
}

func closeCase(t *turn, c *record.CloseCase) *refusal {
	x := t.Cases[c.Case]
	switch {
	case x == nil:
		return no(record.NotFound)
	case !t.decides(x):
		return no(record.Forbidden)
	case x.Closed:
		return no(record.Closed)
	}
	d := &deciding{turn: t, c: c, x: x, named: map[Subject]bool{}, fact: record.CaseClosed{ID: c.Case,
		Outcome: c.Outcome, Classification: c.Classification, Incident: c.Incident, Text: c.Text}}
	for _, i := range c.Items {
		if r := d.decide(i); r != nil {
			return r
		}
	}
	for _, s := range x.Subjects {
		if !d.named[s] && !d.over(s) {
			return no(record.QuantityMismatch)
		}
	}
	if c.Outcome == record.CaseCleared {
		d.clearLeftovers()
	}
	x.Closed, x.Outcome, x.Classification = true, c.Outcome, c.Classification
	if c.Incident != "" {
		x.Incident = c.Incident
	}
	t.say("close_case", d.fact)
	return nil
}

// over: nothing is left to decide about what was destroyed or stolen, or unpacked.
func (d *deciding) over(s Subject) bool {
	switch {
	case s.Pack != PackID{}:
		return d.Packs[s.Pack].Status.Terminal()
	case s.Box != BoxID{}:
		return d.Boxes[s.Box].Dissolved
	}
	return false
}

// clearLeftovers: what lies beside a container of the case since it was unpacked is
// cleared with it.
func (d *deciding) clearLeftovers() {
	for _, s := range d.x.Subjects {
		if s.Box == (BoxID{}) || !d.over(s) {
			continue
		}
		d.Boxes[s.Box].Holds = d.without(d.Boxes[s.Box].Holds)
		d.fact.Unpacked = append(d.fact.Unpacked, record.BoxHeld{SSCC: s.Box.SSCC,
			Generation: uint64(s.Box.Use), Hold: flag(d.Boxes[s.Box].Holds)})
		for _, p := range d.Packs {
			if p.Left == s.Box {
				p.Holds = d.without(p.Holds)
			}
		}
		for _, b := range d.Boxes {
			if b.Left == s.Box {
				b.Holds = d.without(b.Holds)
			}
		}
	}
}

func (d *deciding) without(holds []Hold) []Hold {
	return slices.DeleteFunc(slices.Clone(holds), func(h Hold) bool { return h.Case == d.c.Case })
}

func (d *deciding) heldForIt(holds []Hold) bool {
	return slices.ContainsFunc(holds, func(h Hold) bool { return h.Case == d.c.Case })
}

// settled gives the holds after the decision: what is illegitimate stays held, unless
// its status says so.
func (d *deciding) settled(holds []Hold, condemned bool) []Hold {
	if condemned || d.c.Outcome == record.CaseCleared {
		return d.without(holds)
	}
	return holds
}

func (d *deciding) decide(i record.Item) *refusal {
	switch {
	case !i.SSCC.IsZero():
		return d.box(i)
	case !i.Serial.IsZero():
		return d.pack(i)
	}
	lot := LotID{i.GTIN, i.Lot}
	if d.Lots[lot] == nil {
		return no(record.NotFound)
	}
	found := false
	for _, s := range sortedSubjects(d.x.Subjects) {
		if s.Lot != lot {
			continue
		}
		found = true
		if r := d.lot(s); r != nil {
			return r
		}
	}
	if !found {
		return no(record.Conflict)
	}
	return nil
}

// sortedSubjects: what sites have of a lot before the lot itself, site by site.
func sortedSubjects(of []Subject) []Subject {
	return slices.SortedStableFunc(slices.Values(of), func(x, y Subject) int {
		switch {
		case x.Site.IsZero() != y.Site.IsZero() && x.Site.IsZero():
			return 1
		case x.Site.IsZero() != y.Site.IsZero():
			return -1
		case x.Site.String() < y.Site.String():
			return -1
		case x.Site.String() > y.Site.String():
			return 1
		}
		return 0
	})
}

func (d *deciding) lot(s Subject) *refusal {
	d.named[s] = true
	goods := record.Goods{GTIN: s.Lot.GTIN, Lot: s.Lot.Number}
	if s.Site.IsZero() {
		if d.rightTo(s.Lot, gs1.GLN{}) < asMaker {
			return no(record.Forbidden)
		}
		l := d.Lots[s.Lot]
		l.Holds = d.settled(l.Holds, false)
		d.fact.Items = append(d.fact.Items, record.GoodsHeld{Goods: goods, Hold: flag(l.Holds)})
		return nil
	}
	if d.rightTo(s.Lot, s.Site) == none {
		return no(record.NotHolder)
	}
	at := Place{s.Lot, s.Site}
	d.SiteHolds[at] = d.settled(d.SiteHolds[at], false)
	d.fact.Items = append(d.fact.Items, record.GoodsHeld{Goods: goods, Site: s.Site,
		Hold: flag(d.SiteHolds[at])})
	return nil
}

func (d *deciding) pack(i record.Item) *refusal {
	id := PackID{i.GTIN, i.Serial}
	p := d.Packs[id]
	if p == nil {
		return no(record.NotFound)
	}
	s := Subject{Pack: id}
	if slices.Contains(d.x.Subjects, s) && d.over(s) {
		return nil
	}
	if rs := append(d.printed(p.Lot, i.Lot, i.Expiry), d.quarantinable(p)...); len(rs) > 0 {
		return no(rs...)
	}
	condemned := false
	if d.c.Outcome == record.CaseIllegitimate {
		switch p.Status {
		case record.Active, record.PartiallySupplied, record.Supplied, record.Locked, record.Damaged,
			record.Illegitimate:
			condemned = true
		}
	}
	if condemned && p.Offer != "" {
		return no(record.InTransit)
	}
	if !d.heldForIt(p.Holds) {
		return no(record.Conflict)
	}
	p.touch()
	d.named[s] = true
	p.Holds = d.settled(p.Holds, condemned)
	if condemned {
		d.fact.Illegitimate = append(d.fact.Illegitimate, d.packGoods(id))
		p.Acts = nil
		p.become(record.Illegitimate, d.Now)
	}
	d.fact.Items = append(d.fact.Items, record.GoodsHeld{Goods: d.packGoods(id), Hold: flag(p.Holds)})
	return nil
}

func (d *deciding) box(i record.Item) *refusal {
	id, b := d.lastUse(i.SSCC)
	s := Subject{Box: id}
	switch {
	case b == nil:
		return no(record.NotFound)
	case b.Dissolved && slices.Contains(d.x.Subjects, s):
		return nil
	case b.Holder != d.Site && !d.isAuthority():
		return no(record.NotHolder)
	case !d.heldForIt(b.Holds):
		return no(record.Conflict)
	}
	b.Left = BoxID{}
	d.named[s] = true
	b.Holds = d.settled(b.Holds, false)
	d.fact.Items = append(d.fact.Items, record.GoodsHeld{Goods: d.boxGoods(id), Hold: flag(b.Holds)})
	return nil
}
