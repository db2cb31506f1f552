package tree

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pedigree/proof"
)

// victim is a key of somebody else, as long as a key may be.
const victim = "unit|04000001000012|ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefgh"

// chain makes keys that share ever more bits with one of their own, so that its
// path branches at every bit that can be chosen.
func chain(own string) (keys []string) {
	for i := len("unit|04000001000012|"); i < len(own); i++ {
		for bit := range 7 {
			b := []byte(own)
			b[i] ^= 1 << bit
			if b[i] > ' ' && b[i] < 0x7f {
				keys = append(keys, string(b[:i+1]))
			}
		}
	}
	return append(keys, own)
}

// sharedPrefixes makes many keys that differ only at their end.
func sharedPrefixes() (keys []string) {
	for i := range 4000 {
		keys = append(keys, fmt.Sprintf("unit|04000001000012|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%06d", i))
	}
	return keys
}

// TestCraftedKeysCostTheirAuthor counts what blocks of one key do before and after
// an attacker wrote crafted keys under the same product: for all others it stays
// within ten times the median, whatever the attacker's own cost. Pages are written with
// each block, with large ones, or with the first.
func TestCraftedKeysCostTheirAuthor(t *testing.T) {
	for _, due := range [][2]bool{{true, true}, {true, false}, {false, false}} {
		craftedKeys(t, due[0], due[1])
	}
}

func craftedKeys(t *testing.T, large, small bool) {
	for name, crafted := range map[string][]string{
		"a chain": chain(victim[:len(victim)-1] + "m"), "shared prefixes": sharedPrefixes(),
	} {
		r := rand.New(rand.NewPCG(1, 3))
		m := newMemory()
		var honest []string
		for range 20_000 {
			honest = append(honest, fmt.Sprintf("unit|%014d|%027x", 4000001000000+r.IntN(40), r.Uint64()))
		}
		for i := range 200 {
			honest = append(honest, fmt.Sprintf("unit|04000001000012|%027x", r.Uint64()+uint64(i)))
		}
		m.block(t, set(valued(append([]string{victim}, honest...), 1)), true)
		m.root = NewRoom(1<<19).Shrink(m.root, 1<<20)
		var usual []int
		for range 200 {
			usual = append(usual, m.work(t, honest[r.IntN(len(honest))], small))
		}
		slices.Sort(usual)
		median := usual[len(usual)/2]
		m.block(t, set(valued(crafted, 3)), large)
		worst, own := 0, 0
		for _, key := range append([]string{victim}, honest[len(honest)-200:]...) {
			worst = max(worst, m.work(t, key, small))
		}
		for _, key := range crafted {
			own = max(own, m.work(t, key, small))
		}
		t.Logf("%s: median %d, worst of others %d, of the author's own keys %d", name, median, worst, own)
		if worst > 10*median || own > 10*median {
			t.Errorf("%s: a block of one key costs %d, the author's own %d, the median is %d", name,
				worst, own, median)
		}
	}
}

// valued gives all keys one value.
func valued(keys []string, value byte) map[string][]byte {
	rows := map[string][]byte{}
	for _, key := range keys {
		rows[key] = []byte{value}
	}
	return rows
}

// work says how much a block of one change does: hashes computed, rows read, and, if pages
// are due, bytes written divided by 32.
func (m *memory) work(t *testing.T, key string, due bool) int {
	t.Helper()
	u, root := m.apply(t, set(map[string][]byte{key: {2}}))
	old := map[*Node]bool{}
	freshNodes(m.root, old)
	work := freshNodes(root, old)
	x := m.root
	for !x.isGroup() {
		var err error
		if x, err = u.from.load(nil, x); err != nil {
			t.Fatal(err)
		}
		if proof.Bit(key, x.bit) == 0 {
			x = x.left
		} else {
			x = x.right
		}
	}
	work += 4 * int(x.n) // each row is hashed three times, and joined
	for name := range u.Dropped {
		if m.pages[name] == nil {
			t.Fatalf("page %x is dropped and was never written", name)
		}
	}
	l := Layout{Dropped: u.Dropped, Written: map[string][]byte{}}
	if due {
		l.Settle(root)
	}
	for _, body := range l.Written {
		work += len(body) / 32
	}
	return work
}

// freshNodes counts the nodes made since the pages were written that are not old, and
// makes them old.
func freshNodes(x *Node, old map[*Node]bool) int {
	if x == nil || !x.fresh || old[x] {
		return 0
	}
	old[x] = true
	return 1 + freshNodes(x.left, old) + freshNodes(x.right, old)
}
