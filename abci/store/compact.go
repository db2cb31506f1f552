package store

import (
	"context"
	"errors"
)

// Sizes are bytes on the disk by what they are for, with their share of the files'
// indexes and filters. All counts every table file; the write-ahead log, whose size
// does not grow with the contents, is not counted.
type Sizes struct{ Data, Pages, Aux, All uint64 }

// Compact merges all files, so that what was overwritten and is no longer read by
// any view takes no place. It may take minutes; blocks and reads go on.
func (s *Store) Compact(ctx context.Context) error { return s.db.MergeAll(ctx) }

// Settle waits until Pebble has no work left over from earlier blocks.
func (s *Store) Settle(ctx context.Context) error { return s.db.Settle(ctx) }

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
