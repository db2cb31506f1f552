package ledger

import (
	"errors"
	"fmt"

	"pedigree/record"
)

// checkItem judges the form of one line: a pack, a container, the rest of a lot,
// or a quantity.
func checkItem(i record.Item) error {
	pack := !i.GTIN.IsZero() && !i.Serial.IsZero()
	ofLot := !i.GTIN.IsZero() && !i.Lot.IsZero() && i.Serial.IsZero()
	switch {
	case !i.SSCC.IsZero():
		if i != (record.Item{SSCC: i.SSCC}) {
			return errors.New("a container is named by its SSCC alone")
		}
	case pack && (i.Quantity != 0 || !i.Owner.IsZero()):
		return errors.New("a pack has neither quantity nor owner")
	case !pack && !ofLot:
		return errors.New("name a pack (gtin, serial), a lot (gtin, lot) or a container (sscc)")
	case i.Quantity > maxPlanned:
		return errors.New("quantity is too large")
	}
	return nil
}

// checkItems judges the form of a list of lines: no line twice.
func checkItems(field string, items []record.Item) error {
	if err := checkCount(field, len(items)); err != nil {
		return err
	}
	seen := make(map[record.Item]bool, len(items))
	for n, i := range items {
		if err := checkItem(i); err != nil {
			return fmt.Errorf("%s %d: %w", field, n+1, err)
		}
		same := i
		same.Quantity, same.Expiry = 0, 0
		if !same.Serial.IsZero() {
			same.Lot = record.Item{}.Lot
		}
		if seen[same] {
			return fmt.Errorf("%s %d: named twice", field, n+1)
		}
		seen[same] = true
	}
	return nil
}
