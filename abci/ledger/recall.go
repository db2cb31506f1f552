package ledger

import (
	"errors"

	"pedigree/record"
)

// recall takes a lot back from the market. It can be widened, never lifted.
type recall struct{ record.RecallLot }

func (c *recall) Body() any { return &c.RecallLot }

// depths are how far down the chain a recall reaches, in order.
var depths = []string{"wholesale", "retail", "patient"}

func depthOf(name string) int {
	for i, d := range depths {
		if d == name {
			return i
		}
	}
	return -1
}

func (c *recall) Check() error {
	switch {
	case c.GTIN.IsZero() || c.Lot.IsZero():
		return errors.New("gtin and lot are required")
	case c.Again != c.Lot:
		return errors.New("state the lot number twice (lot and again): they differ")
	case c.Class < 1 || c.Class > 3:
		return errors.New("class is 1, 2 or 3")
	case depthOf(c.Depth) < 0:
		return errors.New("depth is wholesale, retail or patient")
	}
	return checkText("reason", c.Reason, true)
}

func (c *recall) Apply(s *State) *Refused {
	l := s.lot(c.GTIN, c.Lot)
	if l == nil {
		return no(record.NotFound, "lot %s of %s is not registered", c.Lot, c.GTIN)
	}
	if l.Maker != s.Party && !s.licensed(record.Authority) {
		return no(record.Forbidden, "only the maker of the lot or an authority may recall it")
	}
	if old := l.Recall; old != nil && old.Class <= c.Class && depthOf(old.Depth) >= depthOf(c.Depth) {
		return no(record.AlreadyExists, "lot %s is recalled already, at least as widely", c.Lot)
	}
	l.Recall = widen(l.Recall, c.Class, c.Depth)
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

// widen keeps the more serious class and the deeper reach of two recalls.
func widen(old *record.Recalled, class uint64, depth string) *record.Recalled {
	if old != nil {
		class = min(class, old.Class)
		if depthOf(old.Depth) > depthOf(depth) {
			depth = old.Depth
		}
	}
	return &record.Recalled{Class: class, Depth: depth}
}
