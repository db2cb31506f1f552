package record

import "pedigree/gs1"

// ExceptionSealed is a difference that the two partners of a transfer settle.
type ExceptionSealed struct {
	_        struct{} `cbor:",toarray"`
	Salt     Salt
	Transfer ID
	Kind     string // overage, shortage, wrong_lot, wrong_serial, wrong_party, no_data, damaged
	Reporter gs1.GLN
	Partner  gs1.GLN
	Items    []Goods
	Text     string
	Opened   uint64 // unix seconds
	Resolved uint64 // unix seconds, 0 = open
	Outcome  string
}

// Exception is the record of such a difference.
type Exception struct{ Sealed *ExceptionSealed }

// Encode gives the record's bytes.
func (e Exception) Encode() Value { return sealedOnly(TypeException, e.Sealed) }

// DecodeException reads an exception; without its sealed part Sealed is nil.
func DecodeException(v Value) (*Exception, error) {
	s, err := decodeSealedOnly[ExceptionSealed](TypeException, v)
	return &Exception{Sealed: s}, err
}
