package proof

import "fmt"

// A Signature is one validator's COMMIT vote: when it voted, and its Ed25519
// signature (64 bytes). In the bundle it is the array [seconds, nanos, signature];
// nil, CBOR null, stands for a vote that is not counted.
type Signature struct {
	_         struct{} `cbor:",toarray"`
	Seconds   int64
	Nanos     uint32
	Signature []byte
}

// MinimalSignatures trims a full commit to what a bundle carries: one entry per
// validator from index 0 to the first that makes the sum exceed two thirds of the
// power. full has one entry per validator of the set, in its order, nil unless the
// validator's vote was COMMIT. A signature that bundles do not accept becomes nil.
// It fails with ErrCommit when what is left does not decide: with votes that only
// ZIP-215 accepts, a commit can be good for the chain and not for a bundle.
func MinimalSignatures(chainID string, height uint64, round uint32, id BlockID,
	set []Validator, full []*Signature) ([]*Signature, error) {
	if len(full) != len(set) {
		return nil, fmt.Errorf("%w: %d entries for %d validators", ErrCommit, len(full), len(set))
	}
	if err := checkValidators(set); err != nil {
		return nil, err
	}
	p := poll{chainID, height, round, &id}
	total, sum := totalPower(set), uint64(0)
	minimal := make([]*Signature, 0, len(full))
	for i, s := range full {
		if s == nil || !p.accepts(&set[i], s) {
			minimal = append(minimal, nil)
			continue
		}
		minimal = append(minimal, s)
		if sum += set[i].Power; decides(sum, total) {
			return minimal, nil
		}
	}
	return nil, fmt.Errorf("%w: power %d of %d at height %d", ErrCommit, sum, total, height)
}

// checkCommit decides whether more than two thirds of the set signed the block.
// Entries belong to the validators by index, so none can count twice; the list
// ends with the entry that decides, so that a commit has only one form.
func (p poll) checkCommit(set []Validator, signatures []*Signature) error {
	if err := checkTally(set, signatures); err != nil {
		return fmt.Errorf("%w at height %d", err, p.height)
	}
	for i, s := range signatures {
		if s != nil && !p.accepts(&set[i], s) {
			return fmt.Errorf("%w: signature %d is wrong at height %d", ErrCommit, i, p.height)
		}
	}
	return nil
}

// checkTally counts before anything is verified, because counting is cheap.
func checkTally(set []Validator, signatures []*Signature) error {
	if len(signatures) > len(set) {
		return fmt.Errorf("%w: %d entries for %d validators", ErrCommit, len(signatures), len(set))
	}
	total, sum := totalPower(set), uint64(0)
	for i, s := range signatures {
		if decides(sum, total) {
			return fmt.Errorf("%w: entry %d after the one that decides", ErrCommit, i)
		}
		if s != nil {
			sum += set[i].Power
		}
	}
	if !decides(sum, total) {
		return fmt.Errorf("%w: power %d of %d", ErrCommit, sum, total)
	}
	return nil
}
