package proof

import (
	"crypto/ed25519"
	"encoding/binary"
)

// precommit is the only type of vote in a commit (tendermint.types.SignedMsgType).
const precommit = 2

// maxRound is the last round a vote can name; CometBFT counts rounds in int32.
const maxRound = 1<<31 - 1

// A poll is the question that all votes of one commit answer. Votes differ only
// in time.
type poll struct {
	chainID string
	height  uint64
	round   uint32
	id      *BlockID
}

// signBytes gives what a validator signs to commit a block: the CanonicalVote,
// preceded by its length. Rebuilding it here binds each signature to the chain,
// the height, the round and the block.
func (p poll) signBytes(t Time) []byte {
	vote := message(nil).
		varint(1, precommit).
		fixed64(2, p.height).
		fixed64(3, uint64(p.round)).
		embed(4, p.id.proto()).
		embed(5, timestamp(t.Seconds, t.Nanos)).
		bytes(6, []byte(p.chainID))
	return append(binary.AppendUvarint(nil, uint64(len(vote))), vote...)
}

// accepts says whether the signature is one that every verifier of bundles
// accepts: cofactorless RFC 8032 (S < L and canonical R, which Go's comparison of
// R byte by byte implies), A canonical, and neither A nor R of small order, which
// WebCrypto refuses. CometBFT's ZIP-215 accepts everything that this does and
// more; such a signature counts as absent, so that Go and browsers agree.
func (p poll) accepts(v *Validator, s *Signature) bool {
	if len(v.PublicKey) != ed25519.PublicKeySize || len(s.Signature) != ed25519.SignatureSize {
		return false
	}
	at := Time{Seconds: s.Seconds, Nanos: s.Nanos}
	if at.check() != nil || !SoundPoint(v.PublicKey) || !SoundPoint(s.Signature[:32]) {
		return false
	}
	return ed25519.Verify(v.PublicKey, p.signBytes(at), s.Signature)
}
