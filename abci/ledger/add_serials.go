package ledger

import (
	"errors"
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// addSerials commissions packs of a lot.
type addSerials struct{ record.AddSerials }

func (c *addSerials) Body() any  { return &c.AddSerials }
func (c *addSerials) items() int { return len(c.Serials) }

func (c *addSerials) Check() error {
	if c.GTIN.IsZero() || c.Lot.IsZero() {
		return errors.New("gtin and lot are required")
	}
	if len(c.Serials) == 0 {
		return errors.New("serials are required")
	}
	if err := checkCount("serials", len(c.Serials)); err != nil {
		return err
	}
	seen := make(map[gs1.Serial]bool, len(c.Serials))
	for _, serial := range c.Serials {
		if serial.IsZero() || seen[serial] {
			return fmt.Errorf("serial %q is empty or named twice", serial)
		}
		seen[serial] = true
	}
	return nil
}

func (c *addSerials) Apply(s *State) *Refused {
	l := s.lot(c.GTIN, c.Lot)
	if l == nil {
		return no(record.NotFound, "lot %s of %s is not registered", c.Lot, c.GTIN)
	}
	reasons := s.makerOf(l)
	switch {
	case !l.Serialised:
		reasons = append(reasons, record.Refuse(record.Conflict, "lot %s is kept by quantity", c.Lot))
	case l.Closed:
		reasons = append(reasons, record.Refuse(record.Closed, "lot %s is closed", c.Lot))
	case l.Sealed.Holder != s.Site:
		reasons = append(reasons, record.Refuse(record.NotHolder, "the lot is not at this site"))
	}
	if l.Recall != nil {
		reasons = append(reasons, record.Refuse(record.RecalledGoods, "lot %s is recalled", c.Lot))
	}
	reasons = append(reasons, s.room(l, l.Sealed.Holder, l.Sealed.Owner))
	if r := refusedFor(reasons); r != nil {
		return r
	}
	unit := record.Unit{Lot: l.Ordinal}.Encode()
	for _, serial := range c.Serials {
		key := record.UnitKey(c.GTIN, serial)
		if s.has(key) {
			return no(record.AlreadyExists, "serial %s of %s is registered already", serial, c.GTIN)
		}
		s.put(key, unit)
	}
	n := uint64(len(c.Serials))
	l.Sealed.Registered += n
	l.Sealed.Untouched += n
	s.putLot(l)
	s.count(l, l.Sealed.Holder, l.Sealed.Owner, func(r *record.HoldingRow) { r.Held += n })
	s.emit("add_serials", c.AddSerials)
	return nil
}
