package record

import "pedigree/gs1"

// AmendProduct states anew what is known of a trade item: what it does not name
// is gone. The GTIN stays.
type AmendProduct struct{ RegisterProduct }

// WithdrawProduct takes a trade item off markets, for ever.
type WithdrawProduct struct {
	GTIN    gs1.GTIN `cbor:"1,keyasint" json:"gtin"`
	Markets []string `cbor:"2,keyasint" json:"markets"` // ISO 3166-1 alpha-2, sorted; or just "*"
	Reason  string   `cbor:"3,keyasint" json:"reason"`
}
