package tree

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pedigree/proof"
)

// TestTreeIsItsContents plays random blocks, down to none and up again. Each time the root
// is that of the definition, the pages are those of a tree that is built from the rows, and
// the tree can be found again from them.
func TestTreeIsItsContents(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(rt, "seed")))
		m := newMemory()
		for range 12 {
			m.block(t, set(randomChanges(r, m.keys)), r.IntN(3) == 0)
			if want := proof.Root(m.leaves()); m.root.Hash() != want || m.root.Len() != uint64(len(m.keys)) {
				rt.Fatalf("%d keys: root %s, want %s", len(m.keys), m.root.Hash(), want)
			}
			switch r.IntN(4) {
			case 0:
				m.settle()
				m.root = throughRow(rt, m.root)
			case 1:
				m.root = NewRoom(0).Shrink(m.root, 1)
			}
		}
		m.settle()
		built := map[string][]byte{}
		b := Builder{Write: func(name string, body []byte) error { built[name] = body; return nil }}
		for _, leaf := range m.leaves() {
			if err := b.Add(leaf); err != nil {
				rt.Fatal(err)
			}
		}
		root, err := b.Root()
		if err != nil || root.Hash() != m.root.Hash() {
			rt.Fatalf("built root %s: %v", root.Hash(), err)
		}
		if !maps.EqualFunc(built, m.pages, slices.Equal) {
			rt.Fatalf("%d pages are built, %d are left by the blocks", len(built), len(m.pages))
		}
	})
}

// randomChanges sets new keys and old ones, or deletes all of them.
func randomChanges(r *rand.Rand, keys []string) map[string][]byte {
	rows := map[string][]byte{}
	if r.IntN(8) == 0 {
		for _, key := range keys {
			rows[key] = nil
		}
		return rows
	}
	size := []int{5, 100, 3000}[r.IntN(3)]
	deletes := r.IntN(4)
	for range r.IntN(size) {
		key := fmt.Sprintf("unit|%0*x", 1+r.IntN(4), r.IntN(1<<16))
		if len(keys) > 0 && r.IntN(2) == 0 {
			key = keys[r.IntN(len(keys))]
		}
		rows[key] = []byte{byte(r.IntN(256))}
		if r.IntN(4) < deletes {
			rows[key] = nil
		}
	}
	return rows
}

func (m *memory) leaves() (leaves []proof.Leaf) {
	for _, key := range m.keys {
		leaves = append(leaves, leaf(key, m.rows[key]))
	}
	return leaves
}

// throughRow is the stub of a tree, written and read again.
func throughRow(t rapid.TB, x *Node) *Node {
	if x == nil {
		return nil
	}
	b := AppendStub(nil, x.Stub())
	y := ReadStub(&Fields{Rest: b})
	if y == nil || y.Hash() != x.Hash() {
		t.Fatalf("the stub %x leads to %s, not to %s", b, y.Hash(), x.Hash())
	}
	whole := len(b) // what follows the hash names a page, and may be shorter
	if !x.isGroup() {
		whole = len(binary.AppendUvarint(nil, x.n)) + len(x.hash) + 2
	}
	for n := range whole {
		if z := ReadStub(&Fields{Rest: b[:n]}); z != nil {
			t.Fatalf("a stub cut to %d bytes is read", n)
		}
	}
	if x.isGroup() && ReadStub(&Fields{Rest: append(b, 0)}) != nil {
		t.Fatalf("a stub with a byte too many is read")
	}
	return y
}

// TestRank asks for the key at each place.
func TestRank(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	m := newMemory()
	for range 2 {
		m.block(t, set(randomChanges(r, nil)), true)
	}
	for len(m.keys) < 2000 {
		m.block(t, set(randomChanges(r, nil)), true)
	}
	m.root = m.root.Stub()
	for i, key := range m.keys {
		from, after, err := Reader{Source: m}.Rank(m.root, uint64(i))
		if err != nil {
			t.Fatal(err)
		}
		at, _ := slices.BinarySearch(m.keys, from)
		if at+int(after) != i || after >= GroupLeaves {
			t.Fatalf("key %d, %q: %d after %q", i, key, after, from)
		}
	}
}

// TestBuilderIsBounded streams many keys, and a chain of the deepest ones.
func TestBuilderIsBounded(t *testing.T) {
	var many []string
	for i := range 200_000 {
		many = append(many, fmt.Sprintf("unit|%09d", i*7))
	}
	deep := chain(victim)
	slices.Sort(deep)
	for _, keys := range [][]string{many[:1000], many, deep} {
		b := Builder{Write: func(string, []byte) error { return nil }}
		peak := 0
		for i, key := range keys {
			if err := b.Add(proof.Leaf{Key: key}); err != nil {
				t.Fatal(err)
			}
			if i%100 > 0 && i > 2000 {
				continue
			}
			bytes := b.tree.Size()
			for _, h := range b.open {
				bytes += h.left.Size()
			}
			peak = max(peak, int(bytes/nodeBytes))
		}
		if _, err := b.Root(); err != nil || peak > 2000 || peak < 10 {
			t.Errorf("%d keys: %d nodes in memory: %v", len(keys), peak, err)
		}
	}
}
