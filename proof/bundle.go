package proof

import (
	"encoding/base64"
	"errors"
	"fmt"

	"pedigree/record"
)

// Why a bundle is refused. Whatever the reason, it proves nothing.
var (
	// ErrMalformed: not the one encoding of a bundle, or outside a limit.
	ErrMalformed = errors.New("malformed bundle")
	// ErrWrongChain: of another chain than the trust root's.
	ErrWrongChain = errors.New("wrong chain")
	// ErrOlderThanTrust: from before the trust root, of which the root says nothing.
	ErrOlderThanTrust = errors.New("older than the trust root")
	// ErrUntrusted: the validators or headers do not follow from the trust root.
	ErrUntrusted = errors.New("does not follow from the trust root")
	// ErrCommit: not signed by more than two thirds of the validators' power.
	ErrCommit = errors.New("commit is not valid")
	// ErrWrongRoot: the records are of another state than the header's.
	ErrWrongRoot = errors.New("records are not of the header's state")
)

// A Bundle is everything that proves records to somebody who holds a trust root
// and nothing else: the records' proof, the newest header whose app hash is its
// root, just enough signatures, the set that the trust root names, and the
// checkpoints from that set to the one that signed. docs/proofs.md has the bytes.
type Bundle struct {
	ChainID     string
	Header      Header
	BlockID     BlockID
	Round       uint32
	Validators  []Validator
	Signatures  []*Signature
	Proof       Proof
	Checkpoints []Checkpoint
	IndexProofs [][]byte // of the packs and lots that it is about, in the order of the asker's names
}

// wireBundle is the bundle's CBOR array.
type wireBundle struct {
	_           struct{} `cbor:",toarray"`
	Version     uint64
	ChainID     string
	Header      Header
	BlockID     BlockID
	Round       uint32
	Validators  []Validator
	Signatures  []*Signature
	Proof       Proof
	Checkpoints []Checkpoint
	IndexProofs [][]byte
}

const (
	bundleVersion  = 2
	maxBundle      = 1 << 20 // bytes, encoded
	maxIndexProofs = 256
)

// Evidence is what a valid bundle says, and of when.
type Evidence struct {
	Height      uint64 // of the header
	Time        int64  // of the header, unix seconds; the caller judges whether that is fresh
	StateHeight uint64 // the last block that is in the records: Height - 1
	Root        Hash   // of the state
	Result      Result // the records, and the absences
}

// DecodeBundle reads a bundle and refuses everything but the one encoding of
// values within their limits. It says nothing about truth; Verify does.
func DecodeBundle(b []byte) (*Bundle, error) {
	if len(b) > maxBundle {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", ErrMalformed, len(b), maxBundle)
	}
	var w wireBundle
	if err := record.Unmarshal(b, &w); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if w.Version != bundleVersion {
		return nil, fmt.Errorf("%w: version %d", ErrMalformed, w.Version)
	}
	bundle := &Bundle{w.ChainID, w.Header, w.BlockID, w.Round, w.Validators, w.Signatures,
		w.Proof, w.Checkpoints, w.IndexProofs}
	if err := bundle.check(); err != nil {
		return nil, err
	}
	return bundle, nil
}

// Encode gives the bundle's bytes.
func (b *Bundle) Encode() []byte {
	return record.MustMarshal(&wireBundle{struct{}{}, bundleVersion, b.ChainID, b.Header, b.BlockID,
		b.Round, b.Validators, b.Signatures, b.Proof, b.Checkpoints, b.IndexProofs})
}

// MarshalText gives the form that JSON carries: base64url without padding.
func (b *Bundle) MarshalText() ([]byte, error) {
	return base64.RawURLEncoding.AppendEncode(nil, b.Encode()), nil
}

// UnmarshalText reads that form, and only its one spelling.
func (b *Bundle) UnmarshalText(text []byte) error {
	raw, err := base64.RawURLEncoding.AppendDecode(nil, text)
	if err != nil || base64.RawURLEncoding.EncodeToString(raw) != string(text) {
		return fmt.Errorf("%w: not base64url", ErrMalformed)
	}
	bundle, err := DecodeBundle(raw)
	if err != nil {
		return err
	}
	*b = *bundle
	return nil
}

// Verify decides whether the bundle proves its records to somebody who trusts t,
// and answers the queries from them. In this order: limits; chain id of bundle
// and root; the validators' hash against the root; for each checkpoint, then for
// the header: chain, height and time in order, the root's header hash at the
// root's height, the current set's hash in the header, header hash in the block
// id, count and signatures of the commit, and for a checkpoint its next set; then
// that the indexes are those which the queries rest on, by the root's key; at last
// the records, whose root must be the header's app hash.
func (b *Bundle) Verify(t Trust, x Indexes, queries []Query) (*Evidence, error) {
	if err := b.VerifyHeader(t); err != nil {
		return nil, err
	}
	return b.VerifyRecords(t.IndexKey, x, queries)
}

// VerifyHeader is the first half of Verify: it decides whether the header follows from
// the trust root.
func (b *Bundle) VerifyHeader(t Trust) error {
	if err := b.check(); err != nil {
		return err
	}
	if b.ChainID != t.ChainID {
		return fmt.Errorf("%w: %q, trusted is %q", ErrWrongChain, b.ChainID, t.ChainID)
	}
	s, err := start(t, b.Validators)
	if err != nil {
		return err
	}
	for i := range b.Checkpoints {
		if err := s.pass(&b.Checkpoints[i]); err != nil {
			return err
		}
	}
	return s.advance(&b.Header, &b.BlockID, b.Round, b.Signatures)
}

// VerifyRecords is the second half, and worth nothing without the first: for a caller
// who has found before that a header of this very hash follows from its root.
func (b *Bundle) VerifyRecords(key IndexPublic, x Indexes, queries []Query) (*Evidence, error) {
	if err := x.check(key, len(b.IndexProofs)); err != nil {
		return nil, err
	}
	root, result, err := b.Proof.Verify(queries)
	if err != nil {
		return nil, err
	}
	if string(root[:]) != string(b.Header.AppHash) {
		return nil, fmt.Errorf("%w: height %d", ErrWrongRoot, b.Header.Height)
	}
	if err := x.cover(queries, result); err != nil {
		return nil, err
	}
	return &Evidence{Height: b.Header.Height, Time: b.Header.Time.Seconds,
		StateHeight: b.Header.Height - 1, Root: root, Result: result}, nil
}

// check refuses what is outside the limits, whether decoded or built.
func (b *Bundle) check() error {
	if len(b.IndexProofs) > maxIndexProofs {
		return fmt.Errorf("%w: %d index proofs", ErrMalformed, len(b.IndexProofs))
	}
	if len(b.Checkpoints) > maxCheckpoints {
		return fmt.Errorf("%w: %d checkpoints", ErrMalformed, len(b.Checkpoints))
	}
	if err := checkSigned(&b.Header, &b.BlockID, b.Round, b.Signatures); err != nil {
		return err
	}
	if err := checkValidators(b.Validators); err != nil {
		return err
	}
	for i := range b.Checkpoints {
		if err := b.Checkpoints[i].check(); err != nil {
			return err
		}
	}
	return nil
}
