package store

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"
)

// The first byte of a Pebble key says what the row is.
const (
	rowAux  = 'a' // rows of the caller outside the tree
	rowData = 'k' // key -> value: the truth
	rowMeta = 'm' // height and root of the last block
	rowPage = 'p' // inner nodes of the tree: an index, rebuilt from the truth
	rowBusy = 'r' // there while rows are restored: without a tip they are none
	rowUndo = 'z' // height -> what the block overwrote
)

var restoreKey = []byte{rowBusy}

func rowKey(kind byte, key string) []byte {
	return append(append(make([]byte, 0, 1+len(key)), kind), key...)
}

// A source reads the rows of one height: a snapshot of Pebble, in front of it
// what later blocks have overwritten, if the snapshot is of a later height.
type source struct {
	reader pebble.Reader
	over   overlay
}

// get copies a data row; ok is false if there is none.
func (s source) get(key string) (row []byte, ok bool, err error) {
	if i, ok := s.over.at(key); ok {
		return slices.Clone(s.over[i].row), s.over[i].row != nil, nil
	}
	return fetch(s.reader, rowKey(rowData, key))
}

// Page copies a page row. Pages have no overlay: a tree of an earlier height
// only leads to pages that were not rewritten since.
func (s source) Page(key string) ([]byte, error) {
	body, ok, err := fetch(s.reader, rowKey(rowPage, key))
	if err == nil && !ok {
		err = fmt.Errorf("%w: page %x is missing", ErrCorrupt, key)
	}
	return body, err
}

// each visits the rows with from <= key < to, until fn returns false. fn must not
// keep its arguments.
func each(r pebble.Reader, from, to []byte, fn func(key, row []byte) (bool, error)) error {
	it, err := r.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: to})
	if err != nil {
		return err
	}
	for more := it.First(); more && err == nil; more = more && it.Next() {
		more, err = fn(it.Key(), it.Value())
	}
	return errors.Join(err, it.Error(), it.Close())
}

// fetch copies one row of Pebble.
func fetch(r pebble.Reader, key []byte) (row []byte, ok bool, err error) {
	v, closer, err := r.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	row = slices.Clone(v)
	return row, true, closer.Close()
}
