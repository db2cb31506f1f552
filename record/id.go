package record

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
)

// KID names a device key: the first 8 bytes of SHA-256 of its public key.
type KID [8]byte

// KIDOf gives the name of an Ed25519 public key.
func KIDOf(publicKey []byte) (k KID) {
	h := sha256.Sum256(publicKey)
	copy(k[:], h[:])
	return k
}

func (k KID) String() string { return hex.EncodeToString(k[:]) }

// MarshalJSON writes the key id as 16 hex digits, as people and URLs carry it.
func (k KID) MarshalJSON() ([]byte, error) { return hexJSON(k[:]), nil }

// UnmarshalJSON reads 16 hex digits.
func (k *KID) UnmarshalJSON(b []byte) error { return unhexJSON(b, k[:]) }

// Hash is a SHA-256 value.
type Hash [32]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero says that no hash was given.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalJSON writes 64 hex digits.
func (h Hash) MarshalJSON() ([]byte, error) { return hexJSON(h[:]), nil }

// UnmarshalJSON reads 64 hex digits.
func (h *Hash) UnmarshalJSON(b []byte) error { return unhexJSON(b, h[:]) }

// ID names an object that a transaction created: 32 lower-case hex digits.
type ID string

// NewID derives the n-th id of a kind ("transfer", "recall", …) in a
// transaction: every node derives the same, and nobody can choose it.
func NewID(kind string, tx Hash, n int) ID {
	h := sha256.Sum256([]byte(kind + "|" + tx.String() + "|" + strconv.Itoa(n)))
	return ID(hex.EncodeToString(h[:16]))
}

// Valid says whether the id has the form of one.
func (id ID) Valid() bool {
	if len(id) != 32 {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

var errHex = errors.New("want hex digits of the right length")

func hexJSON(b []byte) []byte { return []byte(`"` + hex.EncodeToString(b) + `"`) }

func unhexJSON(b, into []byte) error {
	if len(b) != 2*len(into)+2 || b[0] != '"' || b[len(b)-1] != '"' {
		return errHex
	}
	if _, err := hex.Decode(into, b[1:len(b)-1]); err != nil {
		return errHex
	}
	return nil
}

func (id ID) valid() error {
	if !id.Valid() {
		return invalid("id %q", string(id))
	}
	return nil
}
