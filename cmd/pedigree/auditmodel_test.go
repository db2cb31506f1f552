package main

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"pedigree/tests/postgres"
)

func TestMain(m *testing.M) { os.Exit(postgres.Run(m)) }

// A number changed by hand is found by the standing audit, which says where, and serves what
// the facts make; pedigree audit finds it in a node that is not running, and changes nothing.
func TestReadModelIsAudited(t *testing.T) {
	for name, db := range map[string]string{"SQLite": "", "PostgreSQL": postgres.Shared(t).Address()} {
		t.Run(name, func(t *testing.T) { testReadModelIsAudited(t, db) })
	}
}

func testReadModelIsAudited(t *testing.T, db string) {
	ctx, cancel := context.WithTimeout(t.Context(), 4*patience)
	defer cancel()
	var said locked
	p := &process{errOut: &said, options: processOptions{home: t.TempDir(), listen: "127.0.0.1:0", db: db}}
	stopped := false
	defer func() {
		if !stopped {
			p.stop()
		}
	}()
	if err := p.start(ctx); err != nil {
		t.Fatal(err)
	}
	if err := playDemo(ctx, p.localURL, p.options.home, io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := p.caughtUp(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.auditModelOnce(ctx, 0); err != nil || said.String() != "" {
		t.Fatalf("what is right: %v, %s", err, said.String())
	}
	byHand(t, p.options.home, db, 0)
	if err := p.auditModelOnce(ctx, 0); err != nil || !strings.Contains(said.String(), "table lots") ||
		!strings.Contains(said.String(), "registered is") || !strings.Contains(said.String(), "filled anew") {
		t.Errorf("changed by hand: %v, %s", err, said.String())
	}
	before := said.String()
	if err := p.auditModelOnce(ctx, 0); err != nil || said.String() != before {
		t.Errorf("it was not repaired: %v, %s", err, said.String())
	}
	p.stop()
	stopped = true
	for _, changed := range []bool{false, true} {
		if changed {
			byHand(t, p.options.home, db, 1)
		}
		for range 2 { // the second says what the first did: an audit changes nothing
			var out bytes.Buffer
			c := root()
			c.SetArgs([]string{"audit", "--home", p.options.home, "--db", db})
			c.SetOut(&out)
			c.SetErr(io.Discard)
			err := c.ExecuteContext(ctx)
			switch {
			case !changed && (err != nil || !strings.Contains(out.String(), "every row as the facts make it")):
				t.Errorf("what is right: %v, %s", err, out.String())
			case changed && (err == nil || !strings.Contains(err.Error(), "table lots") ||
				!strings.Contains(err.Error(), "registered is")):
				t.Errorf("changed by hand: %v, %s", err, out.String())
			}
		}
	}
}

// byHand changes a number in the tables of a set that is served.
func byHand(t *testing.T, home, db string, set int) {
	t.Helper()
	driver, at, table := "pgx", db, map[int]string{0: "_0", 1: "_1"}[set]
	if db == "" {
		driver, at, table = "sqlite", filepath.Join(home, "read", "model.db"), "lots"
		if set > 0 {
			at += ".1"
		}
	} else {
		_, name, _ := strings.Cut(db, "search_path=")
		name, _, _ = strings.Cut(name, "&")
		table = name + table + ".lots"
	}
	c := must(sql.Open(driver, at))
	defer c.Close()
	if _, err := c.ExecContext(t.Context(), "UPDATE "+table+" SET registered = registered + 1"); err != nil {
		t.Fatal(err)
	}
}

// locked is what several goroutines write to.
type locked struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
