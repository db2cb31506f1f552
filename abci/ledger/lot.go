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

// indexOf gives the index of a name once: each line of an order asks for that of its lot.
func (s *State) indexOf(n record.Name) record.Index {
	i, known := s.indexes[n]
	if !known {
		i = s.block.Index(n)
		s.indexes[n] = i
	}
	return i
}

func (s *State) unitKey(g gs1.GTIN, serial gs1.Serial) string {
	return record.UnitKey(s.indexOf(record.UnitName(g, serial)))
}

func (s *State) lot(g gs1.GTIN, number gs1.Lot) *lot {
	return s.lotAt(record.LotKey(s.indexOf(record.LotName(g, number))))
}

func (s *State) lotAt(key string) *lot {
	l := remember(s, key, record.DecodeLot)
	if l == nil {
		return nil
	}
	return &lot{Lot: l, key: key, gtin: l.Sealed.Product}
}

// lotByOrdinal finds the lot that a line of an offer or a container names.
func (s *State) lotByOrdinal(g gs1.GTIN, ordinal uint64) *lot {
	n := remember(s, record.LotNumberKey(g, ordinal), record.DecodeLotNumber)
	return s.lot(g, n.Sealed.Number)
}

// bound marks both ends of a range that will be proven whole: what stands beside it in a
// proof is then its own mark, and not another party's record.
func (s *State) bound(prefix string) {
	for _, end := range []string{record.RangeFirst, record.RangeLast} {
		s.put(prefix+end, record.Bound{}.Encode())
	}
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
