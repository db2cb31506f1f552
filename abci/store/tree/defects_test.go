package tree

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pedigree/proof"
)

// sound is a tree of 3000 keys, of which only the stub is in memory, between sentinels.
func sound(t *testing.T) *memory {
	r := rand.New(rand.NewPCG(1, 6))
	rows := map[string][]byte{proof.FirstKey: {0}, proof.LastKey: {0}}
	for len(rows) < 3000 {
		rows[fmt.Sprintf("unit|%02d|%06x", r.IntN(20), r.IntN(1<<24))] = []byte{byte(r.IntN(256))}
	}
	m := newMemory()
	m.block(t, set(rows), true)
	m.root = m.root.Stub()
	return m
}

// prove is the proof of one key, for which its own leaf is enough.
func (m *memory) prove(key string) (proof.Proof, error) {
	rows, err := m.Rows()
	if err != nil {
		return nil, err
	}
	needed := []proof.Token{{Kind: proof.Neighbour, Key: key, Hash: proof.ValueHash(m.rows[key], nil)}}
	return Reader{Source: m, Room: NewRoom(1 << 20)}.Prove(m.root, rows, needed)
}

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

func loseRow(m *memory, i int) { m.keys = slices.Delete(m.keys, i, i+1) }

func addRow(m *memory, i int) {
	key := m.keys[i] + "!"
	m.keys, m.rows[key] = slices.Insert(m.keys, i+1, key), []byte("new")
}

// TestEachProof proves every key alone, before and after readers have found the pages: the
// proof leads to the root.
func TestEachProof(t *testing.T) {
	m := sound(t)
	for range 2 {
		for _, key := range m.keys {
			p, err := m.prove(key)
			if err != nil {
				t.Fatal(err)
			}
			shown := 0
			for _, token := range p {
				if token.Kind == proof.Neighbour && token.Key == key {
					shown++
				}
			}
			if root := rootOf(t, p); root != m.root.Hash() || shown != 1 {
				t.Fatalf("%q: shown %d times, the proof leads to %s, not to %s", key, shown, root, m.root.Hash())
			}
		}
	}
}

// rootOf hashes a proof in which leaves and pruned subtrees stand between inner nodes.
func rootOf(t *testing.T, p proof.Proof) proof.Hash {
	var take func() proof.Hash
	take = func() proof.Hash {
		token := p[0]
		p = p[1:]
		switch token.Kind {
		case proof.Pruned:
			return token.Hash
		case proof.Inner:
			left := take()
			return proof.InnerHash(left, take())
		default:
			return proof.LeafHash(token.Key, token.Hash)
		}
	}
	root := take()
	if len(p) > 0 {
		t.Fatalf("%d tokens too many", len(p))
	}
	return root
}

// TestPagesAreOfOneSize counts the pages of many keys: one of a level leads to about
// PageFanout of the next, and those of the lowest level are not written.
func TestPagesAreOfOneSize(t *testing.T) {
	m := sound(t)
	least, most := len(m.keys)/(GroupLeaves*PageFanout*PageFanout), len(m.keys)/(GroupLeaves*PageFanout)
	if n := len(m.pages); n < least || n > most {
		t.Errorf("%d pages for %d keys", n, len(m.keys))
	}
	if bytes := len(slices.Concat(slices.Collect(maps.Values(m.pages))...)); bytes > len(m.keys) {
		t.Errorf("%d bytes of pages for %d keys", bytes, len(m.keys))
	}
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

// TestNoLeaf asks for leaves that are not there, alone and beside others.
func TestNoLeaf(t *testing.T) {
	m := sound(t)
	leaf := func(key string) proof.Token { return proof.Token{Kind: proof.Neighbour, Key: key} }
	for _, absent := range []string{"a", "unit", m.keys[77] + "!", "z"} {
		needed := []proof.Token{leaf(absent), leaf(m.keys[5]), leaf(m.keys[2000])}
		slices.SortFunc(needed, func(a, b proof.Token) int { return strings.Compare(a.Key, b.Key) })
		for _, asked := range [][]proof.Token{needed, {leaf(absent)}} {
			p, err := Reader{Source: m}.Prove(m.root, &walk{memory: m}, asked)
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("%q: a proof of %d tokens: %v", absent, len(p), err)
			}
		}
	}
}

// TestRoom keeps a tree within less and less room: the lowest level goes first, and what
// was forgotten is found again.
func TestRoom(t *testing.T) {
	m := sound(t)
	var err error
	if m.root, err = (Reader{Source: m}).Load(m.root); err != nil {
		t.Fatal(err)
	}
	for _, key := range m.keys {
		if _, err := m.prove(key); err != nil {
			t.Fatal(err)
		}
	}
	whole := m.root.Size()
	small := m.root.Stub()
	room := NewRoom(whole / 3)
	for _, key := range m.keys {
		rows := &walk{memory: m}
		needed := []proof.Token{{Kind: proof.Neighbour, Key: key}}
		if _, err := (Reader{Source: m, Room: room}).Prove(small, rows, needed); err != nil {
			t.Fatal(err)
		}
	}
	if size := small.Size(); size > whole/3+nodeBytes || size < whole/6 || room.Used() > whole/3 {
		t.Errorf("readers have found %d bytes in a room for %d", size, whole/3)
	}
	if whole < int64(5*len(m.keys)) {
		t.Fatalf("readers have found %d bytes", whole)
	}
	for _, limit := range []int64{whole, whole / 2, 0} {
		r := NewRoom(limit)
		m.root = r.Shrink(m.root, whole)
		if size := m.root.Size(); limit > 0 && size > limit || limit == 0 && size > 99*nodeBytes {
			t.Errorf("%d bytes are left in a room for %d", size, limit)
		} else if r.Used() > limit {
			t.Errorf("%d bytes are counted in a room for %d", r.Used(), limit)
		}
		if _, err := m.prove(m.keys[77]); err != nil {
			t.Error(err)
		}
	}
}
