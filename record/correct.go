package record

import (
	"encoding/hex"
	"encoding/json"
)

// Correct declares a fact of one's own wrong (EPCIS 2.0, error declaration). With
// incorrect_data it states what is right: the quantity, or of a registered lot the
// expiry, the day when it was made, or the planned packs. Histories tell, for each
// subject of the fact in order, the head of its history before the fact, and the
// hashes of the facts that it got afterwards: so the ledger, which keeps heads only,
// sees that the fact is one of its own.
type Correct struct {
	Fact      FactBytes `cbor:"1,keyasint" json:"fact"`
	Histories [][]Hash  `cbor:"2,keyasint" json:"histories"`
	Reason    string    `cbor:"3,keyasint" json:"reason"` // did_not_occur, incorrect_data
	Quantity  uint64    `cbor:"4,keyasint,omitempty" json:"quantity,omitempty"`
	Expiry    Day       `cbor:"5,keyasint,omitempty" json:"expiry,omitempty"`
	Made      Day       `cbor:"6,keyasint,omitempty" json:"made,omitempty"`
}

// Reasons of an error declaration (CBV 2.0, 7.5).
const (
	DidNotOccur   = "did_not_occur"
	IncorrectData = "incorrect_data"
)

// Corrected is a fact that was declared wrong, and what is right instead.
type Corrected struct {
	Fact     FactBytes `cbor:"1,keyasint" json:"fact"`
	Reason   string    `cbor:"2,keyasint" json:"reason"`
	Quantity uint64    `cbor:"3,keyasint,omitempty" json:"quantity,omitempty"`
	Expiry   Day       `cbor:"4,keyasint,omitempty" json:"expiry,omitempty"`
	Made     Day       `cbor:"5,keyasint,omitempty" json:"made,omitempty"`
}

// FactBytes are the bytes of a fact as the ledger logged it.
type FactBytes []byte

// MarshalJSON writes hex digits.
func (b FactBytes) MarshalJSON() ([]byte, error) { return hexJSON(b), nil }

// UnmarshalJSON reads hex digits.
func (b *FactBytes) UnmarshalJSON(text []byte) (err error) {
	var digits string
	if err = json.Unmarshal(text, &digits); err == nil {
		*b, err = hex.DecodeString(digits)
	}
	return err
}

// Said reads the fact that was wrong, with its fields.
func (c Corrected) Said() (*Fact, any, error) {
	f, err := DecodeFact(c.Fact)
	if err != nil {
		return nil, nil, err
	}
	fields, err := FieldsOf(f)
	return f, fields, err
}
