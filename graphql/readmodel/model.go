package readmodel

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// schemaVersion names the shape of the tables and the way they are filled.
const schemaVersion = 6

// readers is how many snapshots may be open at once; more wait for their turn.
const readers = 8

//go:embed schema.sql
var schema string

// Model is the read model in one SQLite file: one writer, several readers.
type Model struct {
	writer, reader *sql.DB

	writing sync.Mutex           // held by Apply; guards the next two
	conn    *sql.Conn            // the writer's one connection
	writes  map[string]*sql.Stmt // its statements, by text

	mu         sync.Mutex
	cursor     Cursor               // what is committed
	tip        Cursor               // what the ledger was last seen to hold
	changed    chan struct{}        // closed when cursor or tip move
	reads      map[string]*sql.Stmt // the readers' statements, by text
	statements atomic.Uint64
}

// Open opens the read model at a path, or makes it. A file of another schema
// version, or one that is damaged, is dropped: it is a cache, and the facts fill
// it again.
func Open(path string) (*Model, error) {
	m, err := open(path)
	if !errors.Is(err, errStale) {
		return m, err
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("read model: drop the old one: %w", err)
		}
	}
	return open(path)
}

// errStale marks a file that is to be dropped and filled again.
var errStale = errors.New("read model is of another version or damaged")

func open(path string) (*Model, error) {
	m := &Model{
		changed: make(chan struct{}),
		reads:   map[string]*sql.Stmt{},
		writes:  map[string]*sql.Stmt{},
	}
	var err error
	if m.writer, err = dial(path, 1, "synchronous(NORMAL)", "journal_mode(WAL)"); err != nil {
		return nil, err
	}
	if m.reader, err = dial(path, readers, "query_only(1)"); err != nil {
		m.writer.Close()
		return nil, err
	}
	ctx := context.Background()
	if m.conn, err = m.writer.Conn(ctx); err == nil {
		err = m.begin(ctx)
	}
	if err != nil {
		m.Close()
		return nil, staleOr(err)
	}
	return m, nil
}

func dial(path string, connections int, pragmas ...string) (*sql.DB, error) {
	q := url.Values{"_pragma": append([]string{"busy_timeout(5000)"}, pragmas...)}
	dsn := url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// begin makes the tables of a new file, or reads the cursor of an old one.
func (m *Model) begin(ctx context.Context) error {
	var tables, version int
	err := m.conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables)
	if err != nil {
		return err
	}
	if tables == 0 {
		return m.create(ctx)
	}
	err = m.conn.QueryRowContext(ctx, "SELECT version, ordinal, height, time FROM meta").
		Scan(&version, &m.cursor.Ordinal, &m.cursor.Height, &m.cursor.Time)
	if err == nil && version == schemaVersion {
		return nil
	}
	if err == nil || errors.Is(err, sql.ErrNoRows) || codeOf(err) == sqlite3.SQLITE_ERROR {
		return errStale // other columns, or no such table: another program's or version's file
	}
	return err
}

func (m *Model) create(ctx context.Context) error {
	const row = "INSERT INTO meta (one, version, ordinal, height, time) VALUES (1, ?, 0, 0, 0)"
	return m.transact(ctx, func(w *writing) error {
		if _, err := m.conn.ExecContext(ctx, schema); err != nil {
			return err
		}
		return w.one(ctx, row, schemaVersion)
	})
}

func codeOf(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func staleOr(err error) error {
	switch codeOf(err) {
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return errStale
	}
	if errors.Is(err, errStale) {
		return err
	}
	return fmt.Errorf("read model: %w", err)
}

// Close ends all readers and the writer.
func (m *Model) Close() error {
	m.writing.Lock()
	defer m.writing.Unlock()
	var err error
	if m.conn != nil {
		err = m.conn.Close()
	}
	return errors.Join(err, m.reader.Close(), m.writer.Close())
}

// Statements counts the SQL statements that readers have run.
func (m *Model) Statements() uint64 { return m.statements.Load() }
