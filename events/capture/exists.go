package capture

import (
	"context"
	"fmt"

	"pedigree/events"
	"pedigree/record"
)

// exists says whether the ledger has all that an order says, or has something else in its
// place. Of what moves goods it says nothing: goods that went away may come back, and go
// the same way again.
func (l *look) exists(ctx context.Context, s events.Step) (exists *bool, conflict string, err error) {
	found := false
	switch b := s.Body.(type) {
	case record.RegisterProduct:
		var p *record.Product
		p, err = one(ctx, l, record.ProductKey(b.GTIN), record.DecodeProduct)
		found, conflict = has(p, ProductDiffers, b)
	case record.RegisterLot:
		var lot *record.Lot
		lot, _, err = l.lot(ctx, b.GTIN, b.Lot)
		found, conflict = has(lot, LotDiffers, b)
	case record.AddSerials:
		found, conflict, err = l.hasSerials(ctx, b)
	case record.CloseLot:
		var lot *record.Lot
		lot, _, err = l.lot(ctx, b.GTIN, b.Lot)
		found = lot != nil && lot.Closed
	default:
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	return &found, conflict, nil
}

// has tells what is there of a thing that is registered once: nothing, the same or another.
func has[T, B any](have *T, differs func(*T, B) string, b B) (bool, string) {
	if have == nil {
		return false, ""
	}
	other := differs(have, b)
	return other == "", other
}

// hasSerials finds packs. An order that names one which exists is refused whole.
func (l *look) hasSerials(ctx context.Context, b record.AddSerials) (bool, string, error) {
	lot, index, err := l.lot(ctx, b.GTIN, b.Lot)
	if err != nil {
		return false, "", err
	}
	names := make([]record.Name, len(b.Serials))
	for i, serial := range b.Serials {
		names[i] = record.UnitName(b.GTIN, serial)
	}
	keys, err := l.keys(ctx, names...)
	if err != nil {
		return false, "", err
	}
	got, err := l.get(ctx, keys...)
	if err != nil {
		return false, "", err
	}
	for i, key := range keys {
		v, found := got[key]
		if !found {
			continue
		}
		unit, err := record.DecodeUnit(v)
		if err != nil {
			return false, "", err
		}
		if lot == nil || unit.Lot != index {
			return false, fmt.Sprintf("pack %s is there already, of another lot", b.Serials[i]), nil
		}
	}
	switch n := len(got); n {
	case 0:
		return false, takesPacks(lot, b), nil
	case len(keys):
		return true, "", nil
	default:
		return false, fmt.Sprintf("%d of the %d packs are there already", n, len(keys)), nil
	}
}
