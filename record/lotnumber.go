package record

import "pedigree/gs1"

// LotNumber leads from a lot's ordinal to its number.
type LotNumber struct {
	_ struct{} `cbor:",toarray"`
	head

	Sealed *LotNumberSealed `cbor:"-"`
}

// LotNumberSealed holds the number.
type LotNumberSealed struct {
	_      struct{} `cbor:",toarray"`
	Salt   Salt
	Number gs1.Lot
}

// Encode gives the record's bytes.
func (l LotNumber) Encode() Value { return sealedOnly(TypeLotNumber, l.Sealed) }

// DecodeLotNumber reads the record.
func DecodeLotNumber(v Value) (*LotNumber, error) {
	s, err := decodeSealedOnly[LotNumberSealed](TypeLotNumber, v)
	return &LotNumber{Sealed: s}, err
}
