package scanner

import (
	"context"

	"pedigree/gs1"
	"pedigree/record"
)

// placed says in which lot a pack was registered; nothing where in none.
type placed struct {
	key    string
	number gs1.Lot
}

// lotOf finds the lot of a label's pack, which only the state knows: the label may
// lie about it. A label of no registered pack has the lot that it names, if that
// exists.
func (s *Scanner) lotOf(ctx context.Context, height uint64, l gs1.Label) (placed, error) {
	if l.Serial.IsZero() {
		return s.printedLot(ctx, height, l)
	}
	unitKey := record.UnitKey(l.GTIN, l.Serial)
	_, values, err := s.Ledger.Get(ctx, height, unitKey)
	if err != nil {
		return placed{}, err
	}
	v, ok := values[unitKey]
	if !ok {
		return s.printedLot(ctx, height, l)
	}
	u, err := record.DecodeUnit(record.Value{Open: v.Open})
	if err != nil {
		return placed{}, err
	}
	numberKey := record.LotNumberKey(l.GTIN, u.Lot)
	_, values, err = s.Ledger.Get(ctx, height, numberKey)
	if err != nil {
		return placed{}, err
	}
	n, err := record.DecodeLotNumber(values[numberKey])
	if err != nil {
		return placed{}, err
	}
	return placed{record.LotKey(l.GTIN, n.Sealed.Number), n.Sealed.Number}, nil
}

func (s *Scanner) printedLot(ctx context.Context, height uint64, l gs1.Label) (placed, error) {
	if l.Lot.IsZero() {
		return placed{}, nil
	}
	key := record.LotKey(l.GTIN, l.Lot)
	_, values, err := s.Ledger.Get(ctx, height, key)
	if _, ok := values[key]; err != nil || !ok {
		return placed{}, err
	}
	return placed{key, l.Lot}, nil
}
