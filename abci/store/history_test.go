package store_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"pgregory.net/rapid"

	"pedigree/abci/store"
	"pedigree/proof"
)

// TestAnyHistory plays random blocks and compares root, rows, pages, views and
// proofs with the definition, through reopening and dropped blocks.
func TestAnyHistory(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newModel(rapid.Uint64().Draw(rt, "seed"))
		fs := vfs.NewMem()
		o := store.Options{Keep: 1 + m.IntN(5), CacheBytes: int64(1 + m.IntN(1<<20)),
			Changes: []int{0, 1, 1 + m.IntN(1000), 1 << 20}[m.IntN(4)]}
		s := mustOpen(t, fs, o)
		defer func() { mustClose(t, s) }()
		deletes := m.IntN(90)
		for range 3 + m.IntN(8) {
			var cs []store.Change
			switch m.IntN(10) {
			case 0:
				cs = m.clear()
			case 1:
				cs = m.block(0, 0)
			case 2:
				cs = m.block(300+m.IntN(1500), deletes)
			default:
				cs = m.block(m.IntN(200), deletes)
			}
			if m.IntN(3) == 0 { // a block that is dropped
				mustApply(t, s, m.height(), cs[:len(cs)/2])
			}
			p := mustApply(t, s, m.height(), cs)
			if want := tree(t, m.tip()).Root(); p.Root() != want {
				rt.Fatalf("height %d: root %s, want %s", m.height(), p.Root(), want)
			}
			if err := s.Commit(p); err != nil {
				rt.Fatal(err)
			}
			if m.IntN(3) == 0 {
				mustClose(t, s)
				s = mustOpen(t, fs, o)
			}
			m.checkView(t, s, m.height())
			m.checkUndo(t, s)
		}
		m.checkPages(t, s)
	})
}

// TestLargeTree has pages on three levels.
func TestLargeTree(t *testing.T) {
	m := newModel(7)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), store.Options{CacheBytes: 1 << 20})
	defer mustClose(t, s)
	for _, b := range []struct{ size, deletes int }{
		{15_000, 0}, {10, 0}, {2000, 90}, {8000, 50}, {15_000, 95}, {1, 0}, {200, 10},
	} {
		mustCommit(t, s, m.height()+1, m.block(b.size, b.deletes))
		m.checkPages(t, s)
		m.checkView(t, s, m.height())
	}
}

// TestPagesOfUnchangedSubtrees lets a node cross the border between two levels, the
// lowest and others, so that a child which did not change moves into its page and out again.
func TestPagesOfUnchangedSubtrees(t *testing.T) {
	for level := store.PageLeaves; level < 10_000; level *= store.PageFanout {
		testUnchangedSubtrees(t, level-6)
	}
}

func testUnchangedSubtrees(t *testing.T, keys int) {
	s := mustOpen(t, vfs.NewMem(), store.Options{CacheBytes: 1})
	defer mustClose(t, s)
	state := map[string]store.Value{}
	for i := range keys {
		state[fmt.Sprintf("k0%04d", i)] = store.Value{Open: []byte("left")}
	}
	mustCommit(t, s, 1, changes(state))
	for h := uint64(2); h < 40; h++ {
		n := (h + 4) % 20 // up to 10 keys come, then they go
		c := store.Change{Key: fmt.Sprintf("k1%04d", min(n, 20-n)), Value: &store.Value{}}
		if n >= 10 {
			c.Value = nil
			delete(state, c.Key)
		} else {
			state[c.Key] = *c.Value
		}
		mustCommit(t, s, h, []store.Change{c})
		if s.Root() != tree(t, state).Root() {
			t.Fatalf("height %d: another root", h)
		}
		checkPages(t, s, state)
	}
}

func TestViewsOfOldHeights(t *testing.T) {
	const blocks, keep = 30, 10
	for seed := range uint64(3) {
		testViews(t, blocks, store.Options{Keep: keep, Changes: pagesAfter(seed)})
	}
}

func testViews(t *testing.T, blocks uint64, o store.Options) {
	m, fs, keep := newModel(3), vfs.NewMem(), uint64(o.Keep)
	s := mustOpen(t, fs, o)
	for range blocks {
		mustCommit(t, s, m.height()+1, m.block(100, 30))
		for h := m.height(); h > 0 && h > max(keep, m.height())-keep; h-- {
			m.checkView(t, s, h)
		}
	}
	if got := s.Snapshots(); got != o.Keep {
		t.Errorf("%d snapshots are open, want %d", got, keep)
	}
	wantErr(t, store.ErrPruned, s, blocks-keep)
	wantErr(t, store.ErrPruned, s, 0)
	wantErr(t, store.ErrFuture, s, blocks+1)

	old := mustView(t, s, blocks-keep+1)
	mustCommit(t, s, blocks+1, m.block(100, 30))
	if _, _, err := old.Get("k"); err != nil {
		t.Errorf("an open view is gone with its height: %v", err)
	}
	wantErr(t, store.ErrPruned, s, blocks-keep+1)
	mustClose(t, old)
	mustClose(t, old)
	if _, _, err := old.Get("k"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("a closed view answers %v", err)
	}
	mustClose(t, s)

	s = mustOpen(t, fs, o)
	defer mustClose(t, s)
	for h := m.height(); h >= m.height()-2; h-- {
		m.checkView(t, s, h)
	}
	wantErr(t, store.ErrPruned, s, m.height()-3)
	for range keep + 3 { // the heights undone leave the window like any other
		mustCommit(t, s, m.height()+1, m.block(20, 30))
		for h := m.height(); h > m.height()-3; h-- {
			m.checkView(t, s, h)
		}
	}
	if got := s.Snapshots(); got != o.Keep {
		t.Errorf("%d snapshots are open, want %d", got, keep)
	}
	m.checkUndo(t, s)
}

// checkUndo wants the undo rows that are needed after a restart, and no other.
func (m *model) checkUndo(t *testing.T, s *store.Store) {
	t.Helper()
	var got, want []uint64
	for h := uint64(2); h <= s.Height(); h++ {
		if h > s.PagesHeight() || h+2 > s.Height() {
			want = append(want, h)
		}
	}
	for _, row := range s.Dump(store.UndoRows) {
		got = append(got, binary.BigEndian.Uint64([]byte(row[1:])))
	}
	if !slices.Equal(got, want) {
		t.Fatalf("undo rows of %d at height %d with pages of %d, want those of %d", got, s.Height(),
			s.PagesHeight(), want)
	}
}

func wantErr(t *testing.T, want error, s *store.Store, h uint64) {
	t.Helper()
	if _, err := s.At(h); !errors.Is(err, want) {
		t.Errorf("height %d: %v, want %v", h, err, want)
	}
}

// TestDroppedBlocksLeaveNoTrace runs blocks twice, as consensus may.
func TestDroppedBlocksLeaveNoTrace(t *testing.T) {
	m, fs := newModel(5), vfs.NewMem()
	s := mustOpen(t, fs, store.Options{})
	mustCommit(t, s, 1, m.block(300, 0))
	before := slices.Concat(s.Dump(store.DataRows), s.Dump(store.PageRows))
	root := s.Root()

	first := mustApply(t, s, 2, m.block(200, 40))
	if s.Height() != 1 || s.Root() != root {
		t.Error("a block is visible before it is committed")
	}
	second := mustApply(t, s, 2, changes(m.tip()))
	third := mustApply(t, s, 2, nil)
	if third.Root() != root {
		t.Error("a block without changes has another root")
	}
	for _, p := range []*store.Pending{first, second, nil} {
		if err := s.Commit(p); !errors.Is(err, store.ErrStale) {
			t.Errorf("a block that was overtaken: %v", err)
		}
	}
	for _, h := range []uint64{0, 1, 3} {
		if _, err := s.Apply(h, nil, nil); !errors.Is(err, store.ErrHeight) {
			t.Errorf("height %d after 1: %v", h, err)
		}
	}
	if err := s.Commit(third); !errors.Is(err, store.ErrStale) {
		t.Errorf("a refused Apply must drop the pending block too: %v", err)
	}
	mustCommit(t, s, 2, nil)
	if s.Root() != root || s.Height() != 2 {
		t.Error("an idle block changes the root")
	}
	after := slices.Concat(s.Dump(store.DataRows), s.Dump(store.PageRows))
	if !slices.Equal(before, after) {
		t.Error("an idle or dropped block leaves a trace")
	}
	mustClose(t, s)
}

// TestSameRootOnAnyNumberOfCores compares the roots and pages of large blocks.
func TestSameRootOnAnyNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var want []string
	for _, cores := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(cores)
		m := newModel(11)
		m.shape = 1
		s := mustOpen(t, vfs.NewMem(), store.Options{})
		for range 3 {
			mustCommit(t, s, m.height()+1, m.block(5000, 20))
		}
		got := append(s.Dump(store.PageRows), s.Root().String())
		mustClose(t, s)
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d cores: another tree", cores)
		}
	}
}

// TestChainOfKeys makes one key 400 branches deep; nothing but its own path may
// notice.
func TestChainOfKeys(t *testing.T) {
	for seed := range uint64(3) {
		chainOfKeys(t, pagesAfter(seed))
	}
}

func chainOfKeys(t *testing.T, changes int) {
	s := mustOpen(t, vfs.NewMem(), store.Options{Changes: changes})
	defer mustClose(t, s)
	state := map[string]store.Value{}
	base := []byte("unit|09506000134352|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	for i := 20; i < len(base); i++ {
		for bit := range 6 {
			k := slices.Clone(base)
			k[i] ^= 1 << bit
			state[string(k)] = store.Value{Open: k}
		}
	}
	state[string(base)] = store.Value{Open: []byte("victim")}
	h := uint64(0)
	for key, v := range state {
		h++
		mustCommit(t, s, h, []store.Change{{Key: key, Value: &v}})
	}
	if want := tree(t, state).Root(); s.Root() != want {
		t.Errorf("root %s, want %s", s.Root(), want)
	}
	if s.PagesHeight() == h {
		checkPages(t, s, state)
	} else if changes == 1 {
		t.Errorf("pages of height %d at %d", s.PagesHeight(), h)
	}
	v := mustView(t, s, h)
	defer mustClose(t, v)
	qs := []proof.Query{{Key: string(base)}}
	p, err := v.Prove(qs, nil)
	if err != nil {
		t.Fatal(err)
	}
	if root, _, err := p.Verify(qs); err != nil || root != s.Root() || len(p) < 400 {
		t.Errorf("%d tokens, root %s: %v", len(p), root, err)
	}
}

func TestGenesis(t *testing.T) {
	for _, first := range []uint64{0, 1, 500} {
		t.Run(fmt.Sprint(first), func(t *testing.T) {
			fs := vfs.NewMem()
			s := mustOpen(t, fs, store.Options{})
			if !s.Empty() || s.Height() != 0 || s.Root() != proof.EmptyRoot() {
				t.Error("a new store is not empty")
			}
			v := mustView(t, s, 0)
			if _, err := v.Prove([]proof.Query{{Key: "a"}}, nil); err == nil {
				t.Error("a proof from the empty tree")
			}
			mustClose(t, v)
			mustCommit(t, s, first, nil)
			want := tree(t, nil).Root()
			for range 2 {
				if s.Empty() || s.Height() != first || s.Root() != want {
					t.Errorf("height %d, root %s", s.Height(), s.Root())
				}
				v := mustView(t, s, first)
				if _, ok, err := v.Get("!"); ok || err != nil {
					t.Errorf("a sentinel is a record: %v", err)
				}
				p, err := v.Prove([]proof.Query{{Key: "a"}}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if root, _, err := p.Verify([]proof.Query{{Key: "a"}}); err != nil || root != want {
					t.Errorf("root %s: %v", root, err)
				}
				mustClose(t, v)
				mustClose(t, s)
				s = mustOpen(t, fs, store.Options{})
			}
			mustCommit(t, s, first+1, []store.Change{{Key: "a", Value: &store.Value{}}})
			mustClose(t, s)
		})
	}
}
