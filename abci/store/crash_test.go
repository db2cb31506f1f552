package store_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"pedigree/abci/store"
)

// A crash is the disk as a power loss at one operation leaves it, and the height
// that had been acknowledged by then.
type crash struct {
	disk  *vfs.MemFS
	acked uint64
}

// crasher takes crashes at random operations that write, or at all of them.
type crasher struct {
	all     bool
	mu      sync.Mutex
	disk    *vfs.MemFS
	rng     *rand.Rand
	acked   uint64
	syncs   int // of the write-ahead log
	crashes []crash
}

// MaybeError implements errorfs.Injector; it never fails an operation.
func (c *crasher) MaybeError(op errorfs.Op) error {
	if op.Kind.ReadOrWrite() == errorfs.OpIsRead {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	oneIn := 40
	if op.Kind == errorfs.OpFileSyncData || op.Kind == errorfs.OpFileSync {
		oneIn = 8
	}
	if c.all || c.rng.IntN(oneIn) == 0 {
		cfg := vfs.CrashCloneCfg{UnsyncedDataPercent: c.rng.IntN(101), RNG: c.rng}
		c.crashes = append(c.crashes, crash{c.disk.CrashClone(cfg), c.acked})
	}
	if oneIn == 8 && strings.HasSuffix(op.Path, ".log") {
		if c.syncs++; c.syncs%5 == 0 { // all was written, and nobody has heard of it
			cfg := vfs.CrashCloneCfg{UnsyncedDataPercent: 100, RNG: rand.New(rand.NewPCG(0, 0))}
			c.crashes = append(c.crashes, crash{c.disk.CrashClone(cfg), c.acked})
		}
	}
	return nil
}

// String implements errorfs.Injector.
func (c *crasher) String() string { return "crash" }

func (c *crasher) ack(height uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acked = height
}

// TestPowerLoss crashes at random operations, with random parts of what was not
// synced: the store then stands at the height acknowledged, or at the block that
// was being committed, with all its rows and pages, and goes on.
func TestPowerLoss(t *testing.T) {
	crashes, ahead := 0, 0
	for seed := range uint64(10) {
		m := newModel(seed)
		disk := vfs.NewCrashableMem()
		c := &crasher{disk: disk, rng: rand.New(rand.NewPCG(seed, 2))}
		s := mustOpen(t, errorfs.Wrap(disk, c), store.Options{Changes: pagesAfter(seed)})
		for range 15 {
			mustCommit(t, s, m.height()+1, m.block(m.IntN(200), 30))
			c.ack(m.height())
			if m.IntN(6) == 0 {
				if err := s.Flush(); err != nil {
					t.Fatal(err)
				}
			}
		}
		mustClose(t, s)
		for _, crash := range c.crashes {
			crashes++
			ahead += m.checkCrash(t, crash)
		}
	}
	t.Logf("%d crashes, %d with the block in flight", crashes, ahead)
	if crashes < 50 || ahead == 0 || ahead == crashes {
		t.Error("the crashes are not varied")
	}
}

// TestPowerLossWhileOpening crashes at each operation of a store that is opened again
// and again, when the database makes files that name each other.
func TestPowerLossWhileOpening(t *testing.T) {
	m, disk := newModel(50), vfs.NewCrashableMem()
	c := &crasher{all: true, disk: disk, rng: rand.New(rand.NewPCG(50, 2))}
	for range 12 {
		s := mustOpen(t, errorfs.Wrap(disk, c), store.Options{})
		mustCommit(t, s, m.height()+1, m.block(5, 30))
		c.ack(m.height())
		mustClose(t, s)
	}
	for _, crash := range c.crashes {
		m.checkCrash(t, crash)
	}
}

// checkCrash opens what a crash left. It returns 1 if the block in flight was
// there.
func (m *model) checkCrash(t *testing.T, c crash) int {
	t.Helper()
	s := mustOpen(t, c.disk, store.Options{})
	defer func() { mustClose(t, s) }()
	h := s.Height()
	if h != c.acked && h != c.acked+1 {
		t.Fatalf("height %d after %d was acknowledged", h, c.acked)
	}
	if h > 0 {
		m.checkView(t, s, h)
		m.checkPages(t, s)
	}
	if h > 1 {
		m.checkView(t, s, h-1)
	}
	if h < m.height() {
		next := m.replay(h + 1)
		mustCommit(t, s, h+1, next)
		m.checkView(t, s, h+1)
	}
	return int(h - c.acked)
}

// replay gives changes that lead to the state of a height from the one before.
func (m *model) replay(h uint64) (cs []store.Change) {
	for key := range m.states[h-1] {
		if _, ok := m.states[h][key]; !ok {
			cs = append(cs, store.Change{Key: key})
		}
	}
	return append(cs, changes(m.states[h])...)
}

// TestFailingDisk fails one operation on a file, or all from one on: the commit
// says so, no later block is taken, and what is on the disk is one block whole.
func TestFailingDisk(t *testing.T) {
	disk := errors.New("no space left on device")
	for _, suffix := range []string{".log", ".sst"} {
		for seed := range uint64(20) {
			m := newModel(seed)
			mem := vfs.NewCrashableMem()
			rng := rand.New(rand.NewPCG(seed, 3))
			left := 1 + rng.IntN(12)
			armed := false
			var mu sync.Mutex
			fs := errorfs.Wrap(mem, errorfs.InjectorFunc(func(op errorfs.Op) error {
				mu.Lock()
				defer mu.Unlock()
				if !armed || op.Kind.ReadOrWrite() == errorfs.OpIsRead || !strings.HasSuffix(op.Path, suffix) {
					return nil
				}
				if left--; left < 0 {
					return disk
				}
				return nil
			}))
			s, err := store.Open("db", store.Options{FS: fs, Changes: pagesAfter(seed)})
			if err != nil {
				t.Fatal(err)
			}
			mu.Lock()
			armed = true
			mu.Unlock()
			acked, err := m.runUntilError(t, s, suffix == ".sst")
			if !errors.Is(err, store.ErrPoisoned) || !strings.Contains(err.Error(), disk.Error()) {
				t.Fatalf("%s, seed %d: %v", suffix, seed, err)
			}
			mu.Lock()
			armed = false // or Pebble goes on trying for ever
			mu.Unlock()
			m.checkCrash(t, crash{mem.CrashClone(vfs.CrashCloneCfg{}), acked})
		}
	}
}

// runUntilError commits blocks until one fails, and then some.
func (m *model) runUntilError(t *testing.T, s *store.Store, flush bool) (acked uint64, err error) {
	t.Helper()
	for m.height() < 60 && err == nil {
		acked = m.height()
		var p *store.Pending
		if p, err = s.Apply(acked+1, m.block(200, 30), nil); err == nil {
			err = s.Commit(p)
		}
		if err == nil && flush && m.IntN(4) == 0 {
			err = s.BeginFlush()
		}
	}
	if _, again := s.Apply(acked+1, nil, nil); !errors.Is(again, store.ErrPoisoned) {
		t.Errorf("after an error Apply says %v", again)
	}
	if again := s.Commit(nil); !errors.Is(again, store.ErrPoisoned) {
		t.Errorf("after an error Commit says %v", again)
	}
	return acked, err
}
