package record

import (
	"slices"

	"pedigree/gs1"
)

// AmendProduct states anew what is known of a trade item: what it does not name
// is gone. The GTIN stays.
type AmendProduct struct{ RegisterProduct }

// WithdrawProduct takes a trade item off markets, for ever.
type WithdrawProduct struct {
	GTIN    gs1.GTIN `cbor:"1,keyasint" json:"gtin"`
	Markets []string `cbor:"2,keyasint" json:"markets"` // ISO 3166-1 alpha-2, sorted; or just "*"
	Reason  string   `cbor:"3,keyasint" json:"reason"`
}

// Everywhere stands for all markets.
const Everywhere = "*"

// Markets gives the markets of two withdrawals together: sorted, each once, and
// nothing but "*" where it is among them.
func Markets(old, more []string) []string {
	all := slices.Concat(old, more)
	if slices.Contains(all, Everywhere) {
		return []string{Everywhere}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
