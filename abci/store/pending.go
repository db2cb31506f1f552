package store

import (
	"cmp"
	"fmt"
	"maps"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/abci/store/tree"
	"pedigree/proof"
)

// A Pending is a block that was applied and not committed. It may be dropped.
type Pending struct {
	height  uint64
	root    *tree.Node
	journal journal         // after it
	dropped map[string]bool // by it
	batch   *pebble.Batch
	changes int
	made    int64 // bytes of nodes
}

// Root is the root the block leads to.
func (p *Pending) Root() proof.Hash { return p.root.Hash() }

// Height is the block's.
func (p *Pending) Height() uint64 { return p.height }

// Apply computes the tree after a block. Of several changes to one key the last
// counts. The first block of a store may have any height, each other the one
// after the tip's; the first also writes the sentinels. Nothing becomes visible
// before Commit, and each Apply drops the Pending of the one before.
func (s *Store) Apply(height uint64, changes []Change, aux []AuxRow) (*Pending, error) {
	s.writer.Lock()
	defer s.writer.Unlock()
	s.pending = nil
	tip, begun, err := s.writable()
	if err != nil {
		return nil, err
	}
	if s.restore != nil {
		return nil, fmt.Errorf("%w: a state is being restored", ErrHeight)
	}
	if begun && height != tip.height+1 {
		return nil, fmt.Errorf("%w: %d after %d", ErrHeight, height, tip.height)
	}
	writes, err := sortWrites(changes, !begun)
	if err != nil {
		return nil, err
	}
	u := tree.NewUpdate(tip.src)
	root, err := u.Apply(tip.root, writes)
	if err != nil {
		return nil, damage(err)
	}
	p := &Pending{height: height, root: root, journal: s.journal, dropped: u.Dropped,
		changes: len(writes), made: u.Grown()}
	waiting := 0
	for _, w := range writes {
		waiting += waits(w.Old)
	}
	var l tree.Layout
	if !begun || s.due(height, waiting) {
		l = p.writePages()
	} else {
		p.journal.changes += waiting
	}
	p.batch = s.db.NewBatchWithSize(batchBytes(writes, l))
	b := put{batch: p.batch}
	b.tree(writes, l)
	if begun {
		b.row(undoKey(height), encodeUndo(tip.hash, writes))
		first := undone(tip.height, s.journal.height) + 1
		for h := first; h <= undone(height, p.journal.height); h++ {
			b.row(undoKey(h), nil)
		}
	}
	b.aux(aux)
	b.row(metaKey, meta{height, p.Root(), p.journal.paged}.encode())
	if b.err != nil {
		return nil, b.err
	}
	s.pending = p
	return p, nil
}

// writable gives the tip, unless nothing may be written any more.
func (s *Store) writable() (tip *version, begun bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return nil, false, ErrClosed
	case s.options.ReadOnly:
		return nil, false, ErrReadOnly
	}
	if err := cmp.Or(s.poison, s.db.Trouble()); err != nil {
		return nil, false, fmt.Errorf("%w: %w", ErrPoisoned, damage(err))
	}
	return s.versions.tip(), s.begun, nil
}

// writePages lays out the tree: what is fresh in it, since the pages were written
// last.
func (p *Pending) writePages() tree.Layout {
	l := tree.Layout{Dropped: maps.Clone(p.dropped), Written: map[string][]byte{}}
	maps.Copy(l.Dropped, p.journal.dropped)
	p.root = l.Settle(p.root)
	p.journal, p.dropped = newJournal(p.height, p.root.Stub()), nil
	return l
}

// batchBytes is about what a block's batch will hold: it need not grow.
func batchBytes(writes []tree.Write, l tree.Layout) int {
	const row = 16 // kind and lengths
	n := 1 << 10
	for i := range writes {
		n += 2*(row+len(writes[i].Key)) + len(writes[i].Row) + len(writes[i].Old)
	}
	for key, body := range l.Written {
		n += row + len(key) + len(body)
	}
	return n + len(l.Dropped)*row*2
}
