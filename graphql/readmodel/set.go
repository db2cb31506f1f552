package readmodel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// readers is how many snapshots of a set may be open at once; more wait their turn.
const readers = 8

// set is the connections to one set of tables: one writer, several readers.
type set struct {
	engine
	number int
	writer *sql.DB
	conn   *sql.Conn            // the writer's one connection
	writes map[string]*sql.Stmt // its statements, by text
	seen   seen                 // what its transactions need not look up again
	reader *sql.DB

	mu      sync.Mutex
	reads   map[string]*sql.Stmt // the readers' statements, by text
	text    map[string]string    // in the engine's words, by text
	users   int                  // snapshots that are open, and the model that serves it
	dropped bool                 // whether the tables go when the last user has gone
}

// seen is what was entered or looked up, and so need not be again. It is forgotten
// with the transaction that did it, if that fails.
type seen struct {
	entered map[entry]bool
	actors  map[actorKey]actorSeen
	lots    map[LotKey]uint64 // ordinals of the facts that made them
	names   map[string]LotKey // lots by their names in the ledger's keys
}

// entry is the text of a statement and its arguments.
type entry [5]any

// seenAtMost bounds what is remembered.
const seenAtMost = 20_000

func (s *seen) forget() {
	*s = seen{map[entry]bool{}, map[actorKey]actorSeen{}, map[LotKey]uint64{}, map[string]LotKey{}}
}

func (s *seen) size() int { return len(s.entered) + len(s.actors) + len(s.lots) + len(s.names) }

// openSet connects to a set of tables, and makes the tables of a new one.
func openSet(ctx context.Context, e engine, number int, complete bool) (*set, error) {
	s := &set{engine: e, number: number, reads: map[string]*sql.Stmt{},
		writes: map[string]*sql.Stmt{}, text: map[string]string{}, users: 1}
	s.seen.forget()
	var err error
	if s.reader, err = e.dial(number, false); err != nil {
		return nil, err
	}
	if s.writer, err = e.dial(number, true); err != nil {
		s.reader.Close()
		return nil, err
	}
	if s.conn, err = s.writer.Conn(ctx); err == nil {
		err = s.migrate(ctx, complete)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// cursor reads which fact was projected last, and whether the set is complete.
func (s *set) cursor(ctx context.Context) (c Cursor, complete bool, err error) {
	err = s.conn.QueryRowContext(ctx, "SELECT ordinal, height, time, complete FROM meta").
		Scan(&c.Ordinal, &c.Height, &c.Time, &complete)
	return c, complete, err
}

// use and leave count who reads from the set; the last one closes it.
func (s *set) use() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users++
}

func (s *set) leave() error {
	s.mu.Lock()
	s.users--
	last := s.users == 0
	s.mu.Unlock()
	if !last {
		return nil
	}
	err := s.close()
	if s.dropped {
		err = errors.Join(err, s.drop(context.Background(), s.number))
	}
	return err
}

func (s *set) close() error {
	var err error
	if s.conn != nil {
		err = s.conn.Close()
		if errors.Is(err, sql.ErrConnDone) {
			err = nil // the database went first
		}
	}
	if s.writer != nil {
		err = errors.Join(err, s.writer.Close())
	}
	return errors.Join(err, s.reader.Close())
}

// inWords translates a text once.
func (s *set) inWords(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.text[text]
	if !ok {
		known = s.words(text)
		s.text[text] = known
	}
	return known
}

// statement gives the writer's statement with a text.
func (s *set) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	stmt, ok := s.writes[text]
	if ok {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, s.inWords(text))
	if err == nil {
		s.writes[text] = stmt
	}
	return stmt, err
}

// question gives the readers' statement with a text; there are few texts.
func (s *set) question(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.Lock()
	stmt, ok := s.reads[text]
	s.mu.Unlock()
	if ok {
		return stmt, nil
	}
	stmt, err := s.reader.PrepareContext(ctx, s.inWords(text))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if first, ok := s.reads[text]; ok {
		stmt.Close()
		return first, nil
	}
	s.reads[text] = stmt
	return stmt, nil
}

// reconnect gives the writer a connection again after its own was lost.
func (s *set) reconnect(ctx context.Context) error {
	_ = s.conn.Close() // it is lost already
	clear(s.writes)
	s.seen.forget()
	var err error
	if s.conn, err = s.writer.Conn(ctx); err != nil {
		return fmt.Errorf("read model: %w", err)
	}
	return nil
}
