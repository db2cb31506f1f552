package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
)

// TestWhenPagesAreWritten wants them after enough changes, at round heights, where the
// caller wants them, and with the first block.
func TestWhenPagesAreWritten(t *testing.T) {
	for name, c := range map[string]struct {
		options store.Options
		first   uint64
		blocks  int
		want    uint64
	}{
		"not yet":         {store.Options{Changes: 30}, 1, 30, 1},
		"enough changes":  {store.Options{Changes: 30}, 1, 31, 31},
		"a round height":  {store.Options{}, 1, 255, 250},
		"where wanted":    {store.Options{PagesAt: 60}, 1, 130, 120},
		"the first block": {store.Options{}, 700, 1, 700},
		"by the cache":    {store.Options{CacheBytes: 30 * 4096}, 1, 40, 31},
		"each if it is 0": {store.Options{CacheBytes: 1}, 1, 9, 9},
	} {
		m := newModel(4)
		m.states = slices.Repeat([]map[string]store.Value{{}}, int(c.first))
		fs := vfs.NewMem()
		s := mustOpen(t, fs, c.options)
		for range c.blocks {
			mustCommit(t, s, m.height()+1, m.block(1, 0))
			if m.height()%10 == 0 {
				mustClose(t, s)
				s = mustOpen(t, fs, c.options)
			}
		}
		if got := s.PagesHeight(); got != c.want {
			t.Errorf("%s: pages of height %d, want %d", name, got, c.want)
		}
		m.checkPages(t, s)
		mustClose(t, s)
	}
}

// TestNotTooManyWait has all the cache in the world: opening must not take longer for it.
func TestNotTooManyWait(t *testing.T) {
	s := mustOpen(t, vfs.NewMem(), store.Options{CacheBytes: 1 << 40})
	defer mustClose(t, s)
	for i, changes := range []int{1, 40_000, 25_535, 1} {
		var cs []store.Change
		for k := range changes {
			cs = append(cs, store.Change{Key: fmt.Sprint("k", k), Value: &store.Value{}})
		}
		mustCommit(t, s, uint64(i+1), cs)
		if got, want := s.PagesHeight(), []uint64{1, 1, 1, 4}[i]; got != want {
			t.Errorf("after %d changes pages of height %d, want %d", changes, got, want)
		}
	}
}

// TestLargeRowsWait counts what is overwritten, also what was before a restart.
func TestLargeRowsWait(t *testing.T) {
	for size, want := range map[int]uint64{1000: 1, 20 << 10: 4} {
		fs, o := vfs.NewMem(), store.Options{Changes: 60}
		s := mustOpen(t, fs, o)
		for h := range uint64(6) {
			mustCommit(t, s, h+1, []store.Change{{Key: "a", Value: &store.Value{Sealed: make([]byte, size)}}})
			if h == 2 {
				mustClose(t, s)
				s = mustOpen(t, fs, o)
			}
		}
		if got := s.PagesHeight(); got != want {
			t.Errorf("%d bytes: pages of height %d, want %d", size, got, want)
		}
		mustClose(t, s)
	}
}

// TestNodesAreCountedAfterARestart: what the way from the pages to the tip brings into
// memory counts as the rest does.
func TestNodesAreCountedAfterARestart(t *testing.T) {
	m, fs := newModel(9), vfs.NewMem()
	m.shape = 1
	s := mustOpen(t, fs, store.Options{})
	mustCommit(t, s, 1, m.block(2000, 0))
	mustCommit(t, s, 2, m.block(2000, 0))
	mustClose(t, s)
	s = mustOpen(t, fs, store.Options{})
	defer mustClose(t, s)
	if n := s.Counted(); n < 100 || n < s.Nodes()-1 {
		t.Errorf("%d nodes are counted of %d in memory", n, s.Nodes())
	}
}

// TestJournalSpoiled changes a row that only the way from the pages to the tip needs:
// the store refuses to open.
func TestJournalSpoiled(t *testing.T) {
	for name, change := range map[string]func([]byte) []byte{
		"missing":       func([]byte) []byte { return nil },
		"without a key": func(b []byte) []byte { return b[:32] },
		"cut short":     func(b []byte) []byte { return b[:len(b)-1] },
	} {
		_, fs := damaged(t, 2)
		s := mustOpen(t, fs, store.Options{})
		if s.PagesHeight() != 1 {
			t.Fatalf("pages of height %d", s.PagesHeight())
		}
		if err := s.Spoil(store.UndoRows, 0, change); err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		if _, err := store.Open("db", store.Options{FS: fs}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
