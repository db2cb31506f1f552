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
	before := p.Acts[len(p.Acts)-1]
	p.Acts = p.Acts[:len(p.Acts)-1]
	p.become(record.Active, t.Now)
	if before.Of != 0 {
		p.Status, p.Part, p.Of = record.PartiallySupplied, before.Part, before.Of
	}
	f.Part, f.Of = p.Part, p.Of
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
	if len(p.Acts) == 0 {
		rs.add(true, record.UndoImpossible)
		return rs
	}
	did := p.Acts[len(p.Acts)-1]
	rs.add(did.Site != t.Site, record.UndoWrongSite)
	rs.add(did.Site == t.Site && p.Holder != t.Site, record.NotHolder)
	rs.add(record.DayOf(t.Now) > did.Day+10, record.UndoWindowOver)
	rs.add(!c.NotHandedOver, record.UndoImpossible)
	for _, h := range p.Holds {
		rs.add(h.Reason == "to_be_destroyed", record.UndoImpossible)
	}
	supplied := uint64(0) // parts that the last act supplied
	switch {
	case p.opened():
		supplied = p.Part - did.Part
	case p.Status == record.Supplied && did.Of != 0:
		supplied = did.Of - did.Part
	}
	rs.add(c.Part != 0 && c.Part != supplied, record.QuantityExceeded)
	if !c.Undone.IsZero() {
		key := t.Index.UnitKey(id.GTIN, id.Serial)
		before := c.Before
		if before.IsZero() {
			before = t.told.head(key, 0)
		}
		named := sha256.Sum256(append(before[:], c.Undone[:]...))
		rs.add(t.told.last(key) != named, record.UndoImpossible)
	}
	return rs
}
