package store

import (
	"errors"

	"github.com/cockroachdb/pebble/v2"
)

// Aux gives an auxiliary row as of the tip.
func (s *Store) Aux(key []byte) (value []byte, ok bool, err error) {
	if err := s.enter(nil); err != nil {
		return nil, false, err
	}
	defer func() { err = errors.Join(err, s.leave(nil)) }()
	return fetch(s.db, rowKey(rowAux, string(key)))
}

// AuxRange calls fn for each auxiliary row with from <= key < to as of the tip,
// ascending, until fn returns false. A nil to is the end. fn must not keep its
// arguments.
func (s *Store) AuxRange(from, to []byte, fn func(k, v []byte) bool) (err error) {
	if err := s.enter(nil); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.leave(nil)) }()
	end := []byte{rowAux + 1}
	if to != nil {
		end = rowKey(rowAux, string(to))
	}
	it, err := s.db.NewIter(&pebble.IterOptions{
		LowerBound: rowKey(rowAux, string(from)), UpperBound: end,
	})
	if err != nil {
		return err
	}
	for it.First(); it.Valid(); it.Next() {
		if !fn(it.Key()[1:], it.Value()) {
			break
		}
	}
	return errors.Join(it.Error(), it.Close())
}
