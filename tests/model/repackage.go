package model

import "pedigree/record"

// repackage makes packs of one's own open lot out of others. What is inside is counted
// before and after.
func repackage(t *turn, c *record.Repackage) *refusal {
	out := LotID{c.GTIN, c.Lot}
	if t.Lots[out] == nil {
		return no(record.NotFound)
	}
	rs := append(t.growing(out), t.lotReasons(out, nothingWrong, t.lotFlag(out, t.Site))...)
	if len(rs) > 0 {
		return no(rs...)
	}
	v := &leaving{turn: t, to: record.Repackaged, allowed: nothingWrong, judge: func(p *Pack) list {
		rs := append(t.usable(p, nothingWrong), t.unfit(p.Lot, out)...)
		rs.add(p.Owner != t.Party, record.NotOwner)
		rs.add(p.opened(), record.Conflict)
		return rs
	}}
	if r := v.all(c.Inputs); r != nil {
		return r
	}
	packs := uint64(0)
	for _, g := range v.goods {
		packs += g.Quantity
		if g.Owner != t.Party {
			return no(record.NotOwner)
		}
		if rs := t.unfit(LotID{g.GTIN, g.Lot}, out); len(rs) > 0 {
			return no(rs...)
		}
	}
	if packs*c.InputSize != uint64(len(c.Serials))*c.OutputSize+c.Lost {
		return no(record.QuantityMismatch)
	}
	if r := t.commission(out, c.Serials); r != nil {
		return r
	}
	t.say("repackage", record.Repacked{Inputs: v.goods, GTIN: c.GTIN, Lot: c.Lot, Serials: c.Serials,
		Expiry: t.Lots[out].Expiry, InputSize: c.InputSize, OutputSize: c.OutputSize, Lost: c.Lost})
	return nil
}

// unfit: a lot does not become itself, and nothing lasts longer in another pack.
func (t *turn) unfit(in, out LotID) (rs list) {
	if in == out {
		return list{record.Conflict}
	}
	rs.add(t.Lots[out].Expiry > t.Lots[in].Expiry, record.ExpiryMismatch)
	return rs
}
