package proof

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
)

// A Header is the header of a CometBFT block, its 14 fields in CometBFT's order.
// Header h carries in AppHash the root of the state after block h-1. Hashes that
// CometBFT leaves out (in the first blocks) are empty.
type Header struct {
	_                  struct{} `cbor:",toarray"`
	Version            Version
	ChainID            string
	Height             uint64
	Time               Time
	LastBlockID        BlockID
	LastCommitHash     []byte
	DataHash           []byte
	ValidatorsHash     []byte // of the set that signs this block
	NextValidatorsHash []byte // of the set that signs the next one
	ConsensusHash      []byte
	AppHash            []byte
	LastResultsHash    []byte
	EvidenceHash       []byte
	ProposerAddress    []byte // first 20 bytes of SHA-256(public key)
}

// A Version names the block protocol and the application's own version.
type Version struct {
	_     struct{} `cbor:",toarray"`
	Block uint64
	App   uint64
}

// A Time is a moment in UTC: seconds since 1970-01-01 and nanoseconds.
type Time struct {
	_       struct{} `cbor:",toarray"`
	Seconds int64
	Nanos   uint32
}

// Limits of a header. CometBFT allows chain ids of 50 bytes; times are those a
// protobuf timestamp can carry, from 1970.
const (
	maxChainID = 50
	maxHeight  = 1<<63 - 1
	maxSeconds = 253402300799
	maxNanos   = 999999999

	addressBytes = 20
)

// Hash computes the header's hash as CometBFT does: the root of the Merkle tree
// (RFC 9162, 2.1) over the protobuf forms of its fields.
func (h *Header) Hash() Hash {
	wrap := func(b []byte) []byte { return message(nil).bytes(1, b) }
	return fieldsRoot([][]byte{
		message(nil).varint(1, h.Version.Block).varint(2, h.Version.App),
		wrap([]byte(h.ChainID)),
		message(nil).varint(1, h.Height),
		timestamp(h.Time.Seconds, h.Time.Nanos),
		h.LastBlockID.proto(),
		wrap(h.LastCommitHash),
		wrap(h.DataHash),
		wrap(h.ValidatorsHash),
		wrap(h.NextValidatorsHash),
		wrap(h.ConsensusHash),
		wrap(h.AppHash),
		wrap(h.LastResultsHash),
		wrap(h.EvidenceHash),
		wrap(h.ProposerAddress),
	})
}

// check refuses a header that no chain can have made, so that what is hashed is
// always inside the ranges where hashing is injective.
func (h *Header) check() error {
	switch {
	case h.ChainID == "" || len(h.ChainID) > maxChainID:
		return fmt.Errorf("%w: chain id of %d bytes", ErrMalformed, len(h.ChainID))
	case h.Height == 0 || h.Height > maxHeight:
		return fmt.Errorf("%w: height %d", ErrMalformed, h.Height)
	case len(h.ValidatorsHash) == 0 || len(h.NextValidatorsHash) == 0:
		return fmt.Errorf("%w: header %d names no validators", ErrMalformed, h.Height)
	case len(h.ProposerAddress) != addressBytes:
		return fmt.Errorf("%w: header %d names no proposer", ErrMalformed, h.Height)
	}
	for _, hash := range [][]byte{h.LastBlockID.Hash, h.LastBlockID.PartsHash, h.LastCommitHash,
		h.DataHash, h.ValidatorsHash, h.NextValidatorsHash, h.ConsensusHash, h.AppHash,
		h.LastResultsHash, h.EvidenceHash} {
		if len(hash) != 0 && len(hash) != len(Hash{}) {
			return fmt.Errorf("%w: header %d has a hash of %d bytes", ErrMalformed, h.Height, len(hash))
		}
	}
	return h.Time.check()
}

func (t Time) check() error {
	if t.Seconds < 0 || t.Seconds > maxSeconds || t.Nanos > maxNanos {
		return fmt.Errorf("%w: time %d.%09d", ErrMalformed, t.Seconds, t.Nanos)
	}
	return nil
}

func (t Time) after(o Time) bool {
	return t.Seconds > o.Seconds || t.Seconds == o.Seconds && t.Nanos > o.Nanos
}

// fieldsRoot is CometBFT's crypto/merkle.HashFromByteSlices, which is the tree
// of RFC 9162 (2.1.1) with SHA-256.
func fieldsRoot(items [][]byte) Hash {
	switch len(items) {
	case 0:
		return EmptyRoot()
	case 1:
		return sha256.Sum256(append([]byte{0}, items[0]...))
	}
	split := 1 << (bits.Len(uint(len(items)-1)) - 1)
	return InnerHash(fieldsRoot(items[:split]), fieldsRoot(items[split:]))
}
