package readmodel_test

import (
	"os"
	"path/filepath"
	"testing"

	"pedigree/tests/postgres"
)

func TestMain(m *testing.M) { os.Exit(postgres.Run(m)) }

// database gives the address of a new read model at each call.
type database func() string

func sqliteIn(t testing.TB) database {
	return func() string { return filepath.Join(t.TempDir(), "m") }
}

// databases are what every test runs on.
var databases = map[string]func(testing.TB) database{
	"SQLite":     sqliteIn,
	"PostgreSQL": func(t testing.TB) database { return postgres.Shared(t).Address },
}

// each runs a test on every database.
func each(t *testing.T, test func(*testing.T, database)) {
	for name, in := range databases {
		t.Run(name, func(t *testing.T) { test(t, in(t)) })
	}
}
