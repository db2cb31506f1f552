package readmodel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteFile is the path of an SQLite file. Set 0 is in this file, set n in the one
// with .n behind its name.
type sqliteFile string

func (f sqliteFile) file(number int) string {
	if number == 0 {
		return string(f)
	}
	return string(f) + "." + strconv.Itoa(number)
}

// lease has nothing to do: a home belongs to one process, and of two writers the
// second finds the cursor moved (errOtherWriter).
func (f sqliteFile) lease(context.Context) error { return nil }
func (f sqliteFile) release()                    {}

func (f sqliteFile) sets(context.Context) (numbers []int, err error) {
	if _, err := os.Stat(string(f)); err == nil {
		numbers = append(numbers, 0)
	}
	entries, err := os.ReadDir(filepath.Dir(string(f)))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		behind, ours := strings.CutPrefix(e.Name(), filepath.Base(string(f))+".")
		if n, err := strconv.Atoi(behind); ours && err == nil && n > 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// drop removes the log first: a file without its log is damaged, and is dropped again;
// a log without its file could be taken for another's.
func (f sqliteFile) drop(_ context.Context, number int) error {
	for _, suffix := range []string{"-wal", "-shm", ""} {
		err := os.Remove(f.file(number) + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Pages are written back to the file when the log has so many of 4 KiB: seldom enough
// that a busy page is written once for many facts.
const checkpointPages = 4000

func (f sqliteFile) dial(number int, write bool) (*sql.DB, error) {
	pragmas, connections := []string{"busy_timeout(5000)", "query_only(1)"}, readers
	if write {
		connections = 1
		pragmas = []string{"busy_timeout(5000)", "synchronous(NORMAL)", "journal_mode(WAL)",
			fmt.Sprintf("wal_autocheckpoint(%d)", checkpointPages), "cache_size(-16000)"}
	}
	dsn := url.URL{Scheme: "file", Opaque: url.PathEscape(f.file(number)),
		RawQuery: url.Values{"_pragma": pragmas}.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func (sqliteFile) prepare(context.Context, *sql.Conn, int) error { return nil }
func (sqliteFile) words(text string) string                      { return text }
func (sqliteFile) ddl(text string) string                        { return text }
func (sqliteFile) within(ctx context.Context) context.Context    { return context.WithoutCancel(ctx) }
func (sqliteFile) begin() string                                 { return "BEGIN IMMEDIATE" }
func (sqliteFile) reading() *sql.TxOptions                       { return &sql.TxOptions{ReadOnly: true} }
func (sqliteFile) lost(error) bool                               { return false }
func (sqliteFile) close() error                                  { return nil }

func (sqliteFile) catalogue() string {
	return `SELECT t.name, group_concat(c.name, ', ' ORDER BY c.pk)
		FROM sqlite_master t JOIN pragma_table_info(t.name) c ON c.pk > 0
		WHERE t.type = 'table' GROUP BY t.name ORDER BY t.name`
}

func (sqliteFile) damaged(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return true
	case sqlite3.SQLITE_ERROR: // no such table or column: another program's file
		return strings.Contains(err.Error(), "no such ")
	}
	return false
}

func (sqliteFile) pipe(s *set) pipe { return direct{s} }

// direct runs each statement at once: there is no way to the database to save.
type direct struct{ set *set }

func (d direct) send(ctx context.Context, fact, text string, want int64, args []any) error {
	stmt, err := d.set.statement(ctx, text)
	if err != nil {
		return err
	}
	r, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && want >= 0 && n != want {
		return wrongCount(n, want, text)
	}
	return err
}

func (direct) flush(context.Context) error { return nil }
