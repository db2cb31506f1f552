package ledger

import (
	"pedigree/gs1"
	"pedigree/record"
)

// lot is a lot with what it is found by.
type lot struct {
	*record.Lot
	key  string
	gtin gs1.GTIN
}

func (l *lot) number() gs1.Lot { return l.Sealed.Number }

func (s *State) lot(g gs1.GTIN, number gs1.Lot) *lot { return s.lotAt(g, record.LotKey(g, number)) }

func (s *State) lotAt(g gs1.GTIN, key string) *lot {
	l := remember(s, key, record.DecodeLot)
	if l == nil {
		return nil
	}
	return &lot{Lot: l, key: key, gtin: g}
}

// lotByOrdinal finds the lot that a unit names. There is one for every unit.
func (s *State) lotByOrdinal(g gs1.GTIN, ordinal uint64) *lot {
	n := remember(s, record.LotNumberKey(g, ordinal), record.DecodeLotNumber)
	return s.lot(g, n.Sealed.Number)
}

// putLot writes a lot whose own facts changed.
func (s *State) putLot(l *lot) {
	s.putLotCount(l)
	s.touch(l.key)
}

// putLotCount writes a lot of which only the number of untouched packs changed:
// that is no fact of the lot (formats.md, "Facts"). Who changes a lot puts it, and
// until then asks for it no second time: there is one of each.
func (s *State) putLotCount(l *lot) {
	s.put(l.key, l.Encode())
	s.read[l.key] = l.Lot
}

// makerOf refuses whoever did not make the lot, and who makes none.
func (s *State) makerOf(l *lot) []*record.Refusal {
	var reasons []*record.Refusal
	if l.Maker != s.Party {
		reasons = append(reasons, record.Refuse(record.Forbidden, "only the maker of the lot may do this"))
	}
	if !s.licensed(record.Manufacturer, record.Repackager) {
		reasons = append(reasons, record.Refuse(record.NotLicensed,
			"this takes a valid licence to manufacture or repackage"))
	}
	return reasons
}
