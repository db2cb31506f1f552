package store

import (
	"fmt"
	"sort"

	"github.com/cockroachdb/pebble/v2"
)

// A version is one height that can be read.
type version struct {
	height uint64
	root   *node
	src    source
	base   *base
}

// A base is a snapshot of Pebble that several versions may read. Guarded by
// Store.mu.
type base struct {
	snapshot *pebble.Snapshot
	uses     int // versions kept plus views open
}

// release gives up one use; the last closes the snapshot.
func (s *Store) release(b *base) error {
	if b.uses--; b.uses > 0 || s.closed {
		return nil
	}
	delete(s.bases, b)
	return b.snapshot.Close()
}

// versions are those kept, ascending and without holes.
type versions []*version

// find gives the version of a height or says why there is none.
func (vs versions) find(height uint64) (*version, error) {
	i := sort.Search(len(vs), func(i int) bool { return vs[i].height >= height })
	switch {
	case i == len(vs):
		return nil, fmt.Errorf("%w: %d", ErrFuture, height)
	case vs[i].height != height:
		return nil, fmt.Errorf("%w: %d", ErrPruned, height)
	}
	return vs[i], nil
}

// tip is the newest version; there always is one.
func (vs versions) tip() *version { return vs[len(vs)-1] }

// newVersion takes a snapshot of what was just committed.
func (s *Store) newVersion(height uint64, root *node) *version {
	b := &base{snapshot: s.db.NewSnapshot(), uses: 1}
	s.bases[b] = true
	return &version{height: height, root: root, src: source{reader: b.snapshot}, base: b}
}

// publish makes a version the tip and lets go of the oldest. Only the two newest
// trees stay in memory; a later read of an older one takes its pages from its
// own snapshot.
func (s *Store) publish(v *version) error {
	if last := s.versions.tip(); last.height+1 != v.height {
		s.versions = versions{v} // the chain begins here
		return s.release(last.base)
	}
	s.versions = append(s.versions, v)
	if i := len(s.versions) - 3; i >= 0 && s.versions[i].src.over == nil {
		old := *s.versions[i]
		old.root = old.root.stub()
		s.versions[i] = &old
	}
	if len(s.versions) <= s.options.Keep {
		return nil
	}
	oldest := s.versions[0]
	s.versions = s.versions[1:]
	return s.release(oldest.base)
}

// recover rebuilds the versions before the tip from the undo rows.
func (s *Store) recover() error {
	tip := s.versions.tip()
	for range undoHeights {
		last := s.versions[0]
		before, old, ok, err := readUndo(tip.src.reader, last.height)
		if err != nil || !ok || last.height == 0 {
			return err
		}
		root, err := undo(last.src, last.root, old)
		if err != nil {
			return err
		}
		if rootOf(root) != before {
			return fmt.Errorf("%w: height %d has not the root it had", ErrCorrupt, last.height-1)
		}
		tip.base.uses++
		s.versions = append(versions{{
			height: last.height - 1, root: root, base: tip.base,
			src: source{reader: tip.src.reader, over: old.under(last.src.over)},
		}}, s.versions...)
	}
	return nil
}
