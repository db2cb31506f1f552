package store

import (
	"fmt"

	"pedigree/abci/store/tree"
	"pedigree/proof"
)

// A version is one height that can be read: a snapshot of Pebble and the root of its
// tree. uses and the root, which may be forgotten, are guarded by Store.mu.
type version struct {
	src     source
	height  uint64
	hash    proof.Hash
	rows    uint64
	changes int        // of its block
	root    *tree.Node // nil if the tree is not in memory, or empty
	uses    int        // one while it is kept, and one for each view and read
}

// release gives up one use; the last closes the snapshot.
func (s *Store) release(v *version) error {
	if v.uses--; v.uses > 0 || s.closed {
		return nil
	}
	delete(s.open, v)
	if s.redone == v {
		s.redone = nil
	}
	return v.src.reader.Close()
}

// versions are those kept, ascending and without holes.
type versions []*version

// find gives the version of a height or says why there is none.
func (vs versions) find(height uint64) (*version, error) {
	switch oldest := vs[0].height; {
	case height > vs.tip().height:
		return nil, fmt.Errorf("%w: %d", ErrFuture, height)
	case height < oldest:
		return nil, fmt.Errorf("%w: %d", ErrPruned, height)
	default:
		return vs[height-oldest], nil
	}
}

// tip is the newest version; there always is one.
func (vs versions) tip() *version { return vs[len(vs)-1] }

// newVersion takes a snapshot of what was just committed.
func (s *Store) newVersion(height uint64, root *tree.Node) *version {
	v := &version{src: source{reader: s.db.NewSnapshot()}, height: height, hash: root.Hash(), rows: root.Len(),
		root: root, uses: 1}
	s.open[v] = true
	return v
}

// keptTrees is how many of the newest trees stay in memory at most: a reader who has
// begun with the newest should find it there after a few more blocks.
const keptTrees = 10

// publish makes a version the tip and lets go of the oldest.
func (s *Store) publish(v *version) error {
	s.begun = true
	if last := s.versions.tip(); last.height+1 != v.height {
		s.versions = versions{v} // the chain begins here
		return s.release(last)
	}
	s.versions = append(s.versions, v)
	defer s.forgetTrees()
	if len(s.versions) <= s.options.Keep {
		return nil
	}
	oldest := s.versions[0]
	s.versions = s.versions[1:]
	return s.release(oldest)
}

// forgetTrees keeps the two newest trees, and those before that differ from the newest
// by half as many changes as may wait for their pages: so many nodes are theirs alone.
func (s *Store) forgetTrees() {
	kept, newer := len(s.versions), 0
	for age := 0; kept > 0 && age < keptTrees && (age < 2 || newer <= s.options.Changes/2); age++ {
		kept--
		newer += s.versions[kept].changes
	}
	for v := range s.open { // also those that only views hold
		if v.height < s.versions[kept].height && v.src.over == nil && v != s.redone {
			v.root = v.root.Remains()
		}
	}
}

// recover computes the tree of the tip, then those before it from the undo rows.
func (s *Store) recover(m meta) error {
	root, j, _, err := m.redo(source{reader: s.db})
	if err != nil {
		return err
	}
	s.journal, s.versions = j, versions{s.newVersion(m.height, root)}
	s.room.Measure(root)
	for range undoHeights {
		last := s.versions[0]
		before, old, ok, err := readUndo(last.src.reader, last.height)
		if err != nil || !ok || last.height == 0 {
			return err
		}
		root, err := undo(last.src, last.root, old)
		if err != nil {
			return err
		}
		if root.Hash() != before {
			return fmt.Errorf("%w: height %d has not the root it had", ErrCorrupt, last.height-1)
		}
		v := s.newVersion(last.height-1, root)
		v.src.over = append(old, last.src.over...).oldest()
		s.versions = append(versions{v}, s.versions...)
	}
	return nil
}
