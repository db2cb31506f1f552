package store

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/abci/store/tree"
)

// Pages are not written with each block: most would be written again with the next.
// What the blocks since then changed stands in their undo rows, so that the tree of a
// later height can be computed from the pages and those. Pages are written when enough
// keys changed, so that this takes about three seconds at most, at every pagesEvery-th
// height, and where the caller wants them.
const (
	pagesEvery     = 250
	mostChanges    = 1 << 16
	bytesPerChange = 4096 // of a small cache: what a change may hold in memory until then, twice
	bytesOfOldRow  = 1024 // each so many that a change overwrites count as another change
)

// A paged is the height that the pages are of, with the stub of its tree.
type paged struct {
	height uint64
	root   *tree.Node
}

// A journal is what happened since the pages were written.
type journal struct {
	paged
	changes int             // that wait
	dropped map[string]bool // pages that are no longer of the tree
}

func newJournal(height uint64, root *tree.Node) journal {
	return journal{paged: paged{height, root}, dropped: map[string]bool{}}
}

// waits is how much a change adds to those that wait: what it overwrote is read again,
// and held in memory, when the tree is computed from the pages.
func waits(old []byte) int { return 1 + len(old)/bytesOfOldRow }

// due tells whether a block has to write the pages.
func (s *Store) due(height uint64, changes int) bool {
	return height%pagesEvery == 0 || s.options.PagesAt > 0 && height%s.options.PagesAt == 0 ||
		s.journal.changes+changes >= s.options.Changes
}

// undone is the last height whose undo row is no longer needed: neither to go back
// after a restart nor to compute the tree from pages of that height.
func undone(height, pages uint64) uint64 {
	return min(pages, height-min(height, undoHeights))
}

// redo computes the tree at a source's height, of which m is the tip row, from the pages
// before it. It gives what happened in between, and the source as of the pages.
func (m meta) redo(src source) (root *tree.Node, j journal, before source, err error) {
	j, before = newJournal(m.pages.height, m.pages.root), src
	if m.pages.height == m.height {
		root, err = tree.Reader{Source: src}.Load(m.pages.root)
	} else {
		before.over, j.changes, err = m.changed(src.reader)
		if err == nil {
			root, err = m.replay(before, j.dropped)
		}
	}
	if err == nil && root.Hash() != m.hash {
		err = fmt.Errorf("%w: pages and changes since lead to %s, the tip row says %s", ErrCorrupt,
			root.Hash(), m.hash)
	}
	return root, j, before, err
}

// changed gives what the rows that changed since the pages were written were before,
// and how many changes that were.
func (m meta) changed(r pebble.Reader) (o overlay, changes int, err error) {
	for h := m.pages.height + 1; h <= m.height; h++ {
		_, old, ok, err := readUndo(r, h)
		if err == nil && !ok {
			err = fmt.Errorf("%w: no undo row of height %d", ErrCorrupt, h)
		}
		if err != nil {
			return nil, 0, err
		}
		o = append(o, old...)
		for _, r := range old {
			changes += waits(r.row)
		}
	}
	return o.oldest(), changes, nil
}

// replay gives the rows that changed their value of now.
func (m meta) replay(before source, dropped map[string]bool) (*tree.Node, error) {
	writes := make([]tree.Write, len(before.over))
	for i, r := range before.over {
		row, _, err := fetch(before.reader, rowKey(rowData, r.key))
		if err == nil {
			writes[i], err = writeOf(r.key, row)
		}
		if err != nil {
			return nil, err
		}
	}
	u := tree.NewUpdate(before)
	u.Dropped = dropped
	return u.Apply(m.pages.root, writes)
}

// tree gives the root of a version's tree. One that is not in memory any more is computed
// from the version's own snapshot, one at a time, since each takes memory and a moment.
// Whoever has waited for others finds the store closed, if it is to be.
func (s *Store) tree(v *version) (*tree.Node, error) {
	if root, _ := s.inMemory(v); root != nil || v.rows == 0 {
		return root, nil
	}
	s.redoing.Lock()
	defer s.redoing.Unlock()
	if root, closed := s.inMemory(v); root != nil {
		return root, nil
	} else if closed {
		return nil, ErrClosed
	}
	m, _, err := readMeta(v.src.reader)
	if err != nil {
		return nil, err
	}
	root, _, _, err := m.redo(v.src)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.redone != nil {
		s.redone.root = nil
	}
	s.redone, v.root = v, root
	return root, nil
}

func (s *Store) inMemory(v *version) (root *tree.Node, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return v.root, s.closed
}
