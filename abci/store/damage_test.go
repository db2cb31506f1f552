package store_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
	"pedigree/proof"
)

// damaged makes a closed store of a few blocks, part of it in table files, part
// in the write-ahead log.
func damaged(t *testing.T, seed uint64) (*model, *vfs.MemFS) {
	t.Helper()
	m, fs := newModel(seed), vfs.NewMem()
	m.shape = 1
	s := mustOpen(t, fs, store.Options{Changes: pagesAfter(seed)})
	for i := range 6 {
		mustCommit(t, s, m.height()+1, m.block(300, 20))
		if i == 3 {
			if err := s.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	mustClose(t, s)
	return m, fs
}

// readAll reads every row and proves a few; it returns the first error.
func (m *model) readAll(s *store.Store) error {
	v, err := s.Tip()
	if err != nil {
		return err
	}
	var qs []proof.Query
	err = v.Range("", "", 0, func(key string, val store.Value) bool {
		if len(qs) < 200 {
			qs = append(qs, proof.Query{Key: key})
		}
		return true
	})
	if err == nil && len(qs) > 0 {
		_, err = v.Prove(qs, nil)
	}
	if err != nil && !errors.Is(err, store.ErrCorrupt) {
		return fmt.Errorf("a view does not say what it is: %v", err)
	}
	return errors.Join(err, s.ReadAll(), v.Close())
}

// TestFlippedBits flips single bits in the files: the store refuses as ErrCorrupt, naming the
// file, and takes no block that needs it, or what it says is one of the states that were committed, whole.
func TestFlippedBits(t *testing.T) {
	refused, harmless, blocks := 0, 0, 0
	for seed := range uint64(60) {
		m, fs := damaged(t, seed%3)
		r := rand.New(rand.NewPCG(seed, 4))
		file := flipBit(t, fs, r)
		s, err := store.Open("db", store.Options{FS: fs})
		if err == nil {
			if err = m.readAll(s); err == nil {
				m.checkView(t, s, s.Height())
				m.checkPages(t, s)
				harmless++
			} else if _, e := s.Apply(s.Height()+1, m.block(500, 20), nil); e != nil {
				blocks++
				if !errors.Is(e, store.ErrCorrupt) {
					t.Errorf("seed %d: a block is not refused as ErrCorrupt: %v", seed, e)
				}
			}
			_ = s.Close() // a damaged file may be noticed here too
		}
		if err != nil {
			refused++
			name := file[:len(file)-len(".sst")]
			if !strings.Contains(err.Error(), strings.TrimLeft(name, "0")) {
				t.Errorf("seed %d: %s is not named: %v", seed, file, err)
			}
			if !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("seed %d: %s: not ErrCorrupt: %v", seed, file, err)
			}
		}
	}
	t.Logf("%d refused, %d harmless, %d blocks refused", refused, harmless, blocks)
	if refused < 10 || blocks == 0 {
		t.Error("almost nothing was noticed")
	}
}

// flipBit flips a bit of one file of rows and returns its name.
func flipBit(t *testing.T, fs *vfs.MemFS, r *rand.Rand) string {
	t.Helper()
	names, err := fs.List("db")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	names = slices.DeleteFunc(names, func(n string) bool {
		return !strings.HasSuffix(n, ".sst") && !strings.HasSuffix(n, ".log")
	})
	for {
		path := "db/" + names[r.IntN(len(names))]
		f, err := fs.OpenReadWrite(path, vfs.WriteCategoryUnspecified)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) == 0 {
			mustClose(t, f)
			continue
		}
		at := r.IntN(len(b))
		if _, err := f.WriteAt([]byte{b[at] ^ 1<<r.IntN(8)}, int64(at)); err != nil {
			t.Fatal(err)
		}
		mustClose(t, f)
		return path[len("db/"):]
	}
}

// TestFlippedBitsOfManyRows flips bits in files so large that opening reads little of them:
// it is the view that refuses, and names the file.
func TestFlippedBitsOfManyRows(t *testing.T) {
	refused := 0
	for seed := range uint64(12) {
		m, fs := newModel(seed), vfs.NewMem()
		m.shape = 1
		s := mustOpen(t, fs, store.Options{Changes: 1})
		mustCommit(t, s, 1, m.block(30_000, 0))
		for range 3 { // so that going back needs little
			mustCommit(t, s, m.height()+1, m.block(2, 0))
		}
		if err := errors.Join(s.Flush(), s.Compact(t.Context())); err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		file := flipBit(t, fs, rand.New(rand.NewPCG(seed, 6)))
		s, err := store.Open("db", store.Options{FS: fs})
		if err != nil {
			continue
		}
		v := mustView(t, s, m.height())
		err = v.Range("", "", 0, func(string, store.Value) bool { return true })
		if err != nil {
			refused++
			name := strings.TrimLeft(strings.TrimSuffix(file, ".sst"), "0")
			if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), name) {
				t.Errorf("seed %d, %s: %v", seed, file, err)
			}
		}
		_, _ = v.Close(), s.Close() // a damaged file may be noticed here too
	}
	if refused < 3 {
		t.Errorf("only %d views refused", refused)
	}
}

// TestSpoiledRows changes rows behind Pebble's checksums, as a defect in our own
// code would: a proof is refused, never wrong.
func TestSpoiledRows(t *testing.T) {
	noticed := 0
	for seed := range uint64(80) {
		r := rand.New(rand.NewPCG(seed, 5))
		m, fs := damaged(t, seed%3)
		s := mustOpen(t, fs, store.Options{CacheBytes: 1})
		kind := []byte{store.DataRows, store.PageRows}[seed%2]
		if err := s.Spoil(kind, r.IntN(1000), func(row []byte) []byte {
			if r.IntN(4) == 0 {
				return nil
			}
			row[r.IntN(len(row))] ^= 1 << r.IntN(8)
			return row
		}); err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		s, err := store.Open("db", store.Options{FS: fs})
		if err == nil {
			err = m.proveAll(t, s)
			mustClose(t, s)
		}
		if err != nil && !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("seed %d: %v", seed, err)
		}
		if err != nil {
			noticed++
		}
	}
	if noticed < 70 {
		t.Errorf("only %d of 80 noticed", noticed)
	}
}

// proveAll proves every key on its own and checks what is proven.
func (m *model) proveAll(t *testing.T, s *store.Store) error {
	v, err := s.Tip()
	if err != nil {
		return err
	}
	defer mustClose(t, v)
	want := tree(t, m.tip()).Root()
	for key, val := range m.tip() {
		qs := []proof.Query{{Key: key}}
		p, err := v.Prove(qs, nil)
		if err != nil {
			return err
		}
		root, res, err := p.Verify(qs)
		e, state := res.Get(key)
		if err != nil || root != want || state != proof.Present || string(e.Open) != string(val.Open) {
			t.Fatalf("%q: %v, %s", key, err, state)
		}
	}
	return nil
}

func TestTipRowSpoiled(t *testing.T) {
	for n, change := range []func([]byte) []byte{
		func([]byte) []byte { return nil },
		func(b []byte) []byte { return b[:5] },
		func(b []byte) []byte { return b[:9] },
		func(b []byte) []byte { return b[:20] },
		func(b []byte) []byte { b[0]++; return b },
		func(b []byte) []byte { b[12] ^= 1; return b },
		func(b []byte) []byte { return b[:len(b)-1] },
	} {
		_, fs := damaged(t, 1)
		s := mustOpen(t, fs, store.Options{})
		if err := s.Spoil(store.MetaRows, 0, change); err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		if _, err := store.Open("db", store.Options{FS: fs}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("change %d: %v", n, err)
		}
	}
}

// TestTipRowWithoutARoot has no undo row that could contradict it.
func TestTipRowWithoutARoot(t *testing.T) {
	m, fs := newModel(9), vfs.NewMem()
	s := mustOpen(t, fs, store.Options{})
	mustCommit(t, s, 1, m.block(20, 30))
	if err := s.Spoil(store.MetaRows, 0, func(b []byte) []byte { return b[:9] }); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	if _, err := store.Open("db", store.Options{FS: fs}); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("got %v, want ErrCorrupt", err)
	}
}

// TestRowsThatNobodyWrote are whole, and say what cannot be: pages of a height to come,
// one key twice, two keys that are the same bits.
func TestRowsThatNobodyWrote(t *testing.T) {
	for name, c := range map[string]struct {
		kind   byte
		change func([]byte) []byte
	}{
		"pages":    {store.MetaRows, func(b []byte) []byte { b[41] = 9; return b }},
		"one key":  {store.UndoRows, func(b []byte) []byte { return append(b[:32], "\x01k\x02\x00\x01k\x02\x00"...) }},
		"two keys": {store.UndoRows, func(b []byte) []byte { return append(b[:32], "\x01k\x02\x00\x02k\x00\x02\x00"...) }},
	} {
		_, fs := damaged(t, 0)
		s := mustOpen(t, fs, store.Options{})
		if err := s.Spoil(c.kind, 0, c.change); err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		if _, err := store.Open("db", store.Options{FS: fs}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUndoRowSpoiled(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 6))
		m, fs := damaged(t, seed%3)
		s := mustOpen(t, fs, store.Options{})
		if err := s.Spoil(store.UndoRows, int(seed%7), func(b []byte) []byte {
			if r.IntN(2) == 0 {
				return b[:r.IntN(len(b))]
			}
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			return b
		}); err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		s, err := store.Open("db", store.Options{FS: fs})
		if err == nil { // a row of a key that never was: nothing to undo
			m.checkView(t, s, m.height()-1)
			m.checkView(t, s, m.height()-2)
			mustClose(t, s)
		} else if !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// TestWithoutItsMarker loses the file that says which manifest counts: the store refuses
// to open, where Pebble would make an empty database and replay the log into it.
func TestWithoutItsMarker(t *testing.T) {
	_, fs := damaged(t, 1)
	names, err := fs.List("db")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasPrefix(name, "marker.manifest.") {
			if err := fs.Remove("db/" + name); err != nil {
				t.Fatal(err)
			}
		}
	}
	if s, err := store.Open("db", store.Options{FS: fs}); err == nil {
		t.Errorf("opened at height %d", s.Height())
	}
}
