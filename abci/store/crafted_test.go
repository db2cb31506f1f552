package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
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
// within ten times the median, whatever the attacker's own cost.
func TestCraftedKeysCostTheirAuthor(t *testing.T) {
	for seed := range uint64(3) {
		craftedKeys(t, pagesAfter(seed))
	}
}

func craftedKeys(t *testing.T, changes int) {
	for name, crafted := range map[string][]string{
		"a chain": chain(victim[:len(victim)-1] + "m"), "shared prefixes": sharedPrefixes(),
	} {
		r := rand.New(rand.NewPCG(1, 3))
		s := mustOpen(t, vfs.NewMem(), store.Options{CacheBytes: 1 << 20, Changes: changes})
		var honest []string
		var all []store.Change
		for range 20_000 {
			honest = append(honest, fmt.Sprintf("unit|%014d|%027x", 4000001000000+r.IntN(40), r.Uint64()))
		}
		for i := range 200 {
			honest = append(honest, fmt.Sprintf("unit|04000001000012|%027x", r.Uint64()+uint64(i)))
		}
		for _, key := range append([]string{victim}, honest...) {
			all = append(all, store.Change{Key: key, Value: &store.Value{Open: []byte{1}}})
		}
		mustCommit(t, s, 1, all)
		work := func(key string) int {
			t.Helper()
			w, err := s.Work(s.Height()+1, store.Change{Key: key, Value: &store.Value{Open: []byte{2}}})
			if err != nil {
				t.Fatal(err)
			}
			return w
		}
		var usual []int
		for range 200 {
			usual = append(usual, work(honest[r.IntN(len(honest))]))
		}
		slices.Sort(usual)
		median := usual[len(usual)/2]
		var attack []store.Change
		for _, key := range crafted {
			attack = append(attack, store.Change{Key: key, Value: &store.Value{Open: []byte{3}}})
		}
		mustCommit(t, s, 2, attack)
		worst := 0
		for _, key := range append([]string{victim}, honest[len(honest)-200:]...) {
			worst = max(worst, work(key))
		}
		own := 0
		for _, key := range crafted {
			own = max(own, work(key))
		}
		t.Logf("%s: median %d, worst of others %d, of the author's own keys %d", name, median, worst, own)
		if worst > 10*median || own > 10*median {
			t.Errorf("%s: a block of one key costs %d, the author's own %d, the median is %d", name,
				worst, own, median)
		}
		mustClose(t, s)
	}
}
