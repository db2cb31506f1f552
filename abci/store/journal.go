package store

import (
	"fmt"
	"slices"
	"sync"
)

// Pages are not written with each block: most would be written again with the next.
// What the blocks since then changed stands in their undo rows, so that the tree of a
// later height can be computed from the pages and those. Pages are written when enough
// keys changed, so that this takes three seconds at most, and at every pagesEvery-th
// height.
const (
	pagesEvery     = 250
	bytesPerChange = 2560 // of the cache: what a change may hold in memory until then, twice
)

// A journal is what happened since the pages were written.
type journal struct {
	height  uint64          // of the pages
	root    *node           // of the tree then
	changes int             // since
	dropped map[string]bool // pages that are no longer of the tree
}

// mayWait is how many changes may wait for their pages.
func (s *Store) mayWait() int {
	if s.options.Changes > 0 {
		return s.options.Changes
	}
	return int(s.options.CacheBytes / bytesPerChange)
}

// due tells whether a block has to write the pages.
func (s *Store) due(height uint64, changes int) bool {
	return height%pagesEvery == 0 || s.journal.changes+changes >= s.mayWait()
}

// undone is the last height whose undo row is no longer needed: neither to go back
// after a restart nor to compute the tree from pages of that height.
func undone(height, pages uint64) uint64 {
	return min(pages, height-min(height, undoHeights))
}

// redo computes the tree at a source's height from the pages before it, and gives
// what happened in between.
func redo(src source) (m meta, root *node, j journal, err error) {
	m, _, err = readMeta(src.reader)
	if err != nil {
		return m, nil, j, err
	}
	if m.pages.height == m.height {
		if root, err = load(src, m.pages.root); err == nil && rootOf(root) != m.hash {
			err = fmt.Errorf("%w: the pages lead to %s, the tip row says %s", ErrCorrupt, rootOf(root), m.hash)
		}
		return m, root, m.pages, err
	}
	j = journal{height: m.pages.height, root: m.pages.root}
	src.over, j.changes, err = m.changed(src)
	if err != nil {
		return m, nil, j, err
	}
	writes := make([]write, len(src.over))
	for i, r := range src.over {
		row, _, err := fetch(src.reader, rowKey(rowData, r.key))
		if err == nil {
			writes[i], err = writeOf(r.key, row)
		}
		if err != nil {
			return m, nil, j, err
		}
	}
	u := newUpdate(src)
	root, err = u.branch(m.pages.root, 0, writes)
	if err == nil && rootOf(root) != m.hash {
		err = fmt.Errorf("%w: pages and changes since lead to %s, the tip row says %s", ErrCorrupt,
			rootOf(root), m.hash)
	}
	j.dropped = u.dropped
	return m, root, j, err
}

// changed gives what the rows that changed since the pages were written were before,
// and how many changes that were.
func (m meta) changed(src source) (o overlay, changes int, err error) {
	for h := m.pages.height + 1; h <= m.height; h++ {
		_, old, ok, err := readUndo(src.reader, h)
		if err == nil && !ok {
			err = fmt.Errorf("%w: no undo row of height %d", ErrCorrupt, h)
		}
		if err != nil {
			return nil, 0, err
		}
		o = append(o, old...)
	}
	changes = len(o)
	slices.SortStableFunc(o, oldRow.compare)
	return slices.CompactFunc(o, func(a, b oldRow) bool { return a.key == b.key }), changes, nil
}

// redone keeps the tree of one height that is not in memory otherwise. They are asked
// for one at a time, since each takes memory and a moment.
type redone struct {
	sync.Mutex
	of   *version
	root *node
}

func (r *redone) tree(v *version) (*node, error) {
	r.Lock()
	defer r.Unlock()
	if r.of == v {
		return r.root, nil
	}
	_, root, _, err := redo(v.src)
	if err != nil {
		return nil, err
	}
	r.of, r.root = v, root
	return root, nil
}
