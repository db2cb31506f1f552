package store

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/abci/store/disk"
	"pedigree/abci/store/tree"
	"pedigree/proof"
)

// reindex makes the pages anew from the rows, for a release that lays them out
// otherwise. It begins again if it is interrupted: the tip row changes last.
func reindex(db *disk.DB, m meta) (meta, error) {
	unneeded := undoKey(undone(m.height, m.height) + 1) // the pages will be of the tip
	err := errors.Join(deleteAll(db, rowPage), db.DeleteRange(undoKey(0), unneeded, pebble.NoSync))
	if err != nil {
		return m, err
	}
	w := bulk{db: db, batch: db.NewBatch()}
	root, err := build(source{reader: db}, w.page, nil)
	if err != nil {
		return m, err
	}
	if root.Hash() != m.hash {
		return m, fmt.Errorf("%w: the rows lead to %s, the tip row says %s", ErrCorrupt, root.Hash(), m.hash)
	}
	m.pages = paged{m.height, root}
	return m, errors.Join(w.batch.Set(metaKey, m.encode(), nil), w.batch.Commit(pebble.Sync))
}

// deleteAll deletes the rows of a kind.
func deleteAll(db *disk.DB, kind byte) error {
	return db.DeleteRange([]byte{kind}, []byte{kind + 1}, pebble.NoSync)
}

// build makes the tree of all data rows. write takes each of its pages; done, which may be
// nil, is told the progress.
func build(src source, write func(name string, body []byte) error, done func(rows uint64)) (*tree.Node, error) {
	b, n := tree.Builder{Write: write}, uint64(0)
	err := src.data("", func(key string, row []byte) (bool, error) {
		if n++; done != nil && n%auditEvery == 0 {
			done(n)
		}
		leaf, err := leafOf(key, row)
		if err == nil && proof.IsSentinel(key) && len(row) != 1 {
			err = fmt.Errorf("%w: the row of a sentinel", ErrCorrupt)
		}
		if err == nil {
			err = b.Add(leaf)
		}
		return true, err
	})
	if err != nil {
		return nil, err
	}
	return b.Root()
}

// A bulk writes many rows in batches that need not be synced, since nothing
// counts before the tip row does.
type bulk struct {
	db    *disk.DB
	batch *pebble.Batch
}

// writeBytes is how much is written at a time.
const writeBytes = 4 << 20

func (w *bulk) page(key string, body []byte) error { return w.set(rowKey(rowPage, key), body) }

func (w *bulk) set(key, value []byte) error {
	if err := w.batch.Set(key, value, nil); err != nil || w.batch.Len() < writeBytes {
		return err
	}
	err := w.batch.Commit(pebble.NoSync)
	w.batch = w.db.NewBatch()
	return err
}
