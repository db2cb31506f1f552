package scanner

import (
	"context"

	"pedigree/gs1"
	"pedigree/record"
)

// placed says in which lot a pack was registered, and when that was read.
type placed struct {
	height    uint64
	lotKey    string
	lotNumber gs1.Lot
}

// read finds the lot of a label's pack, which only the state knows: the label may
// lie about it. A label of no registered pack has the lot that it names, if that
// exists.
func (s *Scanner) read(ctx context.Context, l gs1.Label) (p placed, err error) {
	if l.Serial.IsZero() {
		return s.printedLot(ctx, l)
	}
	unitKey := record.UnitKey(l.GTIN, l.Serial)
	height, values, err := s.Ledger.Get(ctx, 0, unitKey)
	if err != nil {
		return p, err
	}
	v, ok := values[unitKey]
	if !ok {
		return s.printedLot(ctx, l)
	}
	u, err := record.DecodeUnit(v)
	if err != nil {
		return p, err
	}
	numberKey := record.LotNumberKey(l.GTIN, u.Lot)
	_, values, err = s.Ledger.Get(ctx, height, numberKey)
	if err != nil {
		return p, err
	}
	n, err := record.DecodeLotNumber(values[numberKey])
	if err != nil {
		return p, err
	}
	p = placed{height: height, lotNumber: n.Sealed.Number}
	p.lotKey = record.LotKey(l.GTIN, p.lotNumber)
	return p, nil
}

func (s *Scanner) printedLot(ctx context.Context, l gs1.Label) (p placed, err error) {
	if l.Lot.IsZero() {
		p.height, _, err = s.Ledger.Get(ctx, 0)
		return p, err
	}
	key := record.LotKey(l.GTIN, l.Lot)
	height, values, err := s.Ledger.Get(ctx, 0, key)
	if err != nil {
		return p, err
	}
	p.height = height
	if _, ok := values[key]; ok {
		p.lotKey, p.lotNumber = key, l.Lot
	}
	return p, nil
}
