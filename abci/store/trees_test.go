package store_test

import (
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
	"pedigree/proof"
)

// TestOldTreesTakeNoMemory proves at heights whose trees are neither in memory nor in
// pages, one after the other, from views that stay open: one of these is then in memory,
// unless pages are of all heights.
func TestOldTreesTakeNoMemory(t *testing.T) {
	for changes, trees := range map[int][2]int{0: {10, 11}, 2500: {5, 6}, 1: {2, 2}} {
		testOldTrees(t, store.Options{Changes: changes}, trees[0], trees[1])
	}
}

func testOldTrees(t *testing.T, o store.Options, trees, after int) {
	m := newModel(6)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), o)
	defer mustClose(t, s)
	var views []*store.View
	for range 20 {
		mustCommit(t, s, m.height()+1, m.block(300, 20))
		views = append(views, mustView(t, s, m.height()))
	}
	if got := s.Trees(); got != trees {
		t.Errorf("with %d changes %d trees are in memory, want %d", o.Changes, got, trees)
	}
	qs := []proof.Query{{Key: "unit|1|77"}, proof.PrefixQuery("unit|0|1")}
	for range 2 {
		for i, v := range views {
			p, err := v.Prove(qs, nil)
			if err != nil {
				t.Fatal(err)
			}
			if root, _, err := p.Verify(qs); err != nil || root != tree(t, m.states[i+1]).Root() {
				t.Errorf("height %d: %v", i+1, err)
			}
		}
	}
	if got := s.Trees(); got != after {
		t.Errorf("with %d changes %d trees are in memory after the proofs, want %d", o.Changes, got, after)
	}
	for _, v := range views {
		mustClose(t, v)
	}
}

// TestClosedWhileOldTreesAreComputed closes the store under readers of heights whose
// trees are computed one after the other: they finish, or hear that it is closed.
func TestClosedWhileOldTreesAreComputed(t *testing.T) {
	m := newModel(8)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), store.Options{})
	var views []*store.View
	for range 20 {
		mustCommit(t, s, m.height()+1, m.block(1000, 20))
		views = append(views, mustView(t, s, m.height()))
	}
	begun, ended := make(chan struct{}, len(views)), make(chan error)
	for _, v := range views {
		go func() {
			begun <- struct{}{}
			_, err := v.Prove([]proof.Query{{Key: "unit|1|77"}}, nil)
			ended <- err
		}()
	}
	<-begun
	mustClose(t, s)
	for _, v := range views {
		if err := <-ended; err != nil && !errors.Is(err, store.ErrClosed) {
			t.Error(err)
		}
		mustClose(t, v)
	}
}

// TestOldTreesAreLetGo counts the trees in memory while views of heights that are no
// longer kept prove and close, one after the other, and one of a tip that Put replaced.
func TestOldTreesAreLetGo(t *testing.T) {
	m := newModel(7)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), store.Options{Keep: 8, Changes: 1200})
	defer mustClose(t, s)
	var views []*store.View
	commit := func(blocks int) {
		for range blocks {
			mustCommit(t, s, m.height()+1, m.block(200, 20))
			views = append(views, mustView(t, s, m.height()))
		}
	}
	prove := func(height uint64) {
		t.Helper()
		if _, err := views[height-1].Prove([]proof.Query{{Key: "unit|1|77"}}, nil); err != nil {
			t.Fatal(err)
		}
	}
	want := func(trees int, when string) {
		t.Helper()
		if got := s.Trees(); got != trees {
			t.Errorf("%s: %d trees are in memory, want %d", when, got, trees)
		}
	}
	commit(20)
	want(4, "the newest")
	prove(3)
	prove(4)
	want(5, "and an old one")
	prove(3)
	mustClose(t, views[3])
	want(5, "another is closed")
	mustClose(t, views[2])
	want(4, "it is closed")
	prove(14)
	commit(1)
	want(5, "blocks go on")
	mustClose(t, views[13])
	want(5, "it is closed and still kept")
	commit(2)
	want(4, "it is no longer kept")
	if err := s.Put([]store.AuxRow{{Key: []byte("late")}}); err != nil {
		t.Fatal(err)
	}
	commit(10)
	want(4, "the tip was replaced")
	prove(23)
	want(5, "and is read")
	for i, v := range views {
		if i != 2 && i != 3 && i != 13 {
			mustClose(t, v)
		}
	}
	want(4, "all are closed")
}
