package ledger

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// settled gives the holds that goods have after the decision: what was found
// illegitimate stays held, unless its status says so.
func (d *deciding) settled(holds []record.Hold, condemned bool) []record.Hold {
	if d.c.Outcome == record.CaseCleared || condemned {
		return acquit(holds, d.c.Case)
	}
	return holds
}

func (d *deciding) pack(i record.Item) *Refused {
	s := d.s
	p := s.pack(i.GTIN, i.Serial)
	if p == nil {
		return no(record.NotFound, "pack %s of %s is not registered", i.Serial, i.GTIN)
	}
	if p.Status.Terminal() && slices.Contains(d.x.Subjects, p.key) {
		return nil
	}
	if r := refusedFor(append(printed(p.lot, i.Lot, i.Expiry), s.mayQuarantine(p)...)); r != nil {
		return r
	}
	condemned := d.c.Outcome == record.CaseIllegitimate && condemnable(p.Status)
	if condemned && p.transfer != nil {
		return no(record.InTransit, "pack %s is on offer; receive, refuse or cancel that first", i.Serial)
	}
	s.touchUnit(p) // what was in a container takes that one's holds along
	if !holdsCase(p.Sealed.Holds, d.c.Case) {
		return notOfCase("pack " + i.Serial.String())
	}
	d.named[p.key] = true
	p.Sealed.Holds = d.settled(p.Sealed.Holds, condemned)
	p.Hold = record.FlagOf(p.Sealed.Holds)
	if condemned {
		d.fact.Illegitimate = append(d.fact.Illegitimate, p.goods())
		s.become(p, record.Illegitimate)
	} else {
		s.putPack(p)
	}
	d.say(record.GoodsHeld{Goods: p.goods(), Hold: p.Hold})
	return nil
}

// condemnable says that a pack may still be found somewhere; of others the status
// says already that nobody has them.
func condemnable(s record.Status) bool {
	switch s {
	case record.Active, record.PartiallySupplied, record.Supplied, record.Locked, record.Damaged,
		record.Illegitimate:
		return true
	}
	return false
}

func (d *deciding) lot(l *lot) *Refused {
	d.named[l.key] = true
	if d.s.rightOf(l, gs1.GLN{}) < asMaker {
		return no(record.Forbidden, "a whole lot is for its maker or an authority to decide on")
	}
	l.Sealed.Holds = d.settled(l.Sealed.Holds, false)
	l.Hold = record.FlagOf(l.Sealed.Holds)
	d.s.putLot(l)
	d.say(record.GoodsHeld{Goods: record.Goods{GTIN: l.gtin, Lot: l.number()}, Hold: l.Hold})
	return nil
}

// site decides about what a site has of a lot, also where nothing is left of it.
func (d *deciding) site(l *lot, key string, site gs1.GLN) *Refused {
	d.named[key] = true
	if d.s.rightOf(l, site) == noRight {
		return no(record.NotHolder, "lot %s of the case is at another site", l.number())
	}
	h := d.s.holding(key)
	h.Holds = d.settled(h.Holds, false)
	d.s.putHolding(key, h)
	d.say(record.GoodsHeld{Goods: record.Goods{GTIN: l.gtin, Lot: l.number()}, Site: site,
		Hold: record.FlagOf(h.Holds)})
	return nil
}

func (d *deciding) container(i record.Item) *Refused {
	s := d.s
	b := s.box(i.SSCC)
	if b == nil {
		return no(record.NotFound, "container %s is not registered", i.SSCC)
	}
	if b.State == record.ContainerDissolved && slices.Contains(d.x.Subjects, b.key) {
		return nil
	}
	if b.holder != s.Site && !s.governs(s.Party) {
		return no(record.NotHolder, "container %s is not at this site", i.SSCC)
	}
	s.touchBox(b)
	if !holdsCase(b.Sealed.Holds, d.c.Case) {
		return notOfCase("container " + i.SSCC.String())
	}
	d.named[b.key] = true
	b.Sealed.Holds = d.settled(b.Sealed.Holds, false)
	b.Hold = record.FlagOf(b.Sealed.Holds)
	s.putBox(b)
	d.say(record.GoodsHeld{Goods: b.goods(), Hold: b.Hold})
	return nil
}

// unpacked clears what was left of containers of the case: what was in them and has
// not been touched yet shall not take their holds along.
func (d *deciding) unpacked() {
	if d.c.Outcome != record.CaseCleared {
		return
	}
	for _, key := range d.x.Subjects {
		if record.KindOf(key) != "sscc" || !d.over(key) {
			continue
		}
		b := d.s.boxAt(key)
		b.Sealed.Holds = acquit(b.Sealed.Holds, d.c.Case)
		b.Hold = record.FlagOf(b.Sealed.Holds)
		d.s.putBox(b)
		d.fact.Unpacked = append(d.fact.Unpacked, record.BoxHeld{SSCC: b.sscc,
			Generation: uint64(b.generation), Hold: b.Hold})
	}
}

func (d *deciding) say(g record.GoodsHeld) { d.fact.Items = append(d.fact.Items, g) }
