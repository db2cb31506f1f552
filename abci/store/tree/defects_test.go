package tree

import (
	"errors"
	"slices"
	"testing"
)

// TestDefects spoils what a tree stands on. Whoever comes by, to prove or to change
// something, is refused; nothing wrong is ever proven.
func TestDefects(t *testing.T) {
	for name, spoil := range map[string]func(m *memory, i int){
		"nothing": func(*memory, int) {},
		"a row is another": func(m *memory, i int) {
			m.rows[m.keys[i]] = []byte("other")
		},
		"a row is lost":  loseRow,
		"a row too many": addRow,
		"a page is lost": func(m *memory, _ int) { clear(m.pages) },
		"a page is another": func(m *memory, _ int) {
			for name, body := range m.pages {
				m.pages[name] = slices.Clone(body)
				m.pages[name][len(body)-1] ^= 1
			}
		},
	} {
		const at = 1234
		m := sound(t)
		spoil(m, at)
		key := m.keys[at-1] // beside it: nobody looks at the spoiled row for its own sake
		_, proven := m.prove(key)
		_, changed := NewUpdate(m).Apply(m.root, set(map[string][]byte{key: []byte("x")}))
		for what, err := range map[string]error{"proof": proven, "block": changed} {
			if errors.Is(err, ErrCorrupt) != (name != "nothing") || err != nil && !errors.Is(err, ErrCorrupt) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

// TestBlockMissesRows changes what stands beside a row that was lost, or one too many, while
// the pages are in memory: their hashes do not tell, but the number of rows does.
func TestBlockMissesRows(t *testing.T) {
	for _, spoil := range []func(m *memory, i int){loseRow, addRow} {
		const at = 1234
		m := sound(t)
		before, after := m.keys[at-1], m.keys[at+1]
		if _, err := m.prove(before); err != nil {
			t.Fatal(err)
		}
		if _, err := m.prove(after); err != nil {
			t.Fatal(err)
		}
		spoil(m, at)
		block := set(map[string][]byte{before: []byte("x"), after: []byte("x")})
		if _, err := NewUpdate(m).Apply(m.root, block); !errors.Is(err, ErrCorrupt) {
			t.Error(err)
		}
	}
}

// TestProofOfAnotherRow changes a row while its page is in memory: a proof that shows it, or
// hashes it on the way, is refused.
func TestProofOfAnotherRow(t *testing.T) {
	const at = 1234
	m := sound(t)
	for _, key := range m.keys[at-1 : at+2] {
		if _, err := m.prove(key); err != nil {
			t.Fatal(err)
		}
	}
	m.rows[m.keys[at]] = []byte("other")
	_, before := m.prove(m.keys[at-1])
	_, itself := m.prove(m.keys[at])
	_, after := m.prove(m.keys[at+1])
	if !errors.Is(itself, ErrCorrupt) || !errors.Is(errors.Join(before, after), ErrCorrupt) {
		t.Errorf("itself: %v; beside it: %v, %v", itself, before, after)
	}
}

func loseRow(m *memory, i int) { m.keys = slices.Delete(m.keys, i, i+1) }

func addRow(m *memory, i int) {
	key := m.keys[i] + "!"
	m.keys, m.rows[key] = slices.Insert(m.keys, i+1, key), []byte("new")
}

// TestUnreadableRow lets a walk end early: that is told, not taken for a row that is lost.
func TestUnreadableRow(t *testing.T) {
	for _, known := range []bool{false, true} {
		m := sound(t)
		key := m.keys[1233]
		if known {
			if _, err := m.prove(key); err != nil {
				t.Fatal(err)
			}
		}
		at := slices.Index(m.keys, key)
		m.fail = at
		_, proven := m.prove(key)
		_, changed := NewUpdate(m).Apply(m.root, set(map[string][]byte{key: []byte("x")}))
		if !errors.Is(proven, errDisk) || !errors.Is(changed, errDisk) || errors.Is(changed, ErrCorrupt) {
			t.Errorf("known %v: proof: %v; block: %v", known, proven, changed)
		}
	}
}

// TestStubOfAnother is led to a page by a stub that says something else of it.
func TestStubOfAnother(t *testing.T) {
	for what, change := range map[string]func(x *Node){
		"hash":       func(x *Node) { x.hash[0] ^= 1 },
		"size":       func(x *Node) { x.n++ },
		"bit behind": func(x *Node) { x.bit++ },
		"bit before": func(x *Node) { x.bit-- },
	} {
		m := sound(t)
		stub := &Node{hash: m.root.hash, n: m.root.n, bit: m.root.bit, key: m.root.key, page: true}
		change(stub)
		m.pages[pageName(stub)] = m.pages[pageName(m.root)]
		if _, err := (Reader{Source: m}).Load(stub); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
