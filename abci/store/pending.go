package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/proof"
)

// A Pending is a block that was applied and not committed. It may be dropped.
type Pending struct {
	height uint64
	root   *node
	batch  *pebble.Batch
	made   int
}

// Root is the root the block leads to.
func (p *Pending) Root() proof.Hash { return rootOf(p.root) }

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
	u := newUpdate(tip.src)
	root, err := u.branch(tip.root, 0, writes)
	if err != nil {
		return nil, err
	}
	l := layout{src: tip.src, dropped: u.dropped, written: map[string][]byte{}}
	if root, err = l.settle(root, true); err != nil {
		return nil, err
	}
	p := &Pending{height: height, root: root, batch: s.db.NewBatchWithSize(batchBytes(writes, l))}
	for _, body := range l.written {
		p.made += len(body) / 17 // half a hash: about one node
	}
	if err := p.fill(rootOf(tip.root), begun, writes, l, aux); err != nil {
		return nil, err
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
	if err := cmp.Or(s.poison, s.alarm.heard()); err != nil {
		return nil, false, fmt.Errorf("%w: %w", ErrPoisoned, err)
	}
	return s.versions.tip(), s.begun, nil
}

// sortWrites checks the changes, keeps the last of each key and encodes them.
func sortWrites(changes []Change, sentinels bool) ([]write, error) {
	writes := make([]write, 0, len(changes)+2)
	if sentinels {
		for _, key := range []string{proof.FirstKey, proof.LastKey} {
			row := Value{}.encode()
			writes = append(writes, write{key: key, row: row, sum: proof.SentinelHash()})
		}
	}
	for _, c := range changes {
		if err := proof.CheckKey(c.Key); err != nil {
			return nil, err
		}
		w := write{key: c.Key}
		if c.Value != nil {
			w.row, w.sum = c.Value.encode(), proof.ValueHash(c.Value.Open, c.Value.Sealed)
		}
		writes = append(writes, w)
	}
	slices.SortStableFunc(writes, func(a, b write) int { return strings.Compare(a.key, b.key) })
	out := writes[:0]
	for i, w := range writes {
		if i+1 == len(writes) || writes[i+1].key != w.key {
			out = append(out, w)
		}
	}
	return out, nil
}

// fill puts all rows of the block in its batch. Pebble's batches can only fail
// for want of memory, which panics; the errors are passed on all the same.
func (p *Pending) fill(before proof.Hash, begun bool, ws []write, l layout, aux []AuxRow) error {
	b := put{batch: p.batch}
	for _, w := range ws {
		b.row(rowKey(rowData, w.key), w.row)
	}
	for key := range l.dropped {
		b.row(rowKey(rowPage, key), nil)
	}
	for key, body := range l.written {
		b.row(rowKey(rowPage, key), body)
	}
	if begun {
		b.row(undoKey(p.height), encodeUndo(before, ws))
		if p.height > undoHeights {
			b.row(undoKey(p.height-undoHeights), nil)
		}
	}
	b.aux(aux)
	b.row(metaKey, encodeMeta(p.height, p.root))
	return b.err
}

// batchBytes is about what a block's batch will hold: it need not grow.
func batchBytes(writes []write, l layout) int {
	const row = 16 // kind and lengths
	n := 1 << 10
	for i := range writes {
		n += 2*(row+len(writes[i].key)) + len(writes[i].row) + len(writes[i].old)
	}
	for key, body := range l.written {
		n += row + len(key) + len(body)
	}
	return n + len(l.dropped)*row*2
}

// put fills a batch and remembers the first error.
type put struct {
	batch *pebble.Batch
	err   error
}

// aux sets or deletes rows of the caller.
func (p *put) aux(rows []AuxRow) {
	for _, a := range rows {
		value := append([]byte{}, a.Value...)
		if a.Delete {
			value = nil
		}
		p.row(rowKey(rowAux, string(a.Key)), value)
	}
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
