package ledger

import (
	"errors"

	"pedigree/record"
)

// recall takes a lot back from the market. It can be widened, never lifted.
type recall struct{ record.RecallLot }

func (c *recall) Body() any { return &c.RecallLot }

func (c *recall) Check() error {
	switch {
	case c.GTIN.IsZero() || c.Lot.IsZero():
		return errors.New("gtin and lot are required")
	case c.Again != c.Lot:
		return errors.New("state the lot number twice (lot and again): they differ")
	case c.Class < 1 || c.Class > 3:
		return errors.New("class is 1, 2 or 3")
	case record.RecallDepth(c.Depth) < 0:
		return errors.New("depth is wholesale, retail or patient")
	}
	return checkText("reason", c.Reason, true)
}

func (c *recall) Apply(s *State) *Refused {
	l := s.lot(c.GTIN, c.Lot)
	if l == nil {
		return no(record.NotFound, "lot %s of %s is not registered", c.Lot, c.GTIN)
	}
	if l.Maker != s.Party && !s.governs(s.Party) {
		return no(record.Forbidden, "only the maker of the lot or an authority may recall it")
	}
	widened := l.Recall.Widened(c.Class, c.Depth)
	if l.Recall != nil && *l.Recall == widened {
		return no(record.AlreadyExists, "lot %s is recalled already, at least as widely", c.Lot)
	}
	l.Recall = &widened
	s.putLot(l)
	id := s.newID("recall")
	key := record.RecallKey(id)
	s.put(key, record.Recall{Lot: l.key, Class: c.Class, Depth: c.Depth,
		Sealed: &record.RecallSealed{Salt: s.salt(key), GTIN: c.GTIN, Number: c.Lot, Party: s.Party,
			Reason: c.Reason, Time: uint64(s.Time())}}.Encode())
	s.emit("recall", record.LotRecalled{ID: id, GTIN: c.GTIN, Lot: c.Lot, Class: c.Class,
		Depth: c.Depth, Reason: c.Reason})
	return nil
}
