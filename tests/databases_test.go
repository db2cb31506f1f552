package tests

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pedigree/tests/postgres"
)

func TestMain(m *testing.M) { os.Exit(postgres.Run(m)) }

// Both databases say the same of every history, byte for byte. So what is compared with the
// ledger on SQLite holds for PostgreSQL.
func TestDatabasesAgree(t *testing.T) {
	server := postgres.Shared(t)
	files, err := filepath.Glob("scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			facts := factsOfScenario(t, name)
			var dumps [2][]byte
			for i, address := range []string{filepath.Join(t.TempDir(), "model"), server.Address()} {
				m, err := project(address, facts)
				if err != nil {
					t.Fatal(err)
				}
				dumps[i] = dumpOf(t, m)
			}
			if !bytes.Equal(dumps[0], dumps[1]) {
				t.Error("PostgreSQL has other rows than SQLite")
			}
		})
	}
}
