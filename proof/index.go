package proof

import (
	"crypto/ed25519"
	"crypto/sha512"
	"errors"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/curve/scalar"
	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519/extra/ecvrf"
	"github.com/oasisprotocol/curve25519-voi/primitives/h2c"

	"pedigree/record"
)

// IndexProofSize is the length of the proof of an index, in bytes.
const IndexProofSize = ecvrf.ProofSize

// ErrIndex: the index of a name is not proven, or not by this chain's key.
var ErrIndex = errors.New("index is not proven")

// IndexPublic is the public half of a chain's index key. It stands in the genesis file
// and in trust roots.
type IndexPublic [32]byte

// Verify gives the index of a name if this is the proof of it: ECVRF_verify of RFC 9381,
// 5.3, with the validation of the key (5.4.5).
func (p IndexPublic) Verify(n record.Name, pi []byte) (i record.Index, ok bool) {
	ok, beta := ecvrf.Verify(p[:], pi, n.Input())
	copy(i[:], beta)
	return i, ok
}

// An IndexKey computes the indexes of a chain: a verifiable random function by the suite
// ECVRF-EDWARDS25519-SHA512-ELL2 of RFC 9381, 5.5. Who holds it can test guesses of what
// is registered, and can forge nothing.
type IndexKey struct {
	private ed25519.PrivateKey
	x       scalar.Scalar // the secret scalar, RFC 8032, 5.1.5
}

// NewIndexKey makes the key from its 32 secret bytes.
func NewIndexKey(seed [32]byte) *IndexKey {
	k := &IndexKey{private: ed25519.NewKeyFromSeed(seed[:])}
	h := sha512.Sum512(seed[:])
	h[0] &= 248
	h[31] = h[31]&127 | 64
	if _, err := k.x.SetBits(h[:32]); err != nil {
		panic(err) // of another length than 32, which it is not
	}
	return k
}

// Public gives the half that everybody may know.
func (k *IndexKey) Public() (p IndexPublic) {
	copy(p[:], k.private[32:])
	return p
}

// Prove gives the proof of a name's index, of IndexProofSize bytes. It is the same each
// time.
func (k *IndexKey) Prove(n record.Name) []byte {
	return ecvrf.Prove([]byte(k.private), n.Input())
}

// Index gives the index of a name without its proof, which takes half as long: the hash
// of cofactor * Gamma (RFC 9381, 5.2).
func (k *IndexKey) Index(n record.Name) (i record.Index) {
	h, err := h2c.Edwards25519_XMD_SHA512_ELL2_NU(indexDST, append(k.private[32:64:64], n.Input()...))
	if err != nil {
		panic(err) // of a DST without bytes, which it is not
	}
	var gamma curve.EdwardsPoint
	var bytes curve.CompressedEdwardsY
	bytes.SetEdwardsPoint(gamma.MulByCofactor(gamma.Mul(h, &k.x)))
	beta := sha512.Sum512(append(append([]byte{indexSuite, 3}, bytes[:]...), 0))
	copy(i[:], beta[:])
	return i
}

const indexSuite = 4

var indexDST = []byte("ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_\x04")
