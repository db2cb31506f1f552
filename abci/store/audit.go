package store

import (
	"bytes"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// Audit computes everything that is derived from the data rows: the pages, their
// number, and the root from them and from what changed since they were written. It
// returns the first difference as ErrCorrupt, naming the row. Heights before the tip
// that were undone were checked when the store was opened. done is told how many rows
// were read, now and then; it may be nil.
func (s *Store) Audit(done func(rows uint64)) error {
	return s.readTip(func(r pebble.Reader) error { return audit(source{reader: r}, done) })
}

// auditEvery is how many rows pass between two reports of progress.
const auditEvery = 1 << 16

func audit(src source, done func(uint64)) error {
	if err := onlyKnownRows(src.reader); err != nil {
		return err
	}
	m, _, err := readMeta(src.reader)
	if err != nil {
		return err
	}
	_, _, before, err := m.redo(src)
	if err != nil {
		return err
	}
	return auditPages(before, m.pages, done)
}

// auditPages compares the pages with the rows that a source shows of their height.
func auditPages(src source, p paged, done func(uint64)) error {
	seen := map[string]bool{}
	compare := func(key string, body []byte) error {
		seen[key] = true
		stored, err := src.Page(key)
		if err == nil && !bytes.Equal(stored, body) {
			err = fmt.Errorf("%w: page %x differs from the rows below it", ErrCorrupt, key)
		}
		return err
	}
	root, err := build(src, compare, done)
	if err != nil {
		return err
	}
	if root.Hash() != p.root.Hash() {
		return fmt.Errorf("%w: the rows at height %d lead to %s, the tip row says %s", ErrCorrupt,
			p.height, root.Hash(), p.root.Hash())
	}
	pages, end := []byte{rowPage}, []byte{rowPage + 1}
	return each(src.reader, pages, end, func(key, _ []byte) (bool, error) {
		if !seen[string(key[1:])] {
			return false, fmt.Errorf("%w: page %x belongs to no tree", ErrCorrupt, key[1:])
		}
		return true, nil
	})
}

// onlyKnownRows refuses rows of which nobody knows what they are.
func onlyKnownRows(r pebble.Reader) error {
	from := byte(0)
	for _, kind := range []byte{rowAux, rowData, rowMeta, rowPage, rowUndo, 0xff} {
		err := each(r, []byte{from}, []byte{kind}, func(key, _ []byte) (bool, error) {
			return false, fmt.Errorf("%w: unknown row %x", ErrCorrupt, key)
		})
		if err != nil {
			return err
		}
		from = kind + 1
	}
	return nil
}
