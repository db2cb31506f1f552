package load_test

import (
	"context"
	"testing"
	"time"

	"pedigree/abci/load"
)

// TestRun commits a few orders on both nodes; the figures themselves are not judged.
func TestRun(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	seen := map[string]int{}
	r, err := load.Run(ctx, load.Options{Dir: t.TempDir(), Devices: 3, Orders: 300,
		Progress: func(phase string, done, _ int) { seen[phase] = max(seen[phase], done) }})
	if err != nil {
		t.Fatal(err)
	}
	if seen["ledger: committed"] != 300 || seen["no-op: committed"] != 300 {
		t.Errorf("committed %v", seen)
	}
	if r.Bytes < 100 || r.Ledger.CPU <= 0 || r.Nothing.CPU <= 0 || r.Ledger.Blocks == 0 ||
		r.Nothing.Blocks == 0 || r.Ratio <= 0 {
		t.Errorf("report %+v", r)
	}
}
