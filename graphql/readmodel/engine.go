package readmodel

import (
	"context"
	"database/sql"
	"strings"
)

// engine is a kind of database. It holds numbered sets of tables: the one that is
// served, and at times the one that a rebuild fills. All SQL of this package is
// written in words that both engines understand, or that the engine translates.
type engine interface {
	// lease makes this process the only one that writes; it stays so until close.
	// It is asked for again before each write, and costs little while it is held.
	lease(ctx context.Context) error
	// release gives the lease back, whether it still holds or not.
	release()
	// sets lists the sets of tables that are there, in ascending order.
	sets(ctx context.Context) ([]int, error)
	// drop removes a set, whatever state it is in.
	drop(ctx context.Context, number int) error
	// dial opens the connections of a set: that of the writer, or those of readers.
	dial(number int, write bool) (*sql.DB, error)
	// prepare readies a new set for its tables, in the transaction that makes them.
	prepare(ctx context.Context, c *sql.Conn, number int) error
	// words translates the text of a statement, ddl that of a migration.
	words(text string) string
	ddl(text string) string
	// begin is the statement that begins a transaction of the writer.
	begin() string
	// reading are the options of a reader's transaction: it sees one moment.
	reading() *sql.TxOptions
	// within gives the context of the statements of one batch. SQLite's driver starts a
	// goroutine for each statement that could be broken off, which costs as much as a small
	// one: a batch that has begun is finished there.
	within(ctx context.Context) context.Context
	// pipe takes the statements of one transaction of the writer.
	pipe(s *set) pipe
	// catalogue is a query for the name of each table and its key, in order of names.
	catalogue() string
	// damaged says that an error means that a set is no database, or no more.
	damaged(err error) bool
	// lost says that an error is the connection's, not the statement's.
	lost(err error) bool
	close() error
}

// pipe runs the statements of a transaction in their order, perhaps some at a time.
type pipe interface {
	// send runs a statement, now or at the next flush; it must change so many rows,
	// or any number if want is negative. Errors name the fact.
	send(ctx context.Context, fact, text string, want int64, args []any) error
	// flush returns when all that was sent has run.
	flush(ctx context.Context) error
}

// engineOf chooses the engine by the form of an address: postgres://… or the path of
// a file.
func engineOf(address string) (engine, error) {
	if IsPostgres(address) {
		return newPostgres(address)
	}
	return sqliteFile(address), nil
}

// IsPostgres says that an address is that of a PostgreSQL database.
func IsPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}
