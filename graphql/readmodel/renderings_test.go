package readmodel_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

// The tables keep what a rendering said: eventID, business step, sentence. The rest is
// rendered when it is asked for, so both must be of one rendering.
func TestTablesAreOfTheseRenderings(t *testing.T) {
	const (
		tables = "0008"
		want   = "a2fe532d602de8ff"
	)
	migrations := must(filepath.Glob("migrations/*.sql"))
	if last := filepath.Base(migrations[len(migrations)-1]); last[:4] != tables {
		t.Errorf("the last migration is %s: note it here with the digest", last)
	}
	sum := sha256.New()
	golden := must(filepath.Glob("../../events/testdata/*.golden"))
	for _, name := range golden {
		sum.Write(must(os.ReadFile(name)))
	}
	if got := hex.EncodeToString(sum.Sum(nil)[:8]); len(golden) == 0 || got != want {
		t.Errorf("the renderings are %s: where one that was there changed, the tables need a new"+
			" migration number, so that they are filled again", got)
	}
}
