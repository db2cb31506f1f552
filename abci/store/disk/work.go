package disk

import (
	"context"
	"time"
)

// MergeAll merges all files, so that what was overwritten and is no longer read takes no
// place. It may take minutes; reading and writing go on.
func (db *DB) MergeAll(ctx context.Context) error {
	if err := db.Flush(); err != nil {
		return err
	}
	return db.Compact(ctx, []byte{0}, []byte{0xff}, true)
}

// Settle waits until no merging is under way or due, by watching the counters.
func (db *DB) Settle(ctx context.Context) error {
	for quiet := 0; quiet < 5; {
		m := db.Metrics()
		if m.Compact.NumInProgress == 0 && m.Flush.NumInProgress == 0 {
			quiet++
		} else {
			quiet = 0
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}
