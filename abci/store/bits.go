package store

import (
	"strings"

	"pedigree/proof"
)

// Keys are strings of bits, most significant first, continued by zeros without
// end. As no key has a zero byte, that order is the order of the bytes.

// agree tells whether two keys have the same first bits.
func agree(a, b string, bits int) bool { return proof.CritBit(a, b) >= bits }

// masked gives the first bits of key in as few bytes as hold them; the rest of
// the last byte is zero.
func masked(key string, bits int) []byte {
	out := make([]byte, (bits+7)/8)
	copy(out, key)
	if bits%8 != 0 {
		out[len(out)-1] &= 0xff << (8 - bits%8)
	}
	return out
}

// firstOf is a lower bound of all keys that share the first bits of key. It
// ends before the zero bytes that pad it: "ab" stands before "ab" + 0x00.
func firstOf(key string, bits int) string {
	return strings.TrimRight(string(masked(key, bits)), "\x00")
}
