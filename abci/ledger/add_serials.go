package ledger

import (
	"errors"
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// addSerials commissions packs of a lot.
type addSerials struct{ record.AddSerials }

func (c *addSerials) Body() any       { return &c.AddSerials }
func (c *addSerials) items() int      { return len(c.Serials) }
func (c *addSerials) hangsOn() string { return record.ProductKey(c.GTIN) }

func (c *addSerials) Check() error {
	if c.GTIN.IsZero() || c.Lot.IsZero() {
		return errors.New("gtin and lot are required")
	}
	return checkSerials(c.Serials)
}

func checkSerials(serials []gs1.Serial) error {
	if len(serials) == 0 {
		return errors.New("serials are required")
	}
	if err := checkCount("serials", len(serials)); err != nil {
		return err
	}
	seen := make(map[gs1.Serial]bool, len(serials))
	for _, serial := range serials {
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
	if r := refusedFor(s.mayGrow(l)); r != nil {
		return r
	}
	if r := s.commission(l, c.Serials); r != nil {
		return r
	}
	s.emit("add_serials", c.AddSerials)
	return nil
}

// mayGrow lists what speaks against new packs of a lot.
func (s *State) mayGrow(l *lot) []*record.Refusal {
	reasons := s.makerOf(l)
	switch {
	case !l.Serialised:
		reasons = append(reasons, record.Refuse(record.Conflict, "lot %s is kept by quantity", l.number()))
	case l.Closed:
		reasons = append(reasons, record.Refuse(record.Closed, "lot %s is closed", l.number()))
	case l.Sealed.Holder != s.Site:
		reasons = append(reasons, record.Refuse(record.NotHolder, "the lot is not at this site"))
	}
	if l.Recall != nil {
		reasons = append(reasons, record.Refuse(record.RecalledGoods, "lot %s is recalled", l.number()))
	}
	return append(reasons, s.room(l, l.Sealed.Holder, l.Sealed.Owner))
}

// commission adds packs to the untouched rest of a lot.
func (s *State) commission(l *lot, serials []gs1.Serial) *Refused {
	unit := record.Unit{Lot: s.indexOf(record.LotName(l.gtin, l.number()))}.Encode()
	for _, serial := range serials {
		key := s.unitKey(l.gtin, serial)
		if s.has(key) {
			return no(record.AlreadyExists, "serial %s of %s is registered already", serial, l.gtin)
		}
		s.put(key, unit)
	}
	n := uint64(len(serials))
	l.Sealed.Registered += n
	l.Sealed.Untouched += n
	s.putLot(l)
	s.count(l, l.Sealed.Holder, l.Sealed.Owner, func(r *record.HoldingRow) { r.Held += n })
	return nil
}
