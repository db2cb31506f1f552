package store

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// Audit computes everything that is derived, from the data rows of the tip: root,
// pages and their number. It returns the first difference as ErrCorrupt, naming the
// row. Heights before the tip that were undone were checked when the store was
// opened. done is told how many rows were read, now and then; it may be nil.
func (s *Store) Audit(done func(rows uint64)) error {
	v, err := s.Tip()
	if err != nil {
		return err
	}
	return errors.Join(v.read(func() error { return v.version.audit(done) }), v.Close())
}

// auditEvery is how many rows pass between two reports of progress.
const auditEvery = 1 << 16

func (v *version) audit(done func(uint64)) error {
	if err := onlyKnownRows(v.src.reader); err != nil {
		return err
	}
	seen := map[string]bool{}
	b := builder{done: done, write: func(key string, body []byte) error {
		seen[key] = true
		stored, err := v.src.page(key)
		if err == nil && !bytes.Equal(stored, body) {
			err = fmt.Errorf("%w: page %x differs from the rows below it", ErrCorrupt, key)
		}
		return err
	}}
	root, err := b.rows(v.src)
	if err != nil {
		return err
	}
	if rootOf(root) != rootOf(v.root) {
		return fmt.Errorf("%w: the rows at height %d lead to %s, the tip row says %s", ErrCorrupt,
			v.height, rootOf(root), rootOf(v.root))
	}
	return eachKey(v.src.reader, rowPage, rowPage+1, func(key []byte) error {
		if !seen[string(key[1:])] {
			return fmt.Errorf("%w: page %x belongs to no tree", ErrCorrupt, key[1:])
		}
		return nil
	})
}

// onlyKnownRows refuses rows of which nobody knows what they are.
func onlyKnownRows(r pebble.Reader) error {
	from := byte(0)
	for _, kind := range []byte{rowAux, rowData, rowMeta, rowPage, rowUndo, 0xff} {
		err := eachKey(r, from, kind, func(key []byte) error {
			return fmt.Errorf("%w: unknown row %x", ErrCorrupt, key)
		})
		if err != nil {
			return err
		}
		from = kind + 1
	}
	return nil
}

// eachKey visits the keys whose first byte lies between two.
func eachKey(r pebble.Reader, from, to byte, fn func(key []byte) error) error {
	it, err := r.NewIter(&pebble.IterOptions{LowerBound: []byte{from}, UpperBound: []byte{to}})
	if err != nil {
		return err
	}
	for more := it.First(); more && err == nil; more = it.Next() {
		err = fn(it.Key())
	}
	return errors.Join(err, it.Error(), it.Close())
}
