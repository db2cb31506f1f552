package record

import (
	"crypto/sha256"
	"errors"
	"fmt"
)

// Type numbers the record types; it opens every value (state.cddl).
type Type uint64

// The record types. Numbers are hashed into every leaf: append only.
const (
	TypeUnit Type = iota + 1
	TypeLot
	TypeContainer
	TypeHolding
	TypeTransfer
	TypeParty
	TypeKey
	TypePrefix
	TypeProduct
	TypeLotNumber
	TypeRecall
	TypeCase
	TypeException
	TypeAlert
	TypeGov
	TypeGrant
	TypeValidator
	TypeParam
	TypeUpgrade
	TypeLog
	TypeAcknowledgement
	TypeBound
)

// Version of each value that this release writes.
const valueVersion = 1

// Value is a record's bytes: what every proof reveals, and what a proof reveals
// only to the entitled (others see its hash). Sealed is empty where the record has
// no sealed part, or where it was not shown.
type Value struct {
	Open, Sealed []byte

	Withheld bool // there is a sealed part, which the proof does not show
}

// ErrValue marks bytes that are not the record they should be.
var ErrValue = errors.New("not a record of this type")

// Salt keeps a sealed part from being guessed: 16 bytes that only its signer and
// the ledger's nodes know.
type Salt [16]byte

// NewSalt derives the salt of a record from the signature of the transaction
// that first seals it. At genesis salts are zero.
func NewSalt(signature [64]byte, key string) (s Salt) {
	h := sha256.New()
	h.Write([]byte("salt/1"))
	h.Write(signature[:])
	h.Write([]byte(key))
	copy(s[:], h.Sum(nil))
	return s
}

// head opens every value.
type head struct {
	Type    Type
	Version uint64
}

func (h head) check(want Type) error {
	if h.Type != want || h.Version != valueVersion {
		return fmt.Errorf("%w: type %d version %d, want type %d", ErrValue, h.Type, h.Version, want)
	}
	return nil
}

func headOf(t Type) head { return head{Type: t, Version: valueVersion} }

// decode reads an open part into open, and a sealed part into sealed unless it
// was withheld or the record has none.
func decode(v Value, open, sealed any) error {
	if err := Unmarshal(v.Open, open); err != nil {
		return fmt.Errorf("%w: %v", ErrValue, err)
	}
	if len(v.Sealed) == 0 {
		return nil
	}
	if sealed == nil {
		return fmt.Errorf("%w: a sealed part where the type has none", ErrValue)
	}
	if err := Unmarshal(v.Sealed, sealed); err != nil {
		return fmt.Errorf("%w: %v", ErrValue, err)
	}
	return nil
}
