package proof

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"pedigree/record"
)

// ErrToken marks a token that has no place in any proof.
var ErrToken = errors.New("no token of a proof")

// A Kind says what a token stands for.
type Kind uint8

// The kinds, by their number on the wire.
const (
	Inner     Kind = 0 // an inner node: its two subtrees follow
	Pruned    Kind = 1 // a subtree of which only the hash is told
	Neighbour Kind = 2 // a leaf beside an absent key or a range
	Record    Kind = 3 // a leaf that was asked for
)

// A Token is one step of a proof. Which fields count depends on Kind.
type Token struct {
	Kind     Kind
	Hash     Hash   // Pruned: of the subtree; Neighbour: SHA-256(v); withheld Record: SHA-256(sealed)
	Key      string // Neighbour, Record
	Open     []byte // Record
	Sealed   []byte // Record: empty if withheld, or if its type has no sealed part
	Withheld bool   // Record: Hash stands in for Sealed
}

// A Proof is the pruned tree in pre-order. In CBOR it is an array of tokens.
type Proof []Token

// leafHash computes the hash of a leaf from what the token tells. It is what
// makes absence provable: a leaf known only by its hash could stand anywhere.
func (t *Token) leafHash() Hash {
	return LeafHash(t.Key, t.valueHash())
}

func (t *Token) valueHash() Hash {
	switch {
	case t.Kind == Neighbour:
		return t.Hash
	case t.Withheld:
		return withheldHash(t.Open, t.Hash)
	default:
		return ValueHash(t.Open, t.Sealed)
	}
}

// check refuses a leaf that no tree has or that could be written otherwise.
func (t *Token) check() error {
	if err := checkLeafKey(t.Key); err != nil {
		return err
	}
	if t.Kind == Record && t.Withheld && t.Hash == sha256.Sum256(nil) {
		return fmt.Errorf("%w: %s withholds an empty sealed part", ErrToken, t.Key)
	}
	return nil
}

// MarshalCBOR writes 0, [1, hash], [2, key, hash], [3, key, open, sealed] or,
// if withheld, [3, key, open, [SHA-256(sealed)]].
func (t Token) MarshalCBOR() ([]byte, error) {
	switch t.Kind {
	case Inner:
		return record.Marshal(uint(Inner))
	case Pruned:
		return record.Marshal([]any{uint(t.Kind), t.Hash[:]})
	case Neighbour:
		return record.Marshal([]any{uint(t.Kind), t.Key, t.Hash[:]})
	case Record:
		var sealed any = t.Sealed
		if t.Sealed == nil {
			sealed = []byte{}
		}
		if t.Withheld {
			sealed = []any{t.Hash[:]}
		}
		open := t.Open
		if open == nil {
			open = []byte{}
		}
		return record.Marshal([]any{uint(t.Kind), t.Key, open, sealed})
	}
	return nil, fmt.Errorf("%w: kind %d", ErrToken, t.Kind)
}

// UnmarshalCBOR reads what MarshalCBOR writes and nothing else.
func (t *Token) UnmarshalCBOR(b []byte) error {
	*t = Token{}
	if len(b) == 1 && b[0] == byte(Inner) {
		return nil
	}
	var parts []record.Raw
	if err := record.Unmarshal(b, &parts); err != nil {
		return fmt.Errorf("%w: %w", ErrToken, err)
	}
	if len(parts) == 0 || len(parts[0]) != 1 || int(parts[0][0]) != len(parts)-1 {
		return fmt.Errorf("%w: %d parts", ErrToken, len(parts))
	}
	t.Kind = Kind(len(parts) - 1)
	switch t.Kind {
	case Pruned:
		return t.Hash.read(parts[1])
	case Neighbour:
		return errors.Join(record.Unmarshal(parts[1], &t.Key), t.Hash.read(parts[2]))
	case Record:
		return errors.Join(record.Unmarshal(parts[1], &t.Key),
			record.Unmarshal(parts[2], &t.Open), t.readSealed(parts[3]))
	}
	return fmt.Errorf("%w: %d parts", ErrToken, len(parts))
}

func (t *Token) readSealed(b []byte) error {
	const arrayOfOne = 0x81
	if b[0] != arrayOfOne {
		return record.Unmarshal(b, &t.Sealed)
	}
	t.Withheld = true
	return t.Hash.read(b[1:])
}

// read takes a byte string of 32 bytes.
func (h *Hash) read(b []byte) error {
	const byteString, oneByteLength = 2 << 5, 24
	if len(b) != 2+len(h) || b[0] != byteString|oneByteLength || b[1] != byte(len(h)) {
		return fmt.Errorf("%w: no hash of %d bytes", ErrToken, len(h))
	}
	copy(h[:], b[2:])
	return nil
}
