package record

import "pedigree/gs1"

// Kinds of standing permissions.
const (
	GrantShip = "ship" // a logistics provider ships for the owner what it holds of it
	GrantSee  = "see"  // a partner sees what the owner sees of its goods
)

// GiveGrant gives a standing permission (grant).
type GiveGrant struct {
	Grantee gs1.GLN `cbor:"1,keyasint" json:"grantee"`
	Kind    string  `cbor:"2,keyasint" json:"kind"`                      // ship, see
	Until   uint64  `cbor:"3,keyasint,omitempty" json:"until,omitempty"` // unix seconds
}

// RevokeGrant ends a standing permission.
type RevokeGrant struct {
	Grant  ID     `cbor:"1,keyasint" json:"grant"`
	Reason string `cbor:"2,keyasint,omitempty" json:"reason,omitempty"`
}

// Granted is a permission that was given.
type Granted struct {
	ID      ID      `cbor:"1,keyasint" json:"id"`
	Owner   gs1.GLN `cbor:"2,keyasint" json:"owner"`
	Grantee gs1.GLN `cbor:"3,keyasint" json:"grantee"`
	Kind    string  `cbor:"4,keyasint" json:"kind"`
	Until   uint64  `cbor:"5,keyasint,omitempty" json:"until,omitempty"`
}

// GrantRevoked is a permission that ended.
type GrantRevoked struct {
	ID      ID      `cbor:"1,keyasint" json:"id"`
	Owner   gs1.GLN `cbor:"2,keyasint" json:"owner"`
	Grantee gs1.GLN `cbor:"3,keyasint" json:"grantee"`
	Kind    string  `cbor:"4,keyasint" json:"kind"`
	Reason  string  `cbor:"5,keyasint,omitempty" json:"reason,omitempty"`
}
