package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
	"pedigree/proof"
)

// filled makes a store of random serials under 50 products.
func filled(b *testing.B, keys int) (*store.Store, func() store.Change) {
	r := rand.New(rand.NewPCG(1, 8))
	s := mustOpen(b, vfs.NewMem(), store.Options{})
	var known []string
	draw := func() store.Change {
		key := fmt.Sprintf("unit|%014d|%027x", r.IntN(50), r.Uint64())
		if len(known) >= keys && r.IntN(5) > 0 {
			key = known[r.IntN(len(known))]
		} else {
			known = append(known, key)
		}
		return store.Change{Key: key, Value: &store.Value{
			Open: make([]byte, 20), Sealed: fmt.Appendf(nil, "%0100x", r.Uint64()),
		}}
	}
	for h := 0; len(known) < keys; h++ {
		var cs []store.Change
		for range 20_000 {
			cs = append(cs, draw())
		}
		mustCommit(b, s, uint64(h+1), cs)
	}
	b.Cleanup(func() { mustClose(b, s) })
	return s, draw
}

// BenchmarkBlock commits blocks of random updates, of which a fifth are new keys;
// one operation is one update.
func BenchmarkBlock(b *testing.B) {
	for _, size := range []int{1000, 5000, 20_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s, draw := filled(b, 200_000)
			for b.Loop() {
				b.StopTimer()
				var cs []store.Change
				for range size {
					cs = append(cs, draw())
				}
				b.StartTimer()
				mustCommit(b, s, s.Height()+1, cs)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*size), "µs/update")
		})
	}
}

func BenchmarkProve(b *testing.B) {
	s, draw := filled(b, 200_000)
	v, err := s.Tip()
	if err != nil {
		b.Fatal(err)
	}
	defer mustClose(b, v)
	qs := []proof.Query{{Key: draw().Key}}
	for b.Loop() {
		if _, err := v.Prove(qs, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	s, draw := filled(b, 200_000)
	v, err := s.Tip()
	if err != nil {
		b.Fatal(err)
	}
	defer mustClose(b, v)
	qs := []proof.Query{{Key: draw().Key}}
	p, err := v.Prove(qs, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := p.Verify(qs); err != nil {
			b.Fatal(err)
		}
	}
}
