package store_test

import (
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
)

// TestPut writes rows beside the tree while a block waits for its commit: they are
// there at once, the block comes through, heights before can be read, and all of it is
// there after a power loss.
func TestPut(t *testing.T) {
	disk := vfs.NewCrashableMem()
	s := mustOpen(t, disk, store.Options{})
	row := []store.AuxRow{{Key: []byte("late"), Value: []byte("1")}}
	if err := s.Put(row); !errors.Is(err, store.ErrHeight) {
		t.Errorf("without a state: %v", err)
	}
	m := newModel(1)
	mustCommit(t, s, m.height()+1, m.block(50, 0))
	mustCommit(t, s, m.height()+1, m.block(50, 0))
	height, root := s.Height(), s.Root()
	before := mustView(t, s, height)
	p, err := s.Apply(height+1, m.block(50, 0), []store.AuxRow{{Key: []byte("own"), Value: []byte("2")}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(row); err != nil {
		t.Fatal(err)
	}
	wantAux(t, s, "late", "1")
	if s.Height() != height || s.Root() != root {
		t.Error("rows beside the tree have moved the tip")
	}
	mustClose(t, before)
	mustClose(t, mustView(t, s, height-1))
	if err := s.Commit(p); err != nil {
		t.Fatal(err)
	}
	if err := s.Put([]store.AuxRow{{Key: []byte("last"), Value: []byte("3")}}); err != nil {
		t.Fatal(err)
	}
	again := mustOpen(t, disk.CrashClone(vfs.CrashCloneCfg{}), store.Options{})
	defer mustClose(t, again)
	for key, want := range map[string]string{"late": "1", "own": "2", "last": "3"} {
		wantAux(t, again, key, want)
	}
	if again.Height() != height+1 || again.Root() != s.Root() {
		t.Errorf("at %d after a power loss", again.Height())
	}
	mustClose(t, s)
	if err := s.Put(row); !errors.Is(err, store.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

func wantAux(t *testing.T, s *store.Store, key, want string) {
	t.Helper()
	if v, ok, err := s.Aux([]byte(key)); err != nil || !ok || string(v) != want {
		t.Errorf("%s: %q, %t, %v", key, v, ok, err)
	}
}
