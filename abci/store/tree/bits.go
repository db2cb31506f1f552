package tree

import "pedigree/proof"

// Keys are strings of bits, most significant first, continued by zeros without
// end. As no key has a zero byte, that order is the order of the bytes.

// agree tells whether two keys have the same first bits.
func agree(a, b string, bits int) bool { return proof.CritBit(a, b) >= bits }

// masked gives the first bits of key in as few bytes as hold them; the rest of
// the last byte is zero.
func masked(key string, bits int) []byte {
	return appendMasked(make([]byte, 0, (bits+7)/8), key, 0, bits)
}

// appendMasked appends these bytes without the first ones.
func appendMasked(b []byte, key string, without, bits int) []byte {
	end := (bits + 7) / 8
	if without >= end {
		return b
	}
	whole := len(b) + end - without
	b = append(b, key[min(without, len(key)):min(end, len(key))]...)
	for len(b) < whole {
		b = append(b, 0)
	}
	if bits%8 != 0 {
		b[whole-1] &= 0xff << (8 - bits%8)
	}
	return b
}
