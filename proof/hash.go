package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Limits of the tree. A key of 64 bytes has 512 bits, and no path can branch
// more often than that.
const (
	MaxKeyBytes = 64
	MaxDepth    = MaxKeyBytes * 8
)

// The sentinels stand at both ends of every tree, so that each absent key has
// two neighbours. Their raw value is one zero byte.
const (
	FirstKey = "!"
	LastKey  = "~"
)

// ErrKey marks a key the tree cannot hold.
var ErrKey = errors.New("key is not of the tree")

// A Hash is a SHA-256.
type Hash [sha256.Size]byte

// String gives lower-case hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero tells an unset hash.
func (h Hash) IsZero() bool { return h == Hash{} }

// ValueHash is SHA-256(v) with v = open || SHA-256(sealed). A type without a
// sealed part has the empty one.
func ValueHash(open, sealed []byte) Hash {
	if len(sealed) == 0 {
		return withheldHash(open, emptyHash) // most packs: nothing has happened to them
	}
	return withheldHash(open, sha256.Sum256(sealed))
}

var emptyHash = EmptyRoot()

// withheldHash is ValueHash for whoever knows only the hash of the sealed part.
func withheldHash(open []byte, sealed Hash) Hash {
	var space [128]byte
	v := append(append(space[:0], open...), sealed[:]...)
	return sha256.Sum256(v)
}

// RawValueHash is SHA-256(v) of a value without parts. Only sentinels have one.
func RawValueHash(v []byte) Hash { return sha256.Sum256(v) }

// SentinelHash is the value hash of both sentinels.
func SentinelHash() Hash { return RawValueHash([]byte{0}) }

// LeafHash hashes a key with the hash of its value. The layout is that of
// ICS 23's TendermintSpec: 0x00, length, key, length, SHA-256(v).
func LeafHash(key string, value Hash) Hash {
	var b [4 + MaxKeyBytes + sha256.Size]byte
	if len(key) > MaxKeyBytes {
		panic(fmt.Sprintf("proof: key of %d bytes", len(key)))
	}
	b[1] = byte(len(key)) // at most 64: its uvarint is one byte
	n := 2 + copy(b[2:], key)
	b[n] = sha256.Size
	n += 1 + copy(b[n+1:], value[:])
	return sha256.Sum256(b[:n])
}

// InnerHash hashes the two halves of a subtree.
func InnerHash(left, right Hash) Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// EmptyRoot is the root of the tree without leaves.
func EmptyRoot() Hash { return sha256.Sum256(nil) }

// CheckKey refuses what is no key of a record: outside 1 to 64 bytes, with a
// zero byte (the order pads with zeros), not between the sentinels, or not
// UTF-8 (keys travel as CBOR text).
func CheckKey(key string) error {
	if key <= FirstKey || key >= LastKey {
		return fmt.Errorf("%w: %q is not between the sentinels", ErrKey, key)
	}
	return checkLeafKey(key)
}

// checkLeafKey is CheckKey for a leaf, which may be a sentinel.
func checkLeafKey(key string) error {
	if len(key) == 0 || len(key) > MaxKeyBytes {
		return fmt.Errorf("%w: %d bytes", ErrKey, len(key))
	}
	if strings.IndexByte(key, 0) >= 0 {
		return fmt.Errorf("%w: zero byte in %q", ErrKey, key)
	}
	if strings.ToValidUTF8(key, "") != key {
		return fmt.Errorf("%w: %q is not UTF-8", ErrKey, key)
	}
	return nil
}
