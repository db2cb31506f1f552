package store_test

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
)

func TestCacheIsBounded(t *testing.T) {
	m := newModel(13)
	m.shape = 1
	const cache = 200_000
	s := mustOpen(t, vfs.NewMem(), store.Options{CacheBytes: cache})
	defer mustClose(t, s)
	for range 10 {
		mustCommit(t, s, m.height()+1, m.block(4000, 0))
		if n := s.Nodes(); n > cache/2/128 {
			t.Errorf("%d nodes in memory", n)
		}
	}
	if n := s.Nodes(); n < cache/2/128/8 {
		t.Errorf("only %d nodes in memory: the pages of the lowest level suffice", n)
	}
	m.checkView(t, s, m.height())
	m.checkPages(t, s)
}

// TestFreshNodesStay has no room for what waits for its pages: it stays all the same.
func TestFreshNodesStay(t *testing.T) {
	m := newModel(14)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), store.Options{CacheBytes: 1, Changes: 5000})
	defer mustClose(t, s)
	for range 10 {
		mustCommit(t, s, m.height()+1, m.block(1500, 10))
		m.checkView(t, s, m.height())
		m.checkPages(t, s)
	}
}
