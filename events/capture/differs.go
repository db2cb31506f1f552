package capture

import (
	"fmt"

	"pedigree/record"
)

// ProductDiffers says what the ledger has instead of the product that a document registers,
// "" if it is the same. A product that is another has another GTIN (GTIN Management Standard).
func ProductDiffers(have *record.Product, b record.RegisterProduct) string {
	for _, f := range []struct{ name, have, says string }{{"named", have.Name, b.Name},
		{"of strength", have.Strength, b.Strength}, {"of form", have.Form, b.Form},
		{"in packs of", have.Pack, b.Pack}} {
		if f.have != f.says {
			return fmt.Sprintf("product %s is %s %q, not %q", b.GTIN, f.name, f.have, f.says)
		}
	}
	return ""
}

// LotDiffers says what the ledger has instead of the lot that a document registers, "" if it
// is the same: packs must not get another expiry date by being added to it.
func LotDiffers(have *record.Lot, b record.RegisterLot) string {
	switch {
	case have.Expiry != b.Expiry:
		return fmt.Sprintf("lot %s expires on %s, not on %s", b.Lot, have.Expiry, b.Expiry)
	case have.Serialised != b.Serialised:
		return fmt.Sprintf("lot %s differs in having serials", b.Lot)
	case b.Planned != 0 && have.Sealed != nil && have.Sealed.Planned != b.Planned:
		return fmt.Sprintf("lot %s has a planned quantity of %d, not %d", b.Lot, have.Sealed.Planned, b.Planned)
	}
	return ""
}

// takesPacks says why a lot takes no new packs, "" if it does.
func takesPacks(have *record.Lot, b record.AddSerials) string {
	switch {
	case have == nil: // to be registered before
	case !have.Serialised:
		return fmt.Sprintf("lot %s is kept by quantity", b.Lot)
	case have.Closed:
		return fmt.Sprintf("lot %s is closed", b.Lot)
	case have.Recall != nil:
		return fmt.Sprintf("lot %s is recalled", b.Lot)
	}
	return ""
}
