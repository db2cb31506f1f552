package store_test

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
	"pedigree/proof"
)

// TestAHundredHeights reads and proves at any of the last hundred heights while
// blocks go on: within the window none is refused.
func TestAHundredHeights(t *testing.T) {
	const blocks, window = 160, 100
	m := newModel(41)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), store.Options{CacheBytes: 1 << 20})
	var roots [blocks + 1]proof.Hash
	var tip, reads atomic.Uint64
	var readers sync.WaitGroup
	for seed := range uint64(3) {
		readers.Go(func() {
			r := rand.New(rand.NewPCG(seed, 12))
			for h := tip.Load(); h < blocks; h = tip.Load() {
				if h == 0 {
					continue
				}
				// Ten blocks may be committed between the choice and the read.
				at := h - r.Uint64N(min(h, window-10))
				v, err := s.At(at)
				if err != nil {
					if tip.Load() < h+10 {
						t.Errorf("height %d at %d: %v", at, h, err)
						return
					}
					continue
				}
				mustClose(t, v)
				if err := readOnce(s, at, roots[at]); err != nil {
					t.Errorf("height %d at %d: %v", at, h, err)
					return
				}
				reads.Add(1)
			}
		})
	}
	for h := uint64(1); h <= blocks; h++ {
		p := mustApply(t, s, h, m.block(100, 30))
		roots[h] = p.Root()
		if err := s.Commit(p); err != nil {
			t.Fatal(err)
		}
		tip.Store(h)
	}
	readers.Wait()
	for h := uint64(blocks); h > blocks-window; h-- {
		if h%9 == 0 {
			m.checkView(t, s, h)
		} else if v := mustView(t, s, h); v.Root() != roots[h] || v.Close() != nil {
			t.Errorf("height %d has another root", h)
		}
	}
	wantErr(t, store.ErrPruned, s, blocks-window)
	mustClose(t, s)
	if reads.Load() == 0 {
		t.Error("nothing was read beside the blocks")
	}
}

// TestAReaderDoesNotHoldUpTheWriter commits blocks while a reader is in the middle of
// a list, which then goes on to say what it began with.
func TestAReaderDoesNotHoldUpTheWriter(t *testing.T) {
	m := newModel(42)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), store.Options{})
	defer mustClose(t, s)
	mustCommit(t, s, 1, m.block(2000, 0))
	v := mustView(t, s, 1)
	defer mustClose(t, v)
	inside, goOn, done := make(chan struct{}), make(chan struct{}), make(chan int)
	go func() {
		n := 0
		if err := v.Range("", "", 0, func(key string, val store.Value) bool {
			if n++; n == 500 {
				close(inside)
				<-goOn
			}
			return sameValue(val, m.states[1][key])
		}); err != nil {
			t.Error(err)
		}
		done <- n
	}()
	<-inside
	for range 5 {
		mustCommit(t, s, m.height()+1, m.block(2000, 80))
	}
	close(goOn)
	if n := <-done; n != len(m.states[1]) {
		t.Errorf("%d rows, want %d", n, len(m.states[1]))
	}
}
