package readmodel

import (
	"context"
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgres is a PostgreSQL database. Set n is the schema with _n behind the name that
// the address gives as search_path, or pedigree.
type postgres struct {
	config *pgx.ConnConfig
	name   string
	admin  *sql.DB // holds the lease, lists and drops sets

	mu     sync.Mutex
	leased *sql.Conn
}

// defaultName is what the schemas are called where the address does not say.
const defaultName = "pedigree"

var namePattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,49}$`)

func newPostgres(address string) (*postgres, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err // hides the password
	}
	name := config.RuntimeParams["search_path"]
	if name == "" {
		name = defaultName
	}
	if !namePattern.MatchString(name) {
		return nil, fmt.Errorf("search_path %q is not one lower-case name", name)
	}
	config.RuntimeParams["application_name"] = "pedigree"
	config.RuntimeParams["search_path"] = "pg_catalog"
	admin := stdlib.OpenDB(*config)
	admin.SetMaxOpenConns(2)
	return &postgres{config: config, name: name, admin: admin}, nil
}

func (p *postgres) schema(number int) string { return p.name + "_" + strconv.Itoa(number) }

// leaseWithin is how long a start waits for the one before to let go.
const leaseWithin = 10 * time.Second

// within lets a batch be broken off: the server may be slow, or gone.
func (*postgres) within(ctx context.Context) context.Context { return ctx }

// lease holds an advisory lock for as long as its connection lives.
func (p *postgres) lease(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.leased != nil {
		return nil
	}
	c, err := p.admin.Conn(ctx)
	if err != nil {
		return err
	}
	for end := time.Now().Add(leaseWithin); ; {
		var got bool
		err = c.QueryRowContext(ctx, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))",
			"pedigree read model "+p.name).Scan(&got)
		if err == nil && !got && time.Now().After(end) {
			err = fmt.Errorf("%w: schemas %s_…", ErrOtherWriter, p.name)
		}
		if err != nil || got {
			break
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	if err != nil {
		c.Close()
		return err
	}
	p.leased = c
	return nil
}

// release forgets a lease whose connection may be lost.
func (p *postgres) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.leased != nil {
		// Not back into the pool: there it would keep the lock.
		_ = p.leased.Raw(func(any) error { return driver.ErrBadConn })
		p.leased = nil
	}
}

func (p *postgres) close() error {
	p.release()
	return p.admin.Close()
}

func (p *postgres) sets(ctx context.Context) (numbers []int, err error) {
	rows, err := p.admin.QueryContext(ctx, "SELECT nspname::text FROM pg_namespace")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		behind, ours := strings.CutPrefix(name, p.name+"_")
		if n, err := strconv.Atoi(behind); ours && err == nil && n >= 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, rows.Err()
}

func (p *postgres) drop(ctx context.Context, number int) error {
	_, err := p.admin.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+p.schema(number)+" CASCADE")
	return err
}

// plans make the planner join as SQLite does: in the order that the question is
// written in, by indexes. What a question costs then does not hang on statistics.
var plans = map[string]string{
	"join_collapse_limit": "1", "from_collapse_limit": "1", "jit": "off",
	"enable_seqscan": "off", "enable_bitmapscan": "off", "enable_hashjoin": "off",
	"enable_mergejoin": "off",
}

func (p *postgres) dial(number int, write bool) (*sql.DB, error) {
	config := p.config.Copy()
	config.RuntimeParams["search_path"] = p.schema(number)
	for name, value := range plans {
		config.RuntimeParams[name] = value
	}
	connections := readers
	if write {
		connections = 1
	} else {
		config.RuntimeParams["default_transaction_read_only"] = "on"
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

//go:embed postgres.sql
var postgresWords string

func (p *postgres) prepare(ctx context.Context, c *sql.Conn, number int) error {
	_, err := c.ExecContext(ctx, "CREATE SCHEMA "+p.schema(number)+";"+postgresWords)
	return err
}

func (*postgres) begin() string { return "BEGIN" }

func (*postgres) reading() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

// Text is ordered by its bytes, as in SQLite, whatever the language of the server.
var ddlWords = strings.NewReplacer(" INTEGER", " bigint", " TEXT", ` text COLLATE "C"`,
	" BLOB", " bytea", ") WITHOUT ROWID", ")")

func (*postgres) ddl(text string) string { return ddlWords.Replace(text) }

var placeholder = regexp.MustCompile(`\?[0-9]*`)

// words numbers the placeholders by SQLite's rule: ?n is the n-th argument, and ? the
// one after the highest so far.
func (*postgres) words(text string) string {
	highest := 0
	return placeholder.ReplaceAllStringFunc(text, func(at string) string {
		n, err := strconv.Atoi(at[1:])
		if err != nil {
			n = highest + 1
		}
		highest = max(highest, n)
		return "$" + strconv.Itoa(n)
	})
}

func (*postgres) catalogue() string {
	return `SELECT c.relname::text, string_agg(a.attname::text, ', ' ORDER BY k.n)
		FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k(number, n)
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
		WHERE c.relnamespace = current_schema()::regnamespace
		GROUP BY c.relname ORDER BY c.relname::text COLLATE "C"`
}

const undefinedTable, undefinedColumn = "42P01", "42703"

func (*postgres) damaged(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == undefinedTable || e.Code == undefinedColumn)
}

// lost is true for all errors but those that the server answered a statement with;
// of these, for its shutting down.
func (*postgres) lost(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08")
	}
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err) || isNetwork(err)
}
