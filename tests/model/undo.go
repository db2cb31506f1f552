package model

import (
	"crypto/sha256"

	"pedigree/record"
)

// undo takes a supply or a decommissioning back: at the same site, within ten days,
// and never what may have left the house.
func undo(t *turn, c *record.Undo) *refusal {
	id := PackID{c.GTIN, c.Serial}
	p := t.Packs[id]
	if p == nil {
		return no(record.NotFound)
	}
	if rs := t.againstUndo(id, p, c); len(rs) > 0 {
		r := no(rs...)
		if worst := r.worst(); worst == record.UndoWindowOver || worst == record.UndoWrongSite {
			r.alert = t.warnOf(id)
		}
		return r
	}
	f := record.ActUndone{Goods: t.packGoods(id), Was: p.Status, Head: *t.lastAct(id),
		Undone: c.Undone, Reason: c.Reason}
	if c.Part != 0 && c.Part < p.Part {
		p.Part, p.Since = p.Part-c.Part, record.DayOf(t.Now)
		f.Part, f.Of = p.Part, p.Of
	} else {
		p.become(record.Active, t.Now)
	}
	t.say("undo", f)
	return nil
}

func (t *turn) againstUndo(id PackID, p *Pack, c *record.Undo) list {
	rs := t.lotReasons(p.Lot, nothingWrong, t.PackFlag(p))
	switch p.Status {
	case record.Supplied, record.PartiallySupplied, record.Exported, record.SampleAuthority,
		record.FreeSample, record.Consumed, record.Locked:
	default:
		rs.add(p.Status == record.Destroyed, record.DestroyedGoods)
		rs.add(p.Status == record.Stolen, record.StolenGoods)
		rs.add(p.Status == record.Illegitimate, record.IllegitimateGoods)
		rs.add(true, record.UndoImpossible)
		return rs
	}
	rs.add(p.Offer != "", record.InTransit)
	rs.add(p.Holder != t.Site, record.UndoWrongSite)
	rs.add(record.DayOf(t.Now) > p.Since+10, record.UndoWindowOver)
	rs.add(!c.NotHandedOver, record.UndoImpossible)
	for _, h := range p.Holds {
		rs.add(h.Reason == "to_be_destroyed", record.UndoImpossible)
	}
	rs.add(c.Part != 0 && (p.Status != record.PartiallySupplied || c.Part > p.Part),
		record.QuantityExceeded)
	if !c.Undone.IsZero() {
		key := record.UnitKey(id.GTIN, id.Serial)
		before := c.Before
		if before.IsZero() {
			before = t.told.head(key, 0)
		}
		named := sha256.Sum256(append(before[:], c.Undone[:]...))
		rs.add(t.told.last(key) != named, record.UndoImpossible)
	}
	return rs
}
