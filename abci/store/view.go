package store

import (
	"errors"

	"pedigree/proof"
)

// A View is the state at one height. It never changes and must be closed, or it
// holds up the removal of old rows. Its methods may be called at the same time.
type View struct {
	store   *Store
	version *version
	closed  bool // guarded by Store.mu
}

// At gives the state at a height: ErrFuture above the tip's, ErrPruned below
// those kept.
func (s *Store) At(height uint64) (*View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := s.versions.find(height)
	if err != nil {
		return nil, err
	}
	return s.view(v)
}

// Tip gives the state at the newest height.
func (s *Store) Tip() (*View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view(s.versions.tip())
}

// view opens a view; the caller holds s.mu.
func (s *Store) view(v *version) (*View, error) {
	if s.closed {
		return nil, ErrClosed
	}
	v.uses++
	return &View{store: s, version: v}, nil
}

// Close releases the view.
func (v *View) Close() error {
	v.store.mu.Lock()
	defer v.store.mu.Unlock()
	if v.closed {
		return nil
	}
	v.closed = true
	return v.store.release(v.version)
}

// Height is the view's.
func (v *View) Height() uint64 { return v.version.height }

// Root is the root at that height.
func (v *View) Root() proof.Hash { return v.version.hash }

// read runs fn while neither view nor store can be closed under it.
func (v *View) read(fn func() error) (err error) {
	s := v.store
	s.mu.Lock()
	if s.closed || v.closed {
		s.mu.Unlock()
		return ErrClosed
	}
	v.version.uses++
	s.reads.Add(1)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		err = errors.Join(err, s.release(v.version))
		s.reads.Done()
	}()
	return damage(fn())
}

// Get gives the value of a key; ok is false if there is none.
func (v *View) Get(key string) (value Value, ok bool, err error) {
	if proof.IsSentinel(key) {
		return Value{}, false, nil
	}
	err = v.read(func() error {
		row, found, err := v.version.src.get(key)
		if err != nil || !found {
			return err
		}
		ok = true
		value, err = decodeValue(key, row)
		return err
	})
	return value, ok, err
}

// Range calls fn for each key with from <= key < to, ascending, until fn returns
// false or, if limit is not 0, limit rows were visited. An empty to is the end.
// fn may keep the value.
func (v *View) Range(from, to string, limit int, fn func(key string, v Value) bool) error {
	return v.read(func() error {
		return v.version.src.data(from, func(key string, row []byte) (bool, error) {
			if to != "" && key >= to {
				return false, nil
			}
			if proof.IsSentinel(key) {
				return true, nil
			}
			value, err := decodeValue(key, row)
			if err != nil {
				return false, err
			}
			limit--
			return fn(key, value.clone()) && limit != 0, nil
		})
	})
}
