package store

import (
	"errors"

	"github.com/cockroachdb/pebble/v2"
)

// Aux gives an auxiliary row as of the tip.
func (s *Store) Aux(key []byte) (value []byte, ok bool, err error) {
	err = s.readTip(func(r pebble.Reader) error {
		value, ok, err = fetch(r, rowKey(rowAux, string(key)))
		return err
	})
	return value, ok, err
}

// AuxRange calls fn for each auxiliary row with from <= key < to as of the tip,
// ascending, until fn returns false. A nil to is the end. fn must not keep its
// arguments.
func (s *Store) AuxRange(from, to []byte, fn func(k, v []byte) bool) error {
	end := []byte{rowAux + 1}
	if to != nil {
		end = rowKey(rowAux, string(to))
	}
	return s.readTip(func(r pebble.Reader) error {
		return each(r, rowKey(rowAux, string(from)), end, func(k, v []byte) (bool, error) {
			return fn(k[1:], v), nil
		})
	})
}

// readTip reads the snapshot of the tip: Pebble itself already shows a batch
// while it is being synced.
func (s *Store) readTip(fn func(pebble.Reader) error) (err error) {
	v, err := s.Tip()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	return v.read(func() error { return fn(v.version.src.reader) })
}
