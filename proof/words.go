package proof

import (
	"encoding/binary"
	"strings"
)

// Words gives the first 128 bits of the root's name as eight words that people compare and
// read out: proquints (Wilkerson, arXiv 0901.4016). Nobody finds a second root of the same.
func (t Trust) Words() string { return proquints(t.hash()) }

func proquints(name Hash) string {
	const consonants, vowels = "bdfghjklmnprstvz", "aiou"
	words := make([]string, 8)
	for i := range words {
		bits := binary.BigEndian.Uint16(name[2*i:])
		words[i] = string([]byte{consonants[bits>>12], vowels[bits>>10&3], consonants[bits>>6&15],
			vowels[bits>>4&3], consonants[bits&15]})
	}
	return strings.Join(words, " ")
}
