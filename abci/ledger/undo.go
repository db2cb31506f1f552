package ledger

import (
	"crypto/sha256"
	"errors"

	"pedigree/record"
)

// undo makes a pack active again that was supplied or decommissioned by mistake:
// by the same site, soon, and never for what may have left the house (Delegated
// Regulation (EU) 2016/161, Art. 13).
type undo struct{ record.Undo }

func (c *undo) Body() any { return &c.Undo }

// undoDays is for how long.
const undoDays = 10

func (c *undo) Check() error {
	switch {
	case c.GTIN.IsZero():
		return errNoGTIN
	case c.Serial.IsZero():
		return errors.New("serial is required: only packs can be told from each other")
	case c.Undone.IsZero() && !c.Before.IsZero():
		return errors.New("before says nothing without undone")
	}
	return checkText("reason", c.Reason, false)
}

func (c *undo) Apply(s *State) *Refused {
	p := s.pack(c.GTIN, c.Serial)
	if p == nil {
		return no(record.NotFound, "pack %s of %s is not registered", c.Serial, c.GTIN)
	}
	if r := refusedFor(c.reasons(s, p)); r != nil {
		switch record.Worst(r.Reasons...).Code {
		case record.UndoWindowOver, record.UndoWrongSite:
			r.Alert = warnOf(p)
		}
		return r
	}
	fact := record.ActUndone{Goods: p.goods(), Was: p.Status, Head: p.Sealed.History.Head,
		Undone: c.Undone, Reason: c.Reason}
	act := p.takeBack()
	fact.Part, fact.Of = act.Part, act.Of
	to := record.Active
	if act.Part != 0 {
		to = record.PartiallySupplied
	}
	s.turn(p, to, act.Part, act.Of)
	s.emit("undo", fact)
	return nil
}

// remember keeps what a pack was before an act that its site may take back. The
// oldest act is forgotten when there are too many.
func (s *State) remember(p *pack) {
	p.Sealed.Acts = append(p.Sealed.Acts, record.Act{Site: s.Site, Day: record.DayOf(s.Time()),
		Part: p.Part, Of: p.Of})
	if n := len(p.Sealed.Acts) - record.MaxActs; n > 0 {
		p.Sealed.Acts = p.Sealed.Acts[n:]
	}
}

// lastAct is the act that gave a pack its status, nil where it is not known any more.
func (p *pack) lastAct() *record.Act {
	if p.Sealed == nil || len(p.Sealed.Acts) == 0 {
		return nil
	}
	return &p.Sealed.Acts[len(p.Sealed.Acts)-1]
}

// takeBack forgets the last act, and says what the pack was before it.
func (p *pack) takeBack() record.Act {
	last := *p.lastAct()
	p.Sealed.Acts = p.Sealed.Acts[:len(p.Sealed.Acts)-1]
	return last
}

// lastParts says how many parts of how many the last act supplied: none where it
// took the whole pack.
func (p *pack) lastParts(act *record.Act) (n, of uint64) {
	switch {
	case p.Status == record.PartiallySupplied:
		return p.Part - act.Part, p.Of
	case p.Status == record.Supplied && act.Of != 0:
		return act.Of - act.Part, act.Of
	}
	return 0, 0
}

// reversible are the acts that the law lets a site take back.
func reversible(status record.Status) bool {
	switch status {
	case record.Supplied, record.PartiallySupplied, record.Exported, record.SampleAuthority,
		record.FreeSample, record.Consumed, record.Locked:
		return true
	}
	return false
}

func (c *undo) reasons(s *State, p *pack) []*record.Refusal {
	rs := s.goodsForbid(p.lot, intact, p.held, s.whatIsHeld(p))
	add := func(yes bool, code record.Code, format string, args ...any) {
		if yes {
			rs = append(rs, record.Refuse(code, format, args...))
		}
	}
	switch p.Status {
	case record.Destroyed:
		add(true, record.DestroyedGoods, "pack %s was destroyed; that is for good", c.Serial)
	case record.Stolen:
		add(true, record.StolenGoods, "pack %s was reported stolen; that is for good", c.Serial)
	case record.Illegitimate:
		add(true, record.IllegitimateGoods, "pack %s was found illegitimate; keep it apart", c.Serial)
	case record.Damaged:
		add(true, record.UndoImpossible, "pack %s was decommissioned as damaged, which is for good: destroy it",
			c.Serial)
		return rs
	case record.Repackaged:
		add(true, record.UndoImpossible, "pack %s was used up: its contents are in other packs now", c.Serial)
		return rs
	}
	if !reversible(p.Status) {
		add(true, record.UndoImpossible, "pack %s is %s: there is nothing to undo", c.Serial, p.Status)
		return rs
	}
	add(p.transfer != nil, record.InTransit,
		"pack %s is on offer; receive, refuse or cancel that first", c.Serial)
	act := p.lastAct()
	if act == nil {
		add(true, record.UndoImpossible, "pack %s: more than %d acts were undone; the earlier ones stand",
			c.Serial, record.MaxActs)
		return rs
	}
	add(act.Site != s.Site, record.UndoWrongSite,
		"only the site that did it may undo it; ask there")
	add(act.Site == s.Site && p.holder != s.Site, record.NotHolder,
		"pack %s is not at this site any more; what left it cannot be undone", c.Serial)
	add(record.DayOf(s.Time()) > act.Day+undoDays, record.UndoWindowOver,
		"it was done on %s; after %d days it cannot be undone", act.Day, undoDays)
	add(!c.NotHandedOver, record.UndoImpossible,
		"state that the pack was not handed over (notHandedOver)")
	add(toBeDestroyed(p), record.UndoImpossible, "pack %s is to be destroyed", c.Serial)
	if n, of := p.lastParts(act); c.Part != 0 && c.Part != n {
		if n == 0 {
			add(true, record.QuantityExceeded, "the last act on pack %s was not a supply in parts: name no part",
				c.Serial)
		} else {
			add(true, record.QuantityExceeded, "the last act on pack %s supplied %d of %d parts after %d: "+
				"undo takes back those %d", c.Serial, n, of, act.Part, n)
		}
	}
	add(!c.Undone.IsZero() && !c.isLast(p), record.UndoImpossible,
		"the last act on pack %s is another than the one named", c.Serial)
	return rs
}

func toBeDestroyed(p *pack) bool {
	for _, h := range p.Sealed.Holds {
		if h.Reason == record.ReasonToBeDestroyed {
			return true
		}
	}
	return false
}

// isLast: the act that the order names is the last in the pack's history. Then it
// is the act that gave the pack its status: whatever follows makes another head.
func (c *undo) isLast(p *pack) bool {
	before := c.Before
	if before.IsZero() {
		before = record.NewHistory(p.key).Head
	}
	return p.Sealed.History.Head == record.Hash(sha256.Sum256(append(before[:], c.Undone[:]...)))
}
