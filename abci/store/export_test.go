package store

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/proof"
)

// Rows of the database by their first byte, for tests.
const (
	DataRows = rowData
	PageRows = rowPage
	UndoRows = rowUndo
	MetaRows = rowMeta
)

// PageLeaves is how many leaves a node of the second level has at least; PageFanout how
// many times more one of the next.
const (
	PageLeaves = groupLeaves * pageFanout
	PageFanout = pageFanout
)

// Dump lists all rows of a kind, as "key = value".
func (s *Store) Dump(kind byte) []string {
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: []byte{kind}, UpperBound: []byte{kind + 1}})
	if err != nil {
		panic(err)
	}
	defer it.Close()
	var out []string
	for it.First(); it.Valid(); it.Next() {
		out = append(out, string(it.Key())+" = "+string(it.Value()))
	}
	return out
}

// ReadAll reads every row, whatever it is.
func (s *Store) ReadAll() error {
	it, err := s.db.NewIter(nil)
	if err != nil {
		return err
	}
	for more := it.First(); more; more = it.Next() {
		if _, err := it.ValueAndErr(); err != nil {
			return err
		}
	}
	return errors.Join(it.Error(), it.Close())
}

// Spoil overwrites the value of the n-th row of a kind, or deletes it.
func (s *Store) Spoil(kind byte, n int, change func([]byte) []byte) error {
	rows := map[string][]byte{}
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: []byte{kind}, UpperBound: []byte{kind + 1}})
	if err != nil {
		return err
	}
	for it.First(); it.Valid(); it.Next() {
		rows[string(it.Key())] = slices.Clone(it.Value())
	}
	if err := it.Close(); err != nil {
		return err
	}
	keys := slices.Sorted(maps.Keys(rows))
	key := keys[n%len(keys)]
	if body := change(rows[key]); body != nil {
		return s.db.Set([]byte(key), body, pebble.Sync)
	}
	return s.db.Delete([]byte(key), pebble.Sync)
}

// Flush writes what is in memory to table files.
func (s *Store) Flush() error { return s.db.Flush() }

// BeginFlush does not wait for that: on a failing disk it never ends.
func (s *Store) BeginFlush() error {
	_, err := s.db.AsyncFlush()
	return err
}

// Nodes counts the nodes in memory: of the tip's tree, and of that of the pages.
func (s *Store) Nodes() int { return int(size(s.versions.tip().root)+size(s.journal.root)) / nodeBytes }

// Snapshots counts the snapshots of Pebble that are open.
func (s *Store) Snapshots() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// SetChunkRows makes chunks small, or 0 the usual.
func (s *Store) SetChunkRows(n int) { s.chunkRows = uint64(n) }

// SetLayout writes the tip row as an earlier release did.
func (s *Store) SetLayout(version byte) error {
	tip := s.versions.tip()
	if version >= 4 {
		b := meta{tip.height, tip.hash, s.journal.paged}.encode()
		b[0] = version
		return s.db.Set(metaKey, b, pebble.Sync)
	}
	b := binary.BigEndian.AppendUint64([]byte{version}, tip.height)
	b = append(binary.AppendUvarint(b, tip.rows), tip.hash[:]...)
	return s.db.Set(metaKey, append(b, pageKey(tip.root)...), pebble.Sync)
}

// PagesHeight is the height whose tree the pages are of.
func (s *Store) PagesHeight() uint64 { return s.journal.height }

// DropPages deletes the pages.
func (s *Store) DropPages() error {
	return s.db.DeleteRange([]byte{rowPage}, []byte{rowPage + 1}, pebble.Sync)
}

// BuilderPeak builds the tree of n keys of a product and gives the most nodes that
// were in memory at a time.
func BuilderPeak(n int, key func(i int) string) (peak int, root proof.Hash, err error) {
	b := builder{write: func(string, []byte) error { return nil }}
	for i := range n {
		if err := b.add(proof.Leaf{Key: key(i)}); err != nil {
			return 0, root, err
		}
		if i%100 == 0 || i < 2000 {
			nodes := int(size(b.tree) / nodeBytes)
			for _, h := range b.open {
				nodes += int(size(h.left) / nodeBytes)
			}
			peak = max(peak, nodes)
		}
	}
	x, err := b.root()
	return peak, rootOf(x), err
}

// SetRow writes a row behind the store's back.
func (s *Store) SetRow(key, value string) error {
	return s.db.Set([]byte(key), []byte(value), pebble.Sync)
}

// Work says how much a block of one change does: hashes computed, rows read, and
// bytes written divided by 32.
func (s *Store) Work(height uint64, c Change) (int, error) {
	writes, err := sortWrites([]Change{c}, false)
	if err != nil {
		return 0, err
	}
	tip := s.versions.tip()
	cur, err := tip.src.cursor()
	if err != nil {
		return 0, err
	}
	u := newUpdate(tip.src)
	root, err := u.apply(cur, tip.root, 0, writes)
	if err != nil {
		return 0, errors.Join(err, cur.close())
	}
	old := map[*node]bool{}
	freshNodes(tip.root, old)
	work := freshNodes(root, old)
	for x := tip.root; ; {
		if x.isGroup() {
			work += 4 * int(x.n) // each row is hashed three times, and joined
			break
		}
		if x, err = load(tip.src, cur, x); err != nil {
			return 0, errors.Join(err, cur.close())
		}
		if proof.Bit(c.Key, x.bit) == 0 {
			x = x.left
		} else {
			x = x.right
		}
	}
	for key := range u.dropped {
		if _, err := tip.src.page(key); err != nil { // it would be deleted all the same
			return 0, errors.Join(err, cur.close())
		}
	}
	l := layout{u.dropped, map[string][]byte{}}
	if s.due(height, len(writes)) {
		l.settle(root)
	}
	for _, body := range l.written {
		work += len(body) / 32
	}
	return work, cur.close()
}

// freshNodes counts the nodes made since the pages were written that are not old, and
// makes them old.
func freshNodes(x *node, old map[*node]bool) int {
	if x == nil || !x.fresh || old[x] {
		return 0
	}
	old[x] = true
	return 1 + freshNodes(x.left, old) + freshNodes(x.right, old)
}

// Counted is how many nodes the store believes to be in memory, of the tip's tree.
func (s *Store) Counted() int { return int(s.room.used.Load()) / nodeBytes }

// Trees counts the versions whose tree is in memory, also if nobody can read them.
func (s *Store) Trees() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := maps.Clone(s.open)
	if s.redone != nil {
		all[s.redone] = true
	}
	for v := range all {
		if v.root != nil && (v.root.packed || !v.root.isStub()) {
			n++
		}
	}
	return n
}
