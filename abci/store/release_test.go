package store_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
)

// TestPagesOfAnotherRelease opens a store whose pages another release laid out.
func TestPagesOfAnotherRelease(t *testing.T) {
	m, fs := damaged(t, 1)
	s := mustOpen(t, fs, store.Options{})
	if err := errors.Join(s.DropPages(), s.SetRow("pother", "x"), s.SetLayout(1)); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	s = mustOpen(t, fs, store.Options{})
	m.checkView(t, s, m.height())
	m.checkView(t, s, m.height()-2)
	checkPages(t, s, m.tip())
	if err := s.Audit(nil); err != nil {
		t.Errorf("what was left of the other release: %v", err)
	}
	if err := s.SetLayout(4); err != nil {
		t.Fatal(err)
	}
	if err := s.Spoil(store.DataRows, 100, func([]byte) []byte { return nil }); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	if _, err := store.Open("db", store.Options{FS: fs}); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("a row is missing: %v", err)
	}
}

// TestUndoRowsOfAnotherRelease opens a store in which blocks wait for their pages, which
// another release would have laid out: what could be undone until then goes.
func TestUndoRowsOfAnotherRelease(t *testing.T) {
	m, fs := newModel(44), vfs.NewMem()
	s := mustOpen(t, fs, store.Options{})
	for range 8 {
		mustCommit(t, s, m.height()+1, m.block(300, 20))
	}
	if waiting := len(s.Dump(store.UndoRows)); waiting != 7 {
		t.Fatalf("%d undo rows", waiting)
	}
	if err := errors.Join(s.DropPages(), s.SetLayout(4)); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	s = mustOpen(t, fs, store.Options{})
	defer mustClose(t, s)
	if left := len(s.Dump(store.UndoRows)); left != 2 {
		t.Errorf("%d undo rows are left", left)
	}
	m.checkView(t, s, m.height())
	m.checkView(t, s, m.height()-2)
	if err := s.Audit(nil); err != nil {
		t.Error(err)
	}
}

// TestTipRowOfAnotherRelease refuses one that is cut short before anything is made anew.
func TestTipRowOfAnotherRelease(t *testing.T) {
	for layout, rest := range map[string]int{"\x01": 40, "\x04": 31} {
		_, fs := damaged(t, 1)
		s := mustOpen(t, fs, store.Options{})
		height := "\x00\x00\x00\x00\x00\x00\x00\x06"
		// The number of rows does not end; the hash is not whole.
		if err := s.SetRow("m", layout+height+strings.Repeat("\xff", rest)); err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		_, err := store.Open("db", store.Options{FS: fs})
		if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), "cut short") {
			t.Errorf("layout %x: %v", layout, err)
		}
	}
}
