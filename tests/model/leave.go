package model

import (
	"pedigree/gs1"
	"pedigree/record"
)

// What takes goods out of the trade, and what brings them back.

func dispense(t *turn, c *record.Dispense) *refusal {
	if c.Serial.IsZero() {
		return t.dispenseQuantity(c)
	}
	id := PackID{c.GTIN, c.Serial}
	p := t.Packs[id]
	unlicensed := !t.licensed(record.Dispenser)
	warned := &alert{gtin: c.GTIN, serial: c.Serial, lot: c.Lot}
	if p == nil {
		if l := t.Lots[LotID{c.GTIN, c.Lot}]; l != nil && !l.Serialised {
			return no(record.Conflict)
		}
		rs := list{record.NotFound}
		rs.add(unlicensed, record.NotLicensed)
		return &refusal{reasons: rs, alert: warned}
	}
	rs := append(t.printed(p.Lot, c.Lot, c.Expiry), t.packReasons(p, nothingWrong)...)
	rs.add(unlicensed, record.NotLicensed)
	rs.add(p.Holder != t.Site && !p.gone(), record.NotHolder)
	rs.add(p.Box != BoxID{}, record.InContainer)
	rs.add(p.Status == record.Supplied && p.Holder == t.Site, record.OwnDuplicate)
	rs.add(p.Status == record.Supplied && p.Holder != t.Site, record.AlreadySupplied)
	rs.add(p.Status == record.PartiallySupplied && (c.Of != p.Of || p.Part+c.Part > p.Of),
		record.QuantityExceeded)
	if len(rs) > 0 {
		r := no(rs...)
		switch r.worst() {
		case record.LotMismatch, record.ExpiryMismatch, record.AlreadySupplied:
			r.alert = warned
			if p.Status == record.Supplied {
				warned.first = t.lastAct(id)
				warned.tell(t.partyOf(p.Holder))
			}
		}
		return r
	}
	f := record.Dispensed{Goods: t.packGoods(id), Receipt: c.Receipt}
	p.touch()
	t.acted(p)
	p.Status, p.Since = record.Supplied, record.DayOf(t.Now)
	if c.Of != 0 {
		f.Part, f.Of = p.Part+c.Part, c.Of
		p.Part, p.Of = 0, 0
		if f.Part < f.Of {
			p.Status, p.Part, p.Of = record.PartiallySupplied, f.Part, f.Of
		}
	}
	t.say("dispense", f)
	return nil
}

// lastAct is how an alert names the act before it: the head of the pack's history.
func (t *turn) lastAct(id PackID) *record.Hash {
	head := t.told.last(t.Index.UnitKey(id.GTIN, id.Serial))
	return &head
}

func (t *turn) dispenseQuantity(c *record.Dispense) *refusal {
	lot := LotID{c.GTIN, c.Lot}
	warned := &alert{gtin: c.GTIN, lot: c.Lot}
	unlicensed := !t.licensed(record.Dispenser)
	if t.Lots[lot] == nil {
		rs := list{record.NotFound}
		rs.add(unlicensed, record.NotLicensed)
		return &refusal{reasons: rs, alert: warned}
	}
	n, owner, rs := t.quantity(record.Item{GTIN: c.GTIN, Lot: c.Lot, Quantity: c.Quantity, Owner: c.Owner})
	rs = append(append(rs, t.printed(lot, c.Lot, c.Expiry)...),
		t.lotReasons(lot, nothingWrong, t.lotFlag(lot, t.Site))...)
	if rs.add(unlicensed, record.NotLicensed); len(rs) > 0 {
		r := no(rs...)
		if r.worst() == record.ExpiryMismatch {
			r.alert = warned
		}
		return r
	}
	shelf := t.shelf(lot, t.Site, owner)
	shelf.Loose -= n
	shelf.Supplied += n
	t.say("dispense", record.Dispensed{Receipt: c.Receipt, Goods: record.Goods{GTIN: c.GTIN, Lot: c.Lot,
		Quantity: n, Owner: owner}})
	return nil
}

// leaving takes things out of the trade, one after another.
type leaving struct {
	*turn
	to      record.Status
	judge   func(*Pack) list
	allowed allowed // of quantities
	goods   []record.Goods
	ended   []record.OfferEnded
}

func (v *leaving) all(items []record.Item) *refusal {
	for _, i := range items {
		leave := v.quantity
		if !i.Serial.IsZero() {
			leave = v.pack
		}
		if r := leave(i); r != nil {
			return r
		}
	}
	return nil
}

func (v *leaving) pack(i record.Item) *refusal {
	id := PackID{i.GTIN, i.Serial}
	p := v.Packs[id]
	if p == nil {
		return no(record.NotFound)
	}
	if rs := append(v.printed(p.Lot, i.Lot, i.Expiry), v.judge(p)...); len(rs) > 0 {
		r := no(rs...)
		if r.worst() == record.AlreadySupplied {
			r.alert = v.warnOf(id)
		}
		return r
	}
	ended, r := v.takeOff(id)
	if r != nil {
		return r
	}
	if ended != nil {
		v.ended = append(v.ended, *ended)
	}
	v.goods = append(v.goods, v.packGoods(id))
	switch v.to {
	case record.Exported, record.SampleAuthority, record.FreeSample, record.Consumed, record.Locked:
		v.acted(p)
	default:
		p.Acts = nil
	}
	p.become(v.to, v.Now)
	return nil
}

// acted notes what the site may take back.
func (t *turn) acted(p *Pack) {
	p.Acts = append(p.Acts, Act{t.Site, record.DayOf(t.Now), p.Part, p.Of})
	if len(p.Acts) > 16 {
		p.Acts = p.Acts[1:]
	}
}

// warnOf is the alert about an act on a pack that names the act before it.
func (t *turn) warnOf(id PackID) *alert {
	p := t.Packs[id]
	return &alert{gtin: id.GTIN, serial: id.Serial, lot: p.Lot.Number, first: t.lastAct(id),
		parties: []gs1.GLN{p.Owner}}
}

func (p *Pack) become(s record.Status, now int64) {
	p.touch()
	p.Status, p.Since, p.Part, p.Of = s, record.DayOf(now), 0, 0
}

func (v *leaving) quantity(i record.Item) *refusal {
	lot := LotID{i.GTIN, i.Lot}
	if v.Lots[lot] == nil {
		return no(record.NotFound)
	}
	n, owner, rs := v.turn.quantity(i)
	rs = append(rs, v.printed(lot, i.Lot, i.Expiry)...)
	rs = append(rs, v.lotReasons(lot, v.allowed, v.lotFlag(lot, v.Site))...)
	if len(rs) > 0 {
		return no(rs...)
	}
	shelf := v.shelf(lot, v.Site, owner)
	shelf.Loose -= n
	shelf.Gone += n
	v.goods = append(v.goods, record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: n, Owner: owner})
	return nil
}

var outOfTrade = map[string]record.Status{"export": record.Exported,
	"sample_authority": record.SampleAuthority, "free_sample": record.FreeSample,
	"consume": record.Consumed, "lock": record.Locked, "damaged": record.Damaged}

func decommission(t *turn, c *record.Decommission) *refusal {
	roles := trading
	switch c.Reason {
	case "export", "free_sample":
		roles = []record.Role{record.Manufacturer, record.Repackager, record.Wholesaler}
	case "consume":
		roles = []record.Role{record.Dispenser}
	}
	if !t.licensed(roles...) {
		return no(record.NotLicensed)
	}
	v := &leaving{turn: t, to: outOfTrade[c.Reason], allowed: nothingWrong}
	if c.Reason == "lock" {
		v.allowed = lockable
	}
	v.judge = func(p *Pack) list {
		rs := t.usable(p, v.allowed)
		rs.add(p.opened() && (c.Reason == "export" || c.Reason == "free_sample"), record.Conflict)
		return rs
	}
	if r := v.all(c.Items); r != nil {
		return r
	}
	t.say("decommission", record.Left{Items: v.goods, Reason: c.Reason, Country: c.Country, Ended: v.ended})
	return nil
}

// usable lists what speaks against using up a pack.
func (t *turn) usable(p *Pack, a allowed) list {
	rs := t.packReasons(p, a)
	here := p.Holder == t.Site
	rs.add(!here && !p.gone(), record.NotHolder)
	rs.add(p.Box != BoxID{}, record.InContainer)
	rs.add(p.Status == record.Supplied && here, record.OwnDuplicate)
	rs.add(p.Status == record.Supplied && !here, record.AlreadySupplied)
	return rs
}

// opened: parts of the pack are with patients, so it is no whole pack any more.
func (p *Pack) opened() bool { return p.Status == record.PartiallySupplied }

func destroy(t *turn, c *record.WriteOff) *refusal {
	return t.writeOff("destroy", c, record.Destroyed)
}

func reportStolen(t *turn, c *record.WriteOff) *refusal {
	return t.writeOff("report_stolen", c, record.Stolen)
}

func (t *turn) writeOff(command string, c *record.WriteOff, to record.Status) *refusal {
	v := &leaving{turn: t, to: to, judge: t.quarantinable, allowed: anyState}
	if r := v.all(c.Items); r != nil {
		return r
	}
	t.say(command, record.Left{Items: v.goods, Reason: c.Reason, Ended: v.ended})
	return nil
}
