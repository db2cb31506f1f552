package store

import (
	"context"
	"errors"
	"time"

	"github.com/cockroachdb/pebble/v2"
)

// Sizes are bytes on the disk by what they are for, with their share of the files'
// indexes and filters. All counts every table file; the write-ahead log, whose size
// does not grow with the contents, is not counted.
type Sizes struct{ Data, Pages, Aux, All uint64 }

// Compact merges all files, so that what was overwritten and is no longer read by
// any view takes no place. It may take minutes; blocks and reads go on.
func (s *Store) Compact(ctx context.Context) error { return compact(ctx, s.db) }

func compact(ctx context.Context, db *pebble.DB) error {
	if err := db.Flush(); err != nil {
		return err
	}
	return db.Compact(ctx, []byte{0}, []byte{0xff}, true)
}

// Settle waits until Pebble has no work left over from earlier blocks.
func (s *Store) Settle(ctx context.Context) error { return settle(ctx, s.db) }

// Sizes tells what the store takes on the disk.
func (s *Store) Sizes() (z Sizes, err error) {
	for kind, size := range map[byte]*uint64{rowData: &z.Data, rowPage: &z.Pages, rowAux: &z.Aux} {
		n, e := s.db.EstimateDiskUsage([]byte{kind}, []byte{kind + 1})
		*size, err = n, errors.Join(err, e)
	}
	all, e := s.db.EstimateDiskUsage([]byte{0}, []byte{0xff})
	z.All = all
	return z, errors.Join(err, e)
}

// Plain is the same database without a tree: what the same rows cost alone. It is
// the measure of Store in benchmarks, and nothing else.
type Plain struct{ db *pebble.DB }

// OpenPlain opens or creates the database with a store's settings.
func OpenPlain(dir string, o Options) (*Plain, error) {
	db, err := openPebble(dir, o.withDefaults(), newAlarm())
	return &Plain{db}, err
}

// Commit writes a block's rows in one synced batch.
func (p *Plain) Commit(changes []Change) error {
	b := put{batch: p.db.NewBatch()}
	for _, c := range changes {
		b.row(rowKey(rowData, c.Key), c.Value.encode())
	}
	return errors.Join(b.err, b.batch.Commit(pebble.Sync))
}

// Compact merges all files.
func (p *Plain) Compact(ctx context.Context) error { return compact(ctx, p.db) }

// Settle waits until Pebble has no work left.
func (p *Plain) Settle(ctx context.Context) error { return settle(ctx, p.db) }

// Close releases the files.
func (p *Plain) Close() error { return p.db.Close() }

// settle waits until no compaction is under way or due, by watching the counters.
func settle(ctx context.Context, db *pebble.DB) error {
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
