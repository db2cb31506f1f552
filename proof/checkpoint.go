package proof

import (
	"bytes"
	"fmt"
)

// A Checkpoint is a header with commit after which another set signs, and that
// set. A chain of them carries trust from the root to the signers of a bundle.
type Checkpoint struct {
	_              struct{} `cbor:",toarray"`
	Header         Header
	BlockID        BlockID
	Round          uint32
	Signatures     []*Signature
	NextValidators []Validator
}

// maxCheckpoints bounds the work of a verifier; a network that changed its set more
// often since the trust root was published needs a newer root.
const maxCheckpoints = 1024

// A station is where a verifier stands on its way from the trust root to the
// bundle's header: who signs now, and the last header it accepted.
type station struct {
	trust      Trust
	validators []Validator
	hash       Hash // of validators
	height     uint64
	time       Time
}

// start stands at the trust root, whose validators' hash the set must have.
func start(t Trust, set []Validator) (*station, error) {
	s := &station{trust: t, validators: set, hash: ValidatorsHash(set)}
	if s.hash != t.ValidatorsHash {
		return nil, fmt.Errorf("%w: the validators are not the trust root's", ErrUntrusted)
	}
	return s, nil
}

// advance accepts a header with its commit: one that is of the chain, not older
// than the root, later than the last, named by its block id, and signed by more
// than two thirds of the current set.
func (s *station) advance(h *Header, id *BlockID, round uint32, signatures []*Signature) error {
	hash := h.Hash()
	switch {
	case h.ChainID != s.trust.ChainID:
		return fmt.Errorf("%w: header %d is of %q", ErrWrongChain, h.Height, h.ChainID)
	case h.Height < s.trust.Height:
		return fmt.Errorf("%w: height %d, root at %d", ErrOlderThanTrust, h.Height, s.trust.Height)
	case h.Height == s.trust.Height && hash != s.trust.HeaderHash:
		return fmt.Errorf("%w: header %d is not the trust root's", ErrUntrusted, h.Height)
	case s.height != 0 && (h.Height <= s.height || !h.Time.after(s.time)):
		return fmt.Errorf("%w: header %d does not follow %d", ErrUntrusted, h.Height, s.height)
	case !bytes.Equal(h.ValidatorsHash, s.hash[:]):
		return fmt.Errorf("%w: header %d names other validators", ErrUntrusted, h.Height)
	case !bytes.Equal(id.Hash, hash[:]):
		return fmt.Errorf("%w: block id is not of header %d", ErrCommit, h.Height)
	}
	p := poll{h.ChainID, h.Height, round, id}
	if err := p.checkCommit(s.validators, signatures); err != nil {
		return err
	}
	s.height, s.time = h.Height, h.Time
	return nil
}

// pass advances to a checkpoint and lets its next set take over.
func (s *station) pass(c *Checkpoint) error {
	if err := s.advance(&c.Header, &c.BlockID, c.Round, c.Signatures); err != nil {
		return err
	}
	next := ValidatorsHash(c.NextValidators)
	switch {
	case !bytes.Equal(c.Header.NextValidatorsHash, next[:]):
		return fmt.Errorf("%w: header %d names another next set", ErrUntrusted, c.Header.Height)
	case next == s.hash:
		return fmt.Errorf("%w: nothing changes at checkpoint %d", ErrUntrusted, c.Header.Height)
	}
	s.validators, s.hash = c.NextValidators, next
	return nil
}

func (c *Checkpoint) check() error {
	if err := checkSigned(&c.Header, &c.BlockID, c.Round, c.Signatures); err != nil {
		return err
	}
	return checkValidators(c.NextValidators)
}

// checkSigned refuses a header with commit whose parts are out of range.
func checkSigned(h *Header, id *BlockID, round uint32, signatures []*Signature) error {
	switch {
	case !id.complete():
		return fmt.Errorf("%w: block id %d is incomplete", ErrMalformed, h.Height)
	case round > maxRound:
		return fmt.Errorf("%w: round %d", ErrMalformed, round)
	case len(signatures) > maxValidators:
		return fmt.Errorf("%w: %d signatures", ErrMalformed, len(signatures))
	}
	return h.check()
}
