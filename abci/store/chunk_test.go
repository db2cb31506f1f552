package store

import (
	"bytes"
	"fmt"
	"testing"

	"pedigree/proof"
	"pedigree/record"
)

// FuzzChunk reads chunks of any bytes: for a given root and beginning only those of
// the chunk itself are taken.
func FuzzChunk(f *testing.F) {
	var rows []proof.Row
	for i := range 60 {
		rows = append(rows, proof.Row{Key: fmt.Sprintf("unit|%02d", i), Open: []byte{byte(i)},
			Sealed: bytes.Repeat([]byte{1}, i%3)})
	}
	tree, err := proof.NewTree(rows)
	if err != nil {
		f.Fatal(err)
	}
	made := func(from, to string) []byte {
		all := func(string) bool { return true }
		p, err := tree.Prove([]proof.Query{{From: from, To: to}}, all)
		if err != nil {
			f.Fatal(err)
		}
		return record.MustMarshal(chunk{From: from, To: to, Proof: p})
	}
	ends := []string{beforeAll, "unit|07", "unit|08", "unit|31", proof.LastKey}
	good := map[string]string{} // by where they begin and end
	for i := range len(ends) - 1 {
		for _, to := range ends[i+1:] {
			b := made(ends[i], to)
			good[ends[i]+to] = string(b)
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, got, err := readChunk(b, tree.Root())
		if err != nil {
			return
		}
		if want, ok := good[c.From+c.To]; ok && want != string(b) {
			t.Fatalf("another chunk from %q to %q", c.From, c.To)
		}
		for _, e := range got {
			i := 0
			if n, err := fmt.Sscanf(e.Key, "unit|%02d", &i); n != 1 || err != nil ||
				!bytes.Equal(e.Open, rows[i].Open) || !bytes.Equal(e.Sealed, rows[i].Sealed) {
				t.Fatalf("a row that is not there: %+v", e)
			}
		}
	})
}
