package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
	"pedigree/proof"
)

func TestKeysRefused(t *testing.T) {
	s := mustOpen(t, vfs.NewMem(), store.Options{})
	defer mustClose(t, s)
	for _, key := range []string{"", "!", "~", "a\x00", "\xff", strings.Repeat("k", 65)} {
		for _, v := range []*store.Value{nil, {}} {
			_, err := s.Apply(1, []store.Change{{Key: "ok", Value: &store.Value{}}, {Key: key, Value: v}}, nil)
			if !errors.Is(err, proof.ErrKey) {
				t.Errorf("%q: %v", key, err)
			}
		}
	}
	if !s.Empty() {
		t.Error("a refused block was committed")
	}
}

func TestLastChangeOfAKeyCounts(t *testing.T) {
	s := mustOpen(t, vfs.NewMem(), store.Options{})
	defer mustClose(t, s)
	val := func(n string) *store.Value { return &store.Value{Open: []byte(n), Sealed: []byte("s")} }
	mustCommit(t, s, 1, []store.Change{
		{Key: "a", Value: val("1")}, {Key: "b", Value: val("1")}, {Key: "a", Value: val("2")},
		{Key: "b"}, {Key: "c"}, {Key: "c", Value: val("3")},
	})
	want := map[string]store.Value{"a": *val("2"), "c": *val("3")}
	if s.Root() != tree(t, want).Root() {
		t.Error("another root")
	}
	v := mustView(t, s, 1)
	defer mustClose(t, v)
	for _, key := range []string{"a", "b", "c"} {
		w, there := want[key]
		if got, ok, err := v.Get(key); err != nil || ok != there || !sameValue(got, w) {
			t.Errorf("%q is %v, %v: %v", key, got, ok, err)
		}
	}
}

// TestRange gives bounds and limits.
func TestRange(t *testing.T) {
	s := mustOpen(t, vfs.NewMem(), store.Options{})
	defer mustClose(t, s)
	var cs []store.Change
	for _, key := range []string{"a", "ab", "b", "ba", "c"} {
		cs = append(cs, store.Change{Key: key, Value: &store.Value{Open: []byte(key)}})
	}
	mustCommit(t, s, 1, cs)
	v := mustView(t, s, 1)
	defer mustClose(t, v)
	for _, c := range []struct {
		from, to string
		limit    int
		want     string
	}{
		{"", "", 0, "a ab b ba c"}, {"a", "b", 0, "a ab"}, {"aa", "bb", 0, "ab b ba"},
		{"", "", 2, "a ab"}, {"b", "", 1, "b"}, {"c", "c", 0, ""}, {"d", "", 0, ""},
		{"b", "a", 0, ""}, {"~", "", 0, ""}, {"", "a", 0, ""},
	} {
		var got []string
		var kept []store.Value
		err := v.Range(c.from, c.to, c.limit, func(key string, val store.Value) bool {
			got, kept = append(got, key), append(kept, val)
			return true
		})
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("[%q, %q) %d: %q: %v", c.from, c.to, c.limit, got, err)
		}
		for i, val := range kept {
			if string(val.Open) != got[i] {
				t.Errorf("the value of %q was overwritten", got[i])
			}
		}
	}
	n := 0
	err := v.Range("", "", 0, func(string, store.Value) bool { n++; return n < 3 })
	if err != nil || n != 3 {
		t.Errorf("%d rows before the stop: %v", n, err)
	}
}

// TestAux commits rows outside the tree with a block, and only with it.
func TestAux(t *testing.T) {
	fs := vfs.NewMem()
	s := mustOpen(t, fs, store.Options{})
	aux := func(key, value string) store.AuxRow {
		return store.AuxRow{Key: []byte(key), Value: []byte(value)}
	}
	list := func(from, to string) (out []string) {
		t.Helper()
		end := []byte(to)
		if to == "" {
			end = nil
		}
		err := s.AuxRange([]byte(from), end, func(k, v []byte) bool {
			out = append(out, fmt.Sprintf("%s=%s", k, v))
			return len(out) < 3
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	commit := func(h uint64, rows ...store.AuxRow) {
		t.Helper()
		p, err := s.Apply(h, nil, rows)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := s.Aux(rows[0].Key); ok && h == 1 {
			t.Error("a row is visible before its block")
		}
		if err := s.Commit(p); err != nil {
			t.Fatal(err)
		}
	}
	commit(1, aux("a", "1"), aux("b", ""), aux("c", "3"), aux("d", "4"), aux("\xff", "5"))
	root := s.Root()
	commit(2, aux("c", "6"), store.AuxRow{Key: []byte("a"), Delete: true})
	if s.Root() != root {
		t.Error("rows outside the tree change its root")
	}
	mustClose(t, s)
	s = mustOpen(t, fs, store.Options{})
	defer func() { mustClose(t, s) }()
	for key, want := range map[string]string{"a": "-", "b": "", "c": "6", "\xff": "5", "x": "-"} {
		v, ok, err := s.Aux([]byte(key))
		if err != nil || ok != (want != "-") || ok && string(v) != want {
			t.Errorf("%q is %q, %v: %v", key, v, ok, err)
		}
	}
	if got := list("", ""); !slices.Equal(got, []string{"b=", "c=6", "d=4"}) {
		t.Errorf("from the start until stopped: %q", got)
	}
	if got := list("c", "d"); !slices.Equal(got, []string{"c=6"}) {
		t.Errorf("from c to d: %q", got)
	}
	if got := list("e", ""); !slices.Equal(got, []string{"\xff=5"}) {
		t.Errorf("to the end: %q", got)
	}
}

// TestOnDisk uses real files, and refuses a second opener.
func TestOnDisk(t *testing.T) {
	dir := t.TempDir() + "/deep/state"
	m := newModel(31)
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	mustCommit(t, s, 1, m.block(500, 0))
	mustCommit(t, s, 2, m.block(500, 20))
	if _, err := store.Open(dir, store.Options{}); err == nil {
		t.Error("two stores in one place")
	}
	mustClose(t, s)
	s, err = store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, s)
	m.checkView(t, s, 2)
	m.checkView(t, s, 1)
}
