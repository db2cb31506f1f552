package tree

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"pedigree/proof"
)

// A memory is rows and pages without a database, with the tree that stands on them.
type memory struct {
	keys  []string // sorted
	rows  map[string][]byte
	pages map[string][]byte
	root  *Node
	drop  map[string]bool // pages that will not be needed any more
	fail  int             // at which row walks end with an error; 0 is none
}

var errDisk = errors.New("disk")

func newMemory() *memory {
	return &memory{rows: map[string][]byte{}, pages: map[string][]byte{}, drop: map[string]bool{}}
}

func (m *memory) Rows() (Rows, error) { return &walk{memory: m}, nil }

func (m *memory) Page(name string) ([]byte, error) {
	body, ok := m.pages[name]
	if !ok {
		return nil, fmt.Errorf("%w: page %x is missing", ErrCorrupt, name)
	}
	return body, nil
}

// A walk is the Rows of a memory.
type walk struct {
	*memory
	at int
}

func (w *walk) Seek(key []byte)           { w.at, _ = slices.BinarySearch(w.keys, string(key)) }
func (w *walk) Next()                     { w.at++ }
func (w *walk) Valid() bool               { return w.at < len(w.keys) && w.Err() == nil }
func (w *walk) Key() string               { return w.keys[w.at] }
func (w *walk) Row() []byte               { return w.rows[w.Key()] }
func (w *walk) Leaf() (proof.Leaf, error) { return leaf(w.Key(), w.Row()), nil }
func (w *walk) Close() error              { return nil }

func (w *walk) Err() error {
	if w.fail > 0 && w.at == w.fail {
		return errDisk
	}
	return nil
}

func leaf(key string, row []byte) proof.Leaf {
	return proof.Row{Key: key, Open: row}.Leaf()
}

// set makes a sorted block of what changes to rows, nil deletes.
func set(rows map[string][]byte) (writes []Write) {
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		w := Write{Key: key, Row: rows[key]}
		if w.Row != nil {
			w.Sum = leaf(key, w.Row).Value
		}
		writes = append(writes, w)
	}
	return writes
}

// apply computes the tree after a block and does nothing else.
func (m *memory) apply(t rapid.TB, writes []Write) (*Update, *Node) {
	t.Helper()
	u := NewUpdate(m)
	root, err := u.Apply(m.root, writes)
	if err != nil {
		t.Fatal(err)
	}
	return u, root
}

// block takes a block, and writes the pages if they are due.
func (m *memory) block(t rapid.TB, writes []Write, due bool) {
	t.Helper()
	u, root := m.apply(t, writes)
	for _, w := range writes {
		if was, is := m.rows[w.Key]; is != (w.Old != nil) || string(was) != string(w.Old) {
			t.Fatalf("%q was %q, not %q", w.Key, was, w.Old)
		}
		delete(m.rows, w.Key)
		if w.Row != nil {
			m.rows[w.Key] = w.Row
		}
	}
	m.keys = slices.SortedFunc(maps.Keys(m.rows), strings.Compare)
	m.root = root
	maps.Copy(m.drop, u.Dropped)
	if due {
		m.settle()
	}
}

// settle writes the pages.
func (m *memory) settle() {
	l := Layout{Dropped: m.drop, Written: map[string][]byte{}}
	m.root, m.drop = l.Settle(m.root), map[string]bool{}
	for name := range l.Dropped {
		delete(m.pages, name)
	}
	maps.Copy(m.pages, l.Written)
}
