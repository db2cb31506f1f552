package record

import "pedigree/gs1"

// GrantSealed is a standing permission of an owner: ship for me, see mine.
type GrantSealed struct {
	_       struct{} `cbor:",toarray"`
	Salt    Salt
	Owner   gs1.GLN
	Grantee gs1.GLN
	Kind    string // ship, see
	Until   uint64 // unix seconds, 0 = open
	Revoked uint64 // unix seconds, 0 = not
}

// Grant is the record of a permission.
type Grant struct{ Sealed *GrantSealed }

// Encode gives the record's bytes.
func (g Grant) Encode() Value { return sealedOnly(TypeGrant, g.Sealed) }

// DecodeGrant reads a permission; without its sealed part Sealed is nil.
func DecodeGrant(v Value) (*Grant, error) {
	s, err := decodeSealedOnly[GrantSealed](TypeGrant, v)
	return &Grant{Sealed: s}, err
}
