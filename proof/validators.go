package proof

import (
	"crypto/ed25519"
	"fmt"
)

// A Validator is a member of a validator set: an Ed25519 public key (32 bytes)
// and its voting power. In the bundle it is the array [public key, power].
type Validator struct {
	_         struct{} `cbor:",toarray"`
	PublicKey []byte
	Power     uint64
}

// Limits of a validator set. The bound on power is CometBFT's and keeps three
// times any sum inside 64 bits.
const (
	maxValidators = 10000
	maxTotalPower = 1<<60 - 1
)

// ValidatorsHash computes the hash by which a header names a set: the root of the
// Merkle tree over its tendermint.types.SimpleValidator, in the set's order
// (power descending, then address ascending).
func ValidatorsHash(set []Validator) Hash {
	leaves := make([][]byte, len(set))
	for i, v := range set {
		key := message(nil).bytes(1, v.PublicKey) // PublicKey{ed25519}
		leaves[i] = message(nil).embed(1, key).varint(2, v.Power)
	}
	return fieldsRoot(leaves)
}

// checkValidators refuses an empty or too large set, keys of another length, a
// key that is there twice (its power would count twice), zero powers and sums
// that CometBFT does not allow.
func checkValidators(set []Validator) error {
	if len(set) == 0 || len(set) > maxValidators {
		return fmt.Errorf("%w: %d validators", ErrMalformed, len(set))
	}
	seen := make(map[string]bool, len(set))
	total := uint64(0)
	for i, v := range set {
		switch {
		case len(v.PublicKey) != ed25519.PublicKeySize:
			return fmt.Errorf("%w: validator %d has a key of %d bytes", ErrMalformed, i, len(v.PublicKey))
		case seen[string(v.PublicKey)]:
			return fmt.Errorf("%w: validator %d is there twice", ErrMalformed, i)
		case v.Power == 0 || v.Power > maxTotalPower-total:
			return fmt.Errorf("%w: validator %d has power %d", ErrMalformed, i, v.Power)
		}
		seen[string(v.PublicKey)] = true
		total += v.Power
	}
	return nil
}

// totalPower sums a checked set.
func totalPower(set []Validator) (total uint64) {
	for _, v := range set {
		total += v.Power
	}
	return total
}

// decides says whether power is strictly more than two thirds of total; both are
// at most maxTotalPower.
func decides(power, total uint64) bool { return 3*power > 2*total }
