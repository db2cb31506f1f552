package abci_test

import (
	"strings"
	"testing"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/record"
)

// The block of a snapshot may have changed the validators, and so have made a checkpoint
// of the header after it: a node with the snapshot of height 5 cannot know whether header
// 6 is one. From header 7 on it notes them itself.
func TestCheckpointsKnownFrom(t *testing.T) {
	d := chainWithLog(t).restored()
	for from, known := range map[uint64]bool{1: false, 5: false, 6: false, 7: true, 1000: true} {
		r, err := d.Query(ctx, &abcitypes.RequestQuery{Path: "/checkpoints",
			Data: record.MustMarshal([]uint64{from, 10})})
		if err != nil || (r.Code == 0) != known ||
			!known && !strings.Contains(r.Log, "before height 7") {
			t.Errorf("from %d: %d %s, %v", from, r.Code, r.Log, err)
		}
	}
}
