package proof_test

import (
	"testing"

	"pedigree/proof"
)

// No bit of a bundle is without meaning: whoever changes one is refused, and so is
// whoever cuts the bundle short or adds to it.
func TestEveryFlippedBitIsRefused(t *testing.T) {
	for name, s := range map[string]shown{
		"1 validator": single(t, 1, "", 0), "4 validators": single(t, 4, "ccnc", 1), "relay": relay(t),
	} {
		good := s.bundle.Encode()
		if s.accepts(good) != nil {
			t.Fatalf("%s: %v", name, s.accepts(good))
		}
		for i := range good {
			for bit := range 8 {
				bad := append([]byte(nil), good...)
				bad[i] ^= 1 << bit
				if s.accepts(bad) == nil {
					t.Errorf("%s: accepted with bit %d of byte %d flipped", name, bit, i)
				}
			}
			if s.accepts(good[:i]) == nil {
				t.Errorf("%s: accepted cut to %d bytes", name, i)
			}
			if s.accepts(append(append(append([]byte(nil), good[:i]...), 0), good[i:]...)) == nil {
				t.Errorf("%s: accepted with a byte put in at %d", name, i)
			}
		}
		t.Logf("%s: %d bytes", name, len(good))
	}
}

// accepts decodes and verifies.
func (s shown) accepts(encoded []byte) error {
	b, err := proof.DecodeBundle(encoded)
	if err != nil {
		return err
	}
	s.bundle = b
	_, err = s.evidence()
	return err
}
