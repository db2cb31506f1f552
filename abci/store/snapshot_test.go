package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
	"pgregory.net/rapid"

	"pedigree/abci/store"
	"pedigree/proof"
)

// chunksOf makes all chunks of a view.
func chunksOf(t testing.TB, v *store.View) (out [][]byte) {
	t.Helper()
	for i := range v.Chunks() {
		b, err := v.Chunk(i)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

func mustBegin(t testing.TB, s *store.Store, height uint64, root proof.Hash) *store.Restore {
	t.Helper()
	r, err := s.BeginRestore(height, root)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func addAll(t testing.TB, r *store.Restore, chunks [][]byte) {
	t.Helper()
	for i, c := range chunks {
		if err := r.Add(c); err != nil {
			t.Fatalf("chunk %d: %v", i, err)
		}
	}
}

// TestRestoreIsTheSameStore copies states of any history while blocks go on: the
// copy has the same rows and pages, goes on with the same blocks to the same roots,
// and offers the same chunks.
func TestRestoreIsTheSameStore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newModel(rapid.Uint64().Draw(rt, "seed"))
		s := mustOpen(t, vfs.NewMem(), store.Options{CacheBytes: int64(1 + m.IntN(1<<18))})
		defer mustClose(t, s)
		size := 1 + m.IntN(200)
		s.SetChunkRows(size)
		for range 1 + m.IntN(3) {
			mustCommit(t, s, m.height()+1, m.block(m.IntN(600), m.IntN(60)))
		}
		h := m.height()
		v := mustView(t, s, h)
		defer mustClose(t, v)
		mustCommit(t, s, h+1, m.block(200, 50))
		chunks := chunksOf(t, v)

		fs := vfs.NewMem()
		c := mustOpen(t, fs, store.Options{})
		c.SetChunkRows(size)
		r := mustBegin(t, c, h, v.Root())
		addAll(t, r, chunks)
		if err := r.Finish([]store.AuxRow{{Key: []byte("n"), Value: []byte("7")}}); err != nil {
			rt.Fatal(err)
		}
		checkPages(t, c, m.states[h])
		m.checkView(t, c, h)
		if m.IntN(2) == 0 {
			mustClose(t, c)
			c = mustOpen(t, fs, store.Options{})
			c.SetChunkRows(size)
		}
		if b, ok, err := c.Aux([]byte("n")); err != nil || !ok || string(b) != "7" {
			rt.Fatalf("the row beside is %q: %v", b, err)
		}
		w := mustView(t, c, h)
		if !slices.EqualFunc(chunks, chunksOf(t, w), slices.Equal[[]byte]) {
			rt.Fatal("the copy offers other chunks")
		}
		mustClose(t, w)
		mustCommit(t, c, h+1, m.replay(h+1))
		if c.Root() != s.Root() {
			rt.Fatal("the copy goes on to another root")
		}
		m.checkPages(t, c)
		m.checkView(t, c, h)
		mustClose(t, c)
	})
}

// smallSnapshot is a state of a few chunks, and chunks that do not belong to it.
func smallSnapshot(t *testing.T) (m *model, root proof.Hash, chunks, foreign [][]byte) {
	m = newModel(5)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), store.Options{})
	defer mustClose(t, s)
	s.SetChunkRows(25)
	for range 2 {
		mustCommit(t, s, m.height()+1, m.block(60, 20))
	}
	old, tip := mustView(t, s, 1), mustView(t, s, 2)
	defer mustClose(t, old)
	defer mustClose(t, tip)
	chunks, foreign = chunksOf(t, tip), chunksOf(t, old)
	s.SetChunkRows(40)
	return m, tip.Root(), chunks, append(foreign, chunksOf(t, tip)[1])
}

// TestWrongChunksAreRefused offers each chunk flipped in each byte, cut, doubled,
// out of order and of another state, and then the right one: what was refused has
// left no trace.
func TestWrongChunksAreRefused(t *testing.T) {
	m, root, chunks, foreign := smallSnapshot(t)
	s := mustOpen(t, vfs.NewMem(), store.Options{})
	defer mustClose(t, s)
	r := mustBegin(t, s, 2, root)
	refused := 0
	refuse := func(what string, b []byte) {
		t.Helper()
		if err := r.Add(b); !errors.Is(err, store.ErrChunk) {
			t.Fatalf("%s: %v", what, err)
		}
		refused++
	}
	for i, c := range chunks {
		for at := range c {
			bad := slices.Clone(c)
			bad[at] ^= 1 << (at % 8)
			refuse(fmt.Sprintf("chunk %d, byte %d flipped", i, at), bad)
			if at%16 == 0 {
				refuse("a chunk cut", c[:at])
			}
		}
		refuse("a longer chunk", append(slices.Clone(c), 0))
		for j, other := range chunks {
			if j != i {
				refuse(fmt.Sprintf("chunk %d instead of %d", j, i), other)
			}
		}
		for _, f := range foreign {
			refuse("a chunk of another state or size", f)
		}
		if err := r.Finish(nil); !errors.Is(err, store.ErrRestore) {
			t.Fatalf("finished after %d chunks: %v", i, err)
		}
		if err := r.Add(c); err != nil {
			t.Fatal(err)
		}
		if r.Chunks() != i+1 {
			t.Fatalf("%d chunks were taken, it says %d", i+1, r.Chunks())
		}
	}
	refuse("one more", chunks[len(chunks)-1])
	if err := r.Finish(nil); err != nil {
		t.Fatal(err)
	}
	checkPages(t, s, m.tip())
	t.Logf("%d chunks, %d forgeries refused", len(chunks), refused)
}

// TestRestoreBegins only in an empty store, one at a time, and no block beside it.
func TestRestoreBegins(t *testing.T) {
	m, root, chunks, _ := smallSnapshot(t)
	s := mustOpen(t, vfs.NewMem(), store.Options{})
	defer mustClose(t, s)
	first := mustBegin(t, s, 2, root)
	addAll(t, first, chunks[:1])
	if _, err := s.Apply(1, nil, nil); err == nil {
		t.Error("a block beside a restoration")
	}
	v, err := s.Tip()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Range("", "", 0, func(string, store.Value) bool { return false }); err != nil {
		t.Error(err)
	}
	if !s.Empty() || v.Chunks() != 0 {
		t.Error("half a state is visible")
	}
	mustClose(t, v)
	second := mustBegin(t, s, 2, root)
	if err := first.Add(chunks[1]); !errors.Is(err, store.ErrRestore) {
		t.Errorf("the first goes on: %v", err)
	}
	addAll(t, second, chunks)
	if err := second.Finish(nil); err != nil {
		t.Fatal(err)
	}
	m.checkView(t, s, 2)
	if err := second.Finish(nil); !errors.Is(err, store.ErrRestore) {
		t.Errorf("finished twice: %v", err)
	}
	if _, err := s.BeginRestore(3, root); !errors.Is(err, store.ErrRestore) {
		t.Errorf("over a state: %v", err)
	}
}

// TestPowerLossDuringRestore crashes at random operations: the store is then empty
// and takes the state again, or has it whole.
func TestPowerLossDuringRestore(t *testing.T) {
	m, root, chunks, _ := smallSnapshot(t)
	empty, whole := 0, 0
	for seed := range uint64(8) {
		disk := vfs.NewCrashableMem()
		c := &crasher{disk: disk, rng: rand.New(rand.NewPCG(seed, 4))}
		s := mustOpen(t, errorfs.Wrap(disk, c), store.Options{})
		r := mustBegin(t, s, 2, root)
		for _, b := range chunks {
			addAll(t, r, [][]byte{b})
			if err := s.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Finish(nil); err != nil {
			t.Fatal(err)
		}
		c.crashes = append(c.crashes, crash{disk: disk.CrashClone(vfs.CrashCloneCfg{})})
		mustClose(t, s)
		for _, crash := range c.crashes {
			s := mustOpen(t, crash.disk, store.Options{})
			if s.Empty() {
				empty++
				if n := len(s.Dump(store.DataRows)) + len(s.Dump(store.PageRows)); n != 0 {
					t.Fatalf("%d rows are left", n)
				}
				r := mustBegin(t, s, 2, root)
				addAll(t, r, chunks)
				if err := r.Finish(nil); err != nil {
					t.Fatal(err)
				}
			} else {
				whole++
			}
			m.checkView(t, s, 2)
			checkPages(t, s, m.tip())
			mustClose(t, s)
		}
	}
	t.Logf("%d crashes left nothing, %d all", empty, whole)
	if empty < 10 || whole == 0 {
		t.Error("the crashes are not varied")
	}
}

// TestChunksBesideTheWriter makes and takes chunks while blocks are committed; run it
// with -race. A store that is closed in the middle says so.
func TestChunksBesideTheWriter(t *testing.T) {
	m := newModel(43)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), store.Options{CacheBytes: 1 << 20})
	s.SetChunkRows(100)
	mustCommit(t, s, 1, m.block(3000, 0))
	v := mustView(t, s, 1)
	fs := vfs.NewMem()
	to := mustOpen(t, fs, store.Options{})
	r := mustBegin(t, to, 1, v.Root())
	n := v.Chunks()
	done := make(chan error, 1)
	go func() {
		for i := range n - 1 {
			b, err := v.Chunk(i)
			if err == nil {
				err = r.Add(b)
			}
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for range 10 {
		mustCommit(t, s, m.height()+1, m.block(500, 40))
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	last, err := v.Chunk(n - 1)
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, to)
	if err := r.Add(last); !errors.Is(err, store.ErrClosed) {
		t.Errorf("a chunk for a closed store: %v", err)
	}
	to = mustOpen(t, fs, store.Options{})
	r = mustBegin(t, to, 1, v.Root())
	addAll(t, r, chunksOf(t, v))
	if err := r.Finish(nil); err != nil {
		t.Fatal(err)
	}
	checkPages(t, to, m.states[1])
	mustClose(t, to)
	mustClose(t, v)
	mustClose(t, s)
}
