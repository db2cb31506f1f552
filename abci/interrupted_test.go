package abci_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pedigree/abci"
	"pedigree/abci/store"
)

// A process that was killed when the ledger had its snapshot and CometBFT did not know
// yet says so at its next start, and what to do; after that it starts.
func TestInterruptedStateSync(t *testing.T) {
	home := t.TempDir()
	initHome(t, home, newDevice("authority"))
	dir := filepath.Join(home, "data", "ledger")
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := abci.New(s, testIndexKey)
	if err != nil {
		t.Fatal(err)
	}
	a.Snapshots(5, chainID)
	chainWithLog(t).restore(a)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := abci.StartNode(abci.NodeOptions{Home: home}); !errors.Is(err, abci.ErrInterrupted) {
		t.Fatal(n, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	n, err := abci.StartNode(abci.NodeOptions{Home: home})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Stop(); err != nil {
		t.Error(err)
	}
}
