package proof_test

import (
	stded25519 "crypto/ed25519"
	"crypto/sha512"
	"testing"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/types"
	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/curve/scalar"

	"pedigree/proof"
)

func compressed(p *curve.EdwardsPoint) []byte {
	return curve.NewCompressedEdwardsY().SetEdwardsPoint(p)[:]
}

func TestPointsOfSmallOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range curve.EIGHT_TORSION {
		b := compressed(p)
		seen[string(b)] = true
		if proof.SoundPoint(b) {
			t.Errorf("%x is of small order", b)
		}
		mixed := curve.NewEdwardsPoint().Add(p, curve.ED25519_BASEPOINT_POINT)
		if !proof.SoundPoint(compressed(mixed)) {
			t.Errorf("%x is not of small order", compressed(mixed))
		}
	}
	if len(seen) != 8 {
		t.Errorf("%d points of small order", len(seen))
	}
}

// Every spelling of y from p to 2^255-1, with either sign, is refused.
func TestPointsSpelledOtherwise(t *testing.T) {
	for low := 0xed; low <= 0xff; low++ {
		for _, top := range []byte{0x7f, 0xff} {
			var b [32]byte
			for i := range b {
				b[i] = 0xff
			}
			b[0], b[31] = byte(low), top
			canonical := curve.CompressedEdwardsY(b)
			if canonical.IsCanonicalVartime() || proof.SoundPoint(b[:]) {
				t.Errorf("%x is not canonical", b)
			}
		}
	}
}

// Votes that CometBFT's ZIP-215 accepts and RFC 8032 without cofactor does not:
// the chain goes on with them, a bundle does without.
func TestVotesThatOnlyZIP215Accepts(t *testing.T) {
	c := newCommittee("pedigree-1", "a", equalPowers(4)...)
	root, _, _ := smallState()
	h := c.header(110, root[:], c)
	id := blockIDOf(h)
	for name, forge := range map[string]func(*types.Vote) ([]byte, crypto.PubKey){
		"nonce with torsion": func(v *types.Vote) ([]byte, crypto.PubKey) {
			key := c.keys[v.ValidatorIndex]
			return signWithTorsion(key, types.VoteSignBytes(c.chainID, v.ToProto())), key.PubKey()
		},
		"key of small order": func(*types.Vote) ([]byte, crypto.PubKey) {
			return append(compressed(curve.EIGHT_TORSION[1]), make([]byte, 32)...),
				ed25519.PubKey(compressed(curve.EIGHT_TORSION[1]))
		},
	} {
		vote := c.vote(1, 110, 0, id)
		var key crypto.PubKey
		vote.Signature, key = forge(vote)
		if err := vote.Verify(c.chainID, key); err != nil && key.Equals(c.keys[1].PubKey()) {
			t.Fatalf("%s: CometBFT refuses: %v", name, err)
		}
		if !key.VerifySignature(types.VoteSignBytes(c.chainID, vote.ToProto()), vote.Signature) {
			t.Fatalf("%s: ZIP-215 refuses", name)
		}
		full := []*proof.Signature{nil, ourSignature(vote.CommitSig()), nil, nil}
		for _, i := range []int{0, 2, 3} {
			full[i] = ourSignature(c.vote(i, 110, 0, id).CommitSig())
		}
		set := ourValidators(c.set)
		set[1].PublicKey = key.Bytes()
		err := proof.CheckCommit(c.chainID, 110, 0, ourBlockID(id), set, full[:3])
		if err == nil {
			t.Errorf("%s: counted", name)
		}
		short, err := proof.MinimalSignatures(c.chainID, 110, 0, ourBlockID(id), set, full)
		if err != nil || len(short) != 4 || short[1] != nil {
			t.Errorf("%s: %v, %v", name, short, err)
		}
	}
}

// signWithTorsion makes a signature whose R has a component of order 8: it
// satisfies the equation only after multiplying by the cofactor.
func signWithTorsion(key ed25519.PrivKey, msg []byte) []byte {
	expanded := sha512.Sum512(key[:32])
	expanded[0] &= 248
	expanded[31] = expanded[31]&127 | 64
	a, _ := scalar.NewFromBits(expanded[:32])
	r := scalar.NewFromUint64(424242)
	point := curve.NewEdwardsPoint().MulBasepoint(curve.ED25519_BASEPOINT_TABLE, r)
	nonce := compressed(point.Add(point, curve.EIGHT_TORSION[1]))
	digest := sha512.Sum512(append(append(append([]byte(nil), nonce...), key[32:]...), msg...))
	k, _ := scalar.NewFromBytesModOrderWide(digest[:])
	s := scalar.New().Add(r, k.Mul(k, a))
	out := make([]byte, stded25519.SignatureSize)
	copy(out, nonce)
	if err := s.ToBytes(out[32:]); err != nil {
		panic(err)
	}
	return out
}
