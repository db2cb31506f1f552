package store

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/abci/store/tree"
)

// Rows of the database by their first byte, for tests.
const (
	DataRows = rowData
	PageRows = rowPage
	UndoRows = rowUndo
	MetaRows = rowMeta
)

// nodeBytes is about what a node in memory costs.
const nodeBytes = 128

// PageLeaves is how many leaves a node of the second level has at least; PageFanout how
// many times more one of the next.
const (
	PageLeaves = tree.GroupLeaves * tree.PageFanout
	PageFanout = tree.PageFanout
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
			return damage(err)
		}
	}
	return damage(errors.Join(it.Error(), it.Close()))
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
func (s *Store) Nodes() int {
	return int(s.versions.tip().root.Size()+s.journal.root.Size()) / nodeBytes
}

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
	return s.db.Set(metaKey, append(b, "the name of a page"...), pebble.Sync)
}

// PagesHeight is the height whose tree the pages are of.
func (s *Store) PagesHeight() uint64 { return s.journal.height }

// DropPages deletes the pages.
func (s *Store) DropPages() error {
	return s.db.DeleteRange([]byte{rowPage}, []byte{rowPage + 1}, pebble.Sync)
}

// SetRow writes a row behind the store's back.
func (s *Store) SetRow(key, value string) error {
	return s.db.Set([]byte(key), []byte(value), pebble.Sync)
}

// Counted is how many nodes the store believes to be in memory, of the tip's tree.
func (s *Store) Counted() int { return int(s.room.Used()) / nodeBytes }

// Trees counts the versions whose tree is in memory, also if nobody can read them.
func (s *Store) Trees() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := maps.Clone(s.open)
	if s.redone != nil {
		all[s.redone] = true
	}
	for v := range all {
		if v.root != nil && !v.root.IsStub() {
			n++
		}
	}
	return n
}
