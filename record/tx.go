package record

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"unicode/utf8"
)

// MaxTxBytes is the largest transaction: 256 KiB.
const MaxTxBytes = 256 << 10

// The envelope is a COSE_Sign1 (RFC 9052, 4.2) with algorithm Ed25519 (-19,
// RFC 9864) and a fixed external_aad that keeps our signatures from meaning
// anything elsewhere.
const (
	coseTag     = 0xd2 // tag 18 in one byte
	algEd25519  = -19
	externalAAD = "pedigree/tx/1"
)

// ErrEnvelope marks bytes that are no transaction of ours.
var ErrEnvelope = errors.New("not a Pedigree transaction")

// Order is what a device signs: one command, once, for one chain, in time.
type Order struct {
	ChainID  string `cbor:"1,keyasint" json:"chainId"`
	Sequence uint64 `cbor:"2,keyasint" json:"sequence"`
	Until    uint64 `cbor:"3,keyasint" json:"until"`   // unix seconds; dead after
	Command  string `cbor:"4,keyasint" json:"command"` // a name of docs/commands.md
	Body     Raw    `cbor:"5,keyasint" json:"-"`       // map of the command's fields
}

// Tx is a transaction that was read: an order with who claims to have signed
// it. Reading checks form, never the signature.
type Tx struct {
	Order
	Key       KID
	Signature [ed25519.SignatureSize]byte
	ID        Hash // SHA-256 of the transaction's bytes

	signed []byte // the Sig_structure that the signature covers
}

type protectedHeader struct {
	Alg int64 `cbor:"1,keyasint"`
	KID KID   `cbor:"4,keyasint"`
}

type sign1 struct {
	_           struct{} `cbor:",toarray"`
	Protected   []byte
	Unprotected struct{}
	Payload     []byte
	Signature   [ed25519.SignatureSize]byte
}

type sigStructure struct {
	_         struct{} `cbor:",toarray"`
	Context   string
	Protected []byte
	AAD       []byte
	Payload   []byte
}

// DecodeTx reads a transaction strictly: whatever is not the one spelling of a
// well-formed envelope gives an error that wraps ErrEnvelope.
func DecodeTx(b []byte) (*Tx, error) {
	if len(b) > MaxTxBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrEnvelope, len(b), MaxTxBytes)
	}
	if len(b) == 0 || b[0] != coseTag {
		return nil, fmt.Errorf("%w: no COSE_Sign1 tag", ErrEnvelope)
	}
	var env sign1
	if err := Unmarshal(b[1:], &env); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrEnvelope, err)
	}
	var head protectedHeader
	if err := Unmarshal(env.Protected, &head); err != nil {
		return nil, fmt.Errorf("%w: protected header: %v", ErrEnvelope, err)
	}
	if head.Alg != algEd25519 {
		return nil, fmt.Errorf("%w: algorithm %d, want Ed25519 (-19)", ErrEnvelope, head.Alg)
	}
	t := &Tx{Key: head.KID, Signature: env.Signature, ID: sha256.Sum256(b)}
	if err := Unmarshal(env.Payload, &t.Order); err != nil {
		return nil, fmt.Errorf("%w: payload: %v", ErrEnvelope, err)
	}
	if err := t.Order.check(); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrEnvelope, err)
	}
	t.signed = signedBytes(env.Protected, env.Payload)
	return t, nil
}

// SignedBytes are the bytes that the signature must cover (Sig_structure).
func (t *Tx) SignedBytes() []byte { return t.signed }

// Sign makes the transaction of an order. Signing is deterministic (RFC 8032),
// so the same order under the same key has the same bytes and the same id.
func Sign(o Order, key ed25519.PrivateKey) ([]byte, error) {
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrEnvelope, err)
	}
	pub := key.Public().(ed25519.PublicKey)
	protected, err := Marshal(protectedHeader{Alg: algEd25519, KID: KIDOf(pub)})
	if err != nil {
		return nil, err
	}
	payload, err := Marshal(o)
	if err != nil {
		return nil, err
	}
	env := sign1{Protected: protected, Payload: payload}
	copy(env.Signature[:], ed25519.Sign(key, signedBytes(protected, payload)))
	b, err := Marshal(env)
	if err != nil {
		return nil, err
	}
	if len(b)+1 > MaxTxBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrEnvelope, len(b)+1, MaxTxBytes)
	}
	return append([]byte{coseTag}, b...), nil
}

func signedBytes(protected, payload []byte) []byte {
	return MustMarshal(sigStructure{
		Context: "Signature1", Protected: protected, AAD: []byte(externalAAD), Payload: payload,
	})
}

// check judges what every order has to keep, whatever its command.
func (o *Order) check() error {
	if o.Sequence == 0 {
		return invalid("sequence 0: sequences start at 1")
	}
	if !utf8.ValidString(o.ChainID) || !utf8.ValidString(o.Command) {
		return notCanonical("text that is not UTF-8")
	}
	return checkBody(o.Body)
}
