package store_test

import (
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
)

// reopened makes a store of one block and opens it again, after something was done to it:
// nothing of the lowest level of its tree is in memory.
func reopened(t *testing.T, o store.Options, between func(*store.Store) error) (*model, *store.Store) {
	t.Helper()
	m, fs := newModel(15), vfs.NewMem()
	m.shape = 1
	s := mustOpen(t, fs, o)
	mustCommit(t, s, 1, m.block(3000, 0))
	if err := between(s); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	return m, mustOpen(t, fs, o)
}

// TestReadersLearn proves every key of a store that was just opened: the lowest level of
// the tree is in memory then, as far as there is room, also for the blocks that follow.
func TestReadersLearn(t *testing.T) {
	for cache, whole := range map[int64]bool{1 << 20: true, 40_000: false, 1: false} {
		m, s := reopened(t, store.Options{CacheBytes: cache}, func(*store.Store) error { return nil })
		before := s.Nodes()
		if err := m.proveAll(t, s); err != nil {
			t.Fatal(err)
		}
		learned, room := s.Nodes()-before, int(cache/2/128)-before
		if whole && learned < 30 || learned > max(room, 0)+1 || cache > 1 && learned < min(room/2, 30) {
			t.Errorf("cache %d: %d nodes were learned, in a room for %d", cache, learned, room)
		}
		if bytes := 128 * learned; bytes > 15*len(m.tip()) {
			t.Errorf("cache %d: %d bytes for %d keys", cache, bytes, len(m.tip()))
		}
		if counted := s.Counted(); counted < s.Nodes()*2/3 || counted > s.Nodes()*3/2 {
			t.Errorf("cache %d: %d nodes, %d counted", cache, s.Nodes(), counted)
		}
		if err := m.proveAll(t, s); err != nil {
			t.Fatal(err)
		}
		if now := s.Nodes() - before; now != learned {
			t.Errorf("cache %d: %d nodes after the same proofs, %d before", cache, now, learned)
		}
		for range 3 {
			mustCommit(t, s, m.height()+1, m.block(500, 20))
			if n := s.Nodes(); cache > 1 && n > int(cache/2/128) {
				t.Errorf("cache %d: %d nodes after height %d", cache, n, m.height())
			}
			if err := m.proveAll(t, s); err != nil {
				t.Fatal(err)
			}
		}
		m.checkView(t, s, 1)
		mustClose(t, s)
	}
}

// TestBlockBesideSpoiledRow changes each key beside a row that is not what its page says,
// in a store that was just opened: the block is refused, its root would be wrong.
func TestBlockBesideSpoiledRow(t *testing.T) {
	m, s := reopened(t, store.Options{}, func(s *store.Store) error {
		return s.Spoil(store.DataRows, 1500, func(b []byte) []byte { b[len(b)-1] ^= 1; return b })
	})
	defer mustClose(t, s)
	refused, before := 0, s.Nodes()
	for key := range m.tip() {
		_, err := s.Apply(2, []store.Change{{Key: key, Value: &store.Value{Open: []byte("x")}}}, nil)
		if err != nil {
			refused++
		}
		if err != nil && !errors.Is(err, store.ErrCorrupt) {
			t.Fatal(err)
		}
	}
	if n := s.Nodes(); n != before {
		t.Errorf("%d nodes before, %d after blocks that were dropped", before, n)
	}
	if refused < 20 || refused > 127 {
		t.Errorf("%d of %d blocks were refused", refused, len(m.tip()))
	}
}
