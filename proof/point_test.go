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

// A forgery gives the key that a validator with the given one would have, and its
// signature of the message.
type forgery func(key ed25519.PrivKey, msg []byte) (crypto.PubKey, []byte)

// unsoundVotes are those that CometBFT's ZIP-215 accepts and verifiers elsewhere
// may not: the chain goes on with them, a bundle does without.
func unsoundVotes() map[string]forgery {
	r := scalar.NewFromUint64(424242)
	zero, torsion := curve.EIGHT_TORSION[0], curve.EIGHT_TORSION[1]
	return map[string]forgery{
		"a nonce with torsion": func(key ed25519.PrivKey, msg []byte) (crypto.PubKey, []byte) {
			return key.PubKey(), signWith(key, msg, r, torsion)
		},
		"a neutral nonce": func(key ed25519.PrivKey, msg []byte) (crypto.PubKey, []byte) {
			return key.PubKey(), signWith(key, msg, scalar.New(), zero)
		},
		"a neutral key": func(ed25519.PrivKey, []byte) (crypto.PubKey, []byte) {
			point := curve.NewEdwardsPoint().MulBasepoint(curve.ED25519_BASEPOINT_TABLE, r)
			return ed25519.PubKey(compressed(zero)), signature(compressed(point), r)
		},
		"a key of order 8": func(ed25519.PrivKey, []byte) (crypto.PubKey, []byte) {
			return ed25519.PubKey(compressed(torsion)), signature(compressed(torsion), scalar.New())
		},
	}
}

func TestVotesThatOnlyZIP215Accepts(t *testing.T) {
	c := newCommittee("pedigree-1", "a", equalPowers(4)...)
	root, _, _ := smallState()
	id := blockIDOf(c.header(110, root[:], c))
	for name, forge := range unsoundVotes() {
		vote := c.vote(1, 110, 0, id)
		msg := types.VoteSignBytes(c.chainID, vote.ToProto())
		key, signed := forge(c.keys[1], msg)
		if vote.Signature = signed; !key.VerifySignature(msg, signed) {
			t.Fatalf("%s: CometBFT refuses", name)
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

// signWith signs with R = [r]B + torsion. With torsion the signature satisfies the
// equation only after multiplying by the cofactor.
func signWith(key ed25519.PrivKey, msg []byte, r *scalar.Scalar,
	torsion *curve.EdwardsPoint) []byte {
	expanded := sha512.Sum512(key[:32])
	expanded[0] &= 248
	expanded[31] = expanded[31]&127 | 64
	a, _ := scalar.NewFromBits(expanded[:32])
	point := curve.NewEdwardsPoint().MulBasepoint(curve.ED25519_BASEPOINT_TABLE, r)
	nonce := compressed(point.Add(point, torsion))
	digest := sha512.Sum512(append(append(append([]byte(nil), nonce...), key[32:]...), msg...))
	k, _ := scalar.NewFromBytesModOrderWide(digest[:])
	return signature(nonce, scalar.New().Add(r, k.Mul(k, a)))
}

func signature(nonce []byte, s *scalar.Scalar) []byte {
	out := make([]byte, stded25519.SignatureSize)
	copy(out, nonce)
	if err := s.ToBytes(out[32:]); err != nil {
		panic(err)
	}
	return out
}
