package record

import "pedigree/gs1"

// AlertSealed is a warning to those whom it concerns.
type AlertSealed struct {
	_       struct{} `cbor:",toarray"`
	Salt    Salt
	Code    Code      // the refusal that raised it
	GTIN    *gs1.GTIN // what was scanned
	Serial  *gs1.Serial
	Lot     *gs1.Lot
	Site    gs1.GLN   // where
	Parties []gs1.GLN // who is told, sorted
	First   *Hash     // fact hash of the first act, where there was one
	Time    uint64    // unix seconds
}

// Alert is the record of a warning.
type Alert struct{ Sealed *AlertSealed }

// Encode gives the record's bytes.
func (a Alert) Encode() Value { return sealedOnly(TypeAlert, a.Sealed) }

// DecodeAlert reads an alert; without its sealed part Sealed is nil.
func DecodeAlert(v Value) (*Alert, error) {
	s, err := decodeSealedOnly[AlertSealed](TypeAlert, v)
	return &Alert{Sealed: s}, err
}

func (s AlertSealed) valid() error {
	if !ascendingGLN(s.Parties) {
		return invalid("parties out of order")
	}
	return nil
}
