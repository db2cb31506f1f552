package proof_test

import (
	"bytes"
	"testing"

	"pedigree/proof"
)

// Whatever the bytes: no panic, one encoding, and nothing is believed but what the
// committees signed.
func FuzzBundle(f *testing.F) {
	s := single(f, 4, "ccnc", 1)
	f.Add(s.bundle.Encode())
	f.Add(relay(f).bundle.Encode())
	root, _, _ := smallState()
	f.Fuzz(func(t *testing.T, in []byte) {
		b, err := proof.DecodeBundle(in)
		if err != nil {
			return
		}
		if !bytes.Equal(b.Encode(), in) {
			t.Fatal("two encodings of one bundle")
		}
		s := s
		s.bundle = b
		got, err := s.evidence()
		if err != nil {
			return
		}
		entry, state := got.Result.Get(unitKey)
		if got.Root != root || state != proof.Present || !bytes.Equal(entry.Open, unitOpen) {
			t.Fatalf("believed: %+v", got)
		}
	})
}

func FuzzTrust(f *testing.F) {
	f.Add(string(single(f, 1, "", 0).trust.Encode()))
	f.Fuzz(func(t *testing.T, in string) {
		trust, err := proof.ParseTrust([]byte(in))
		if err != nil {
			return
		}
		again, err := proof.ParseTrust(trust.Encode())
		if err != nil || again != trust {
			t.Fatalf("%+v, read again %+v: %v", trust, again, err)
		}
	})
}
