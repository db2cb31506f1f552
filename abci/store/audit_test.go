package store_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"pedigree/abci/store"
)

// TestAuditFindsEachSpoiledRow spoils or deletes one row of each kind: an audit that
// changes no file names what differs, and passes before.
func TestAuditFindsEachSpoiledRow(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		_, fs := damaged(t, seed%3)
		audit := func() error {
			s, err := store.Open("db", store.Options{FS: fs, ReadOnly: true})
			if err != nil {
				return err
			}
			defer mustClose(t, s)
			if _, err := s.Apply(s.Height()+1, nil, nil); !errors.Is(err, store.ErrReadOnly) {
				t.Errorf("a block in a store for reading: %v", err)
			}
			return s.Audit(func(uint64) {})
		}
		if err := audit(); err != nil {
			t.Fatal(err)
		}
		s := mustOpen(t, fs, store.Options{})
		kind := []byte{store.DataRows, store.PageRows, store.MetaRows}[seed%3]
		err := s.Spoil(kind, r.IntN(1000), func(row []byte) []byte {
			if r.IntN(4) == 0 && kind != store.MetaRows {
				return nil
			}
			row[r.IntN(len(row))] ^= 1 << r.IntN(8)
			return row
		})
		if err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		if err := audit(); err == nil && kind != store.MetaRows { // a bit of the height is no hash
			t.Errorf("seed %d: a spoiled row of kind %c is not found", seed, kind)
		} else if err != nil && kind != store.MetaRows && !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// TestAuditNamesTheRow finds what opening does not look at.
func TestAuditNamesTheRow(t *testing.T) {
	for want, row := range map[string]string{
		"page 6100": "pa\x00", "unknown row 7177": "qw",
	} {
		_, fs := damaged(t, 1)
		s := mustOpen(t, fs, store.Options{})
		if err := s.SetRow(row, "x"); err != nil {
			t.Fatal(err)
		}
		mustClose(t, s) // the snapshot of the tip was taken before
		s = mustOpen(t, fs, store.Options{})
		if err := s.Audit(nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", row, err)
		}
		mustClose(t, s)
	}
}
