package store

import (
	"encoding/binary"
	"fmt"
	"slices"

	"pedigree/proof"
)

// A Value is what stands under a key. Proofs always tell the open part, of the
// sealed part only the hash unless the asker is entitled to it. Sealed is empty
// where the type has no sealed part.
type Value struct{ Open, Sealed []byte }

// A Change sets a key, or deletes it if Value is nil. Deleting an absent key
// changes nothing.
type Change struct {
	Key   string
	Value *Value
}

// An AuxRow is a row outside the tree that a block commits along with it: the
// index of transactions, for instance. Nothing proves it.
type AuxRow struct {
	Key, Value []byte
	Delete     bool
}

// Encode gives the bytes of a data row: uvarint(len open), open, sealed.
func (v Value) Encode() []byte {
	b := make([]byte, 0, binary.MaxVarintLen32+len(v.Open)+len(v.Sealed))
	b = binary.AppendUvarint(b, uint64(len(v.Open)))
	b = append(b, v.Open...)
	return append(b, v.Sealed...)
}

// decodeValue reads a data row without copying it.
func decodeValue(key string, row []byte) (Value, error) {
	n, used := binary.Uvarint(row)
	if used <= 0 || n > uint64(len(row)-used) {
		return Value{}, fmt.Errorf("%w: row %q", ErrCorrupt, key)
	}
	end := used + int(n)
	return Value{Open: row[used:end:end], Sealed: row[end:]}, nil
}

// clone copies a value out of memory that a cursor owns.
func (v Value) clone() Value {
	return Value{Open: slices.Clone(v.Open), Sealed: slices.Clone(v.Sealed)}
}

// leafOf hashes a data row. The rows of the sentinels are those of an empty
// value, whose encoding happens to be their raw one: a zero byte.
func leafOf(key string, row []byte) (proof.Leaf, error) {
	v, err := decodeValue(key, row)
	if err != nil {
		return proof.Leaf{}, err
	}
	return proof.Row{Key: key, Open: v.Open, Sealed: v.Sealed}.Leaf(), nil
}
