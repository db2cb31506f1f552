package store

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/proof"
)

// reindex makes the pages anew from the rows, for a release that lays them out
// otherwise. It begins again if it is interrupted: the tip row changes last.
func reindex(db *pebble.DB, height uint64, before *node) (*node, error) {
	if err := db.DeleteRange([]byte{rowPage}, []byte{rowPage + 1}, pebble.NoSync); err != nil {
		return nil, err
	}
	batch := db.NewBatch()
	b := builder{write: func(key string, body []byte) error {
		if err := batch.Set(rowKey(rowPage, key), body, nil); err != nil || batch.Len() < restoreBatch {
			return err
		}
		err := batch.Commit(pebble.NoSync)
		batch = db.NewBatch()
		return err
	}}
	root, err := b.rows(source{reader: db})
	if err != nil {
		return nil, err
	}
	if rootOf(root) != rootOf(before) {
		return nil, fmt.Errorf("%w: the rows lead to %s, the tip row says %s", ErrCorrupt,
			rootOf(root), rootOf(before))
	}
	return root, errors.Join(batch.Set(metaKey, encodeMeta(height, root), nil),
		batch.Commit(pebble.Sync))
}

// rows builds the tree of all data rows.
func (b *builder) rows(src source) (*node, error) {
	n := uint64(0)
	err := src.walk("", func(key string, row []byte) (bool, error) {
		if n++; b.done != nil && n%auditEvery == 0 {
			b.done(n)
		}
		leaf, err := leafOf(key, row)
		if err == nil && proof.IsSentinel(key) && len(row) != 1 {
			err = fmt.Errorf("%w: the row of a sentinel", ErrCorrupt)
		}
		if err == nil {
			err = b.add(leaf)
		}
		return true, err
	})
	if err != nil {
		return nil, err
	}
	return b.root()
}
