package bench_test

import (
	"context"
	"testing"

	"pedigree/abci/store/bench"
)

// TestRun plays a small run; that its report is whole is judged, not how fast it is.
func TestRun(t *testing.T) {
	seen := map[string]bool{}
	r, err := bench.Run(context.Background(), bench.Options{Dir: t.TempDir(), Keys: 40_000,
		Updates: 20_000, CacheBytes: 16 << 20,
		Progress: func(phase string, _, _ int) { seen[phase] = true }})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Phases) != 7 || !seen["random, blocks of 5000"] || !seen["copying the state"] {
		t.Errorf("%d phases, seen %v", len(r.Phases), seen)
	}
	for _, p := range append(r.Phases, r.Register) {
		if p.Store.CPU <= 0 || p.Plain.CPU <= 0 || p.Store.Operations < 20_000 {
			t.Errorf("%+v", p)
		}
	}
	d := r.Disk
	if d.Untouched < 30 || d.Untouched > 64 || d.Dispensed < d.Untouched || d.Dispensed > 160 ||
		d.Fact < 50 {
		t.Errorf("bytes %+v", d)
	}
	if r.Copy.Chunks < 5 || r.Copy.Bytes == 0 || r.Proof.PresentBytes < 500 ||
		r.Proof.AbsentBytes < 500 {
		t.Errorf("%+v %+v", r.Copy, r.Proof)
	}
}
