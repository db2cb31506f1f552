package store

import (
	"github.com/cockroachdb/pebble/v2"

	"pedigree/abci/store/tree"
)

// put fills a batch and remembers the first error. Pebble's batches can only fail for
// want of memory, which panics; the errors are passed on all the same.
type put struct {
	batch *pebble.Batch
	key   []byte // room
	err   error
}

// tree sets the data rows, and the pages if they are written.
func (p *put) tree(writes []tree.Write, l tree.Layout) {
	for _, w := range writes {
		p.of(rowData, w.Key, w.Row)
	}
	for key := range l.Dropped {
		p.of(rowPage, key, nil)
	}
	for key, body := range l.Written {
		p.of(rowPage, key, body)
	}
}

// aux sets or deletes rows of the caller.
func (p *put) aux(rows []AuxRow) {
	for _, a := range rows {
		value := append([]byte{}, a.Value...)
		if a.Delete {
			value = nil
		}
		p.of(rowAux, string(a.Key), value)
	}
}

// of sets or deletes a row of a kind.
func (p *put) of(kind byte, key string, value []byte) {
	p.key = append(append(p.key[:0], kind), key...)
	p.row(p.key, value)
}

// row sets a row, or deletes it if value is nil.
func (p *put) row(key, value []byte) {
	switch {
	case p.err != nil:
	case value == nil:
		p.err = p.batch.Delete(key, nil)
	default:
		p.err = p.batch.Set(key, value, nil)
	}
}
