package store

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/abci/store/disk"
	"pedigree/abci/store/tree"
	"pedigree/proof"
)

// ErrRestore marks a restoration that cannot begin or go on.
var ErrRestore = errors.New("state cannot be restored")

// A Restore fills an empty store from the chunks of another node's state. The
// store stays empty to its readers until Finish; a restoration that was not
// finished is forgotten when the store is opened again. One goroutine uses it.
type Restore struct {
	store  *Store
	height uint64
	root   proof.Hash
	next   string // where the next chunk begins
	tree   tree.Builder
	rows   bulk
	chunks int
}

// BeginRestore prepares an empty store for the state with a root that the caller
// trusts. It drops an earlier restoration that was not finished.
func (s *Store) BeginRestore(height uint64, root proof.Hash) (*Restore, error) {
	s.writer.Lock()
	defer s.writer.Unlock()
	if _, begun, err := s.writable(); err != nil {
		return nil, err
	} else if begun {
		return nil, fmt.Errorf("%w: the store has a state", ErrRestore)
	}
	if err := s.db.Set(restoreKey, nil, pebble.Sync); err != nil {
		return nil, err
	}
	if err := wipe(s.db); err != nil {
		return nil, err
	}
	r := &Restore{store: s, height: height, root: root, next: beforeAll,
		rows: bulk{db: s.db, batch: s.db.NewBatch()}}
	r.tree.Write = r.rows.page
	s.pending, s.restore = nil, r
	return r, r.row(proof.FirstKey, Value{}.Encode(), proof.SentinelHash())
}

// wipe deletes what a restoration left.
func wipe(db *disk.DB) error { return errors.Join(deleteAll(db, rowData), deleteAll(db, rowPage)) }

// forgetRestore undoes a restoration that was not finished.
func forgetRestore(db *disk.DB) error {
	_, ok, err := fetch(db, restoreKey)
	if err != nil || !ok {
		return err
	}
	return errors.Join(wipe(db), db.Delete(restoreKey, pebble.Sync))
}

// Chunks says how many were taken: the number of the next one.
func (r *Restore) Chunks() int { return r.chunks }

// Whole tells whether the last chunk was taken.
func (r *Restore) Whole() bool { return r.next == proof.LastKey }

// Add takes the next chunk. ErrChunk refuses one that does not lead to the root,
// and one that is not the next; nothing of it is kept, and the right one may come.
func (r *Restore) Add(b []byte) error {
	c, rows, err := readChunk(b, r.root)
	if err != nil {
		return err
	}
	if c.From != r.next || c.From == c.To {
		return fmt.Errorf("%w: it begins at %q, not at %q", ErrChunk, c.From, r.next)
	}
	err = r.write(func() error {
		for _, e := range rows {
			v := Value{Open: e.Open, Sealed: e.Sealed}
			if err := r.row(e.Key, v.Encode(), proof.ValueHash(v.Open, v.Sealed)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		r.next = c.To
		r.chunks++
	}
	return err
}

// write lets fn write, unless the store is closed or another restoration replaced
// this one. An error ends it: nobody knows what was written.
func (r *Restore) write(fn func() error) error {
	s := r.store
	s.writer.Lock()
	defer s.writer.Unlock()
	if _, _, err := s.writable(); err != nil {
		return err
	}
	if s.restore != r {
		return fmt.Errorf("%w: it has ended", ErrRestore)
	}
	if err := fn(); err != nil {
		s.restore = nil
		return err
	}
	return nil
}

func (r *Restore) row(key string, row []byte, sum proof.Hash) error {
	if err := r.rows.set(rowKey(rowData, key), row); err != nil {
		return err
	}
	return r.tree.Add(proof.Leaf{Key: key, Value: sum})
}

// Finish makes the state the tip, with the caller's rows beside it, once all of it
// is there.
func (r *Restore) Finish(aux []AuxRow) error {
	if !r.Whole() {
		return fmt.Errorf("%w: it ends at %q", ErrRestore, r.next)
	}
	return r.write(func() error { return r.finish(aux) })
}

func (r *Restore) finish(aux []AuxRow) error {
	if err := r.row(proof.LastKey, Value{}.Encode(), proof.SentinelHash()); err != nil {
		return err
	}
	root, err := r.tree.Root()
	if err != nil {
		return err
	}
	if root.Hash() != r.root {
		return fmt.Errorf("%w: the rows lead to %s", ErrCorrupt, root.Hash())
	}
	s := r.store
	b := put{batch: r.rows.batch}
	b.aux(aux)
	b.row(restoreKey, nil)
	s.journal = newJournal(r.height, root)
	b.row(metaKey, meta{r.height, r.root, s.journal.paged}.encode())
	if err := s.write(b); err != nil {
		return err
	}
	s.restore = nil
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.publish(s.newVersion(r.height, root))
}
