package proof

import (
	"bytes"
	"testing"

	"pedigree/record"
)

// FuzzProof looks for bytes that make the reader or the verifier panic, that have
// two spellings, or that flip without a trace.
func FuzzProof(f *testing.F) {
	for seed := range uint64(4) {
		p, qs, _ := sample(f, seed)
		f.Add(record.MustMarshal(p), qs[0].Key, qs[0].From, qs[0].To)
	}
	f.Fuzz(func(t *testing.T, b []byte, key, from, to string) {
		var p Proof
		if record.Unmarshal(b, &p) != nil {
			return
		}
		if !bytes.Equal(record.MustMarshal(p), b) {
			t.Fatal("two spellings")
		}
		qs := []Query{{Key: key, From: from, To: to}}
		root, res, err := p.Verify(qs)
		if err != nil {
			return
		}
		if root.IsZero() {
			t.Fatal("no root")
		}
		if _, state := res.Get(key); key != "" && state == NotProven {
			t.Fatalf("%q was asked and is %s", key, state)
		}
		for i := range p {
			if p[i].Kind == Inner {
				continue
			}
			q := append(append(Proof{}, p[:i]...), p[i+1:]...)
			if again, _, err := q.Verify(qs); err == nil && again == root {
				t.Fatalf("token %d says nothing", i)
			}
		}
	})
}
