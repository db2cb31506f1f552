package store_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
	"pedigree/proof"
)

// TestReadersBesideTheWriter reads and proves at many heights while blocks are
// committed; run it with -race.
func TestReadersBesideTheWriter(t *testing.T) {
	m := newModel(21)
	m.shape = 1
	s := mustOpen(t, vfs.NewMem(), store.Options{Keep: 5, CacheBytes: 1 << 20})
	const blocks = 40
	var roots [blocks + 1]proof.Hash
	var tip atomic.Uint64
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for n := uint64(0); ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				h := tip.Load()
				if h < 5 {
					continue
				}
				if err := readOnce(s, h-n%4, roots[h-n%4]); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for h := uint64(1); h <= blocks; h++ {
		p := mustApply(t, s, h, m.block(400, 30))
		roots[h] = p.Root()
		if err := s.Commit(p); err != nil {
			t.Fatal(err)
		}
		tip.Store(h)
	}
	close(stop)
	readers.Wait()
	mustClose(t, s)
	if n := s.Snapshots(); n > 5 {
		t.Errorf("%d snapshots are open", n)
	}
}

// readOnce wants one height to agree with itself. It may be gone by now.
func readOnce(s *store.Store, h uint64, root proof.Hash) error {
	v, err := s.At(h)
	if errors.Is(err, store.ErrPruned) {
		return nil
	}
	if err != nil {
		return err
	}
	qs := []proof.Query{proof.PrefixQuery("unit|1|1"), {Key: "unit|0|77"}}
	p, err := v.Prove(qs, nil)
	if err != nil {
		return err
	}
	got, res, err := p.Verify(qs)
	if err == nil && got != root {
		err = errors.New("another root")
	}
	list, _ := res.Range("unit|1|1", "unit|1|2")
	n := 0
	err = errors.Join(err, v.Range("unit|1|1", "unit|1|2", 0, func(key string, _ store.Value) bool {
		if n < len(list) && list[n].Key == key {
			n++
		}
		return true
	}))
	if err == nil && n != len(list) {
		err = errors.New("rows and proof differ")
	}
	return errors.Join(err, v.Close())
}

// TestCloseBesideReaders closes the store under its readers: they finish or hear
// ErrClosed.
func TestCloseBesideReaders(t *testing.T) {
	m := newModel(22)
	s := mustOpen(t, vfs.NewMem(), store.Options{})
	mustCommit(t, s, 1, m.block(1000, 0))
	v := mustView(t, s, 1)
	inside, done := make(chan struct{}), make(chan error)
	go func() {
		first := true
		done <- v.Range("", "", 0, func(key string, _ store.Value) bool {
			if first {
				first = false
				close(inside)
			}
			_, _, err := v.Get(key) // may hear ErrClosed, must not hang
			return err == nil || errors.Is(err, store.ErrClosed)
		})
	}()
	<-inside
	mustClose(t, s)
	if err := <-done; err != nil {
		t.Error(err)
	}
	mustClose(t, s)
	mustClose(t, v)
	if _, _, err := v.Get("k"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Get: %v", err)
	}
	if _, err := s.At(1); !errors.Is(err, store.ErrClosed) {
		t.Errorf("At: %v", err)
	}
	if _, err := s.Apply(2, nil, nil); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Apply: %v", err)
	}
	if _, _, err := s.Aux(nil); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Aux: %v", err)
	}
}
