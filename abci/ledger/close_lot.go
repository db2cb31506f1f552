package ledger

import (
	"errors"

	"pedigree/record"
)

// closeLot fixes the yield: no pack joins the lot any more.
type closeLot struct{ record.CloseLot }

func (c *closeLot) Body() any { return &c.CloseLot }

func (c *closeLot) Check() error {
	if c.GTIN.IsZero() || c.Lot.IsZero() {
		return errors.New("gtin and lot are required")
	}
	if c.Yield > maxPlanned {
		return errors.New("yield is too large")
	}
	return nil
}

func (c *closeLot) Apply(s *State) *Refused {
	l := s.lot(c.GTIN, c.Lot)
	if l == nil {
		return no(record.NotFound, "lot %s of %s is not registered", c.Lot, c.GTIN)
	}
	reasons := s.makerOf(l)
	if l.Closed {
		reasons = append(reasons, record.Refuse(record.Closed, "lot %s is closed already", c.Lot))
	}
	if r := refusedFor(reasons); r != nil {
		return r
	}
	if r := c.settle(s, l); r != nil {
		return r
	}
	l.Closed = true
	s.putLot(l)
	s.emit("close_lot", record.LotClosed{GTIN: c.GTIN, Lot: c.Lot, Registered: l.Sealed.Registered})
	return nil
}

// settle brings a lot by quantity from its plan to its yield. What is no longer
// loose at the maker's site cannot be settled away.
func (c *closeLot) settle(s *State, l *lot) *Refused {
	registered := l.Sealed.Registered
	if c.Yield == 0 || c.Yield == registered {
		return nil
	}
	if l.Serialised {
		return no(record.QuantityMismatch, "%d packs were registered, the yield says %d",
			registered, c.Yield)
	}
	if c.Yield < registered && s.loose(l, s.Site, s.Party) < registered-c.Yield {
		return no(record.QuantityExceeded, "fewer than %d packs are still loose at this site",
			registered-c.Yield)
	}
	if r := s.room(l, s.Site, s.Party); r != nil {
		return refusedFor([]*record.Refusal{r})
	}
	s.count(l, s.Site, s.Party, func(r *record.HoldingRow) { r.Held = r.Held + c.Yield - registered })
	l.Sealed.Registered = c.Yield
	return nil
}
