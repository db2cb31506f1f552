package readmodel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
)

// Model is the read model in a database: one writer, several readers. Of the sets of
// tables that are there it serves the newest complete one.
type Model struct {
	engine engine

	writing    sync.Mutex // held by who writes to the set that is served
	rebuilding sync.Mutex // held by Rebuild
	lost       bool       // the writer's connection; guarded by writing

	mu         sync.Mutex
	set        *set          // that is served
	cursor     Cursor        // what is committed
	tip        Cursor        // what the ledger was last seen to hold
	changed    chan struct{} // closed when cursor or tip move
	statements atomic.Uint64
}

var (
	// ErrOtherWriter says that another process projects into the same tables.
	ErrOtherWriter = errors.New("another process writes this read model")
	// ErrLost says that the database cannot be reached, or not at present.
	ErrLost = errors.New("read model: the database is out of reach")
)

// Open opens the read model at an address, or makes it: the path of an SQLite file, or
// postgres://user@host/database, whose schemas begin with pedigree, or else with what
// search_path=… says. Tables of an earlier release are changed, or dropped and filled
// again, as damaged ones are: they are a cache. Those of a later release are refused
// with ErrNewer, those that another process writes with ErrOtherWriter.
func Open(address string) (*Model, error) {
	e, err := engineOf(address)
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	m := &Model{engine: e, changed: make(chan struct{})}
	if err := m.open(context.Background()); err != nil {
		return nil, fmt.Errorf("read model: %w", errors.Join(err, e.close()))
	}
	return m, nil
}

// ErrNone says that no complete read model is at an address.
var ErrNone = errors.New("read model: there is none")

// OpenToRead opens a read model that nobody writes, for snapshots only: nothing in it is
// changed, dropped or filled, whatever state it is in.
func OpenToRead(ctx context.Context, address string) (*Model, error) {
	e, err := engineOf(address)
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	m := &Model{engine: e, changed: make(chan struct{})}
	numbers, err := e.sets(ctx)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	for i := len(numbers) - 1; i >= 0 && err == nil && m.set == nil; i-- {
		err = m.readFrom(ctx, numbers[i])
	}
	if err == nil && m.set == nil {
		err = ErrNone
	}
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	return m, nil
}

// readFrom takes a set, if it is complete.
func (m *Model) readFrom(ctx context.Context, number int) error {
	s := &set{engine: m.engine, number: number, reads: map[string]*sql.Stmt{}, text: map[string]string{},
		users: 1}
	var err error
	if s.reader, err = m.engine.dial(number, false); err != nil {
		return err
	}
	var at Cursor
	var complete bool
	err = s.reader.QueryRowContext(ctx, "SELECT ordinal, height, time, complete FROM meta").
		Scan(&at.Ordinal, &at.Height, &at.Time, &complete)
	if err == nil && complete {
		m.set, m.cursor = s, at
		return nil
	}
	if err != nil {
		err = fmt.Errorf("read model: set %d: %w", number, err)
	}
	return errors.Join(err, s.close())
}

// open takes the newest complete set and drops all others: older ones, and what a
// rebuild left that was broken off.
func (m *Model) open(ctx context.Context) error {
	if err := m.engine.lease(ctx); err != nil {
		return err
	}
	numbers, err := m.engine.sets(ctx)
	if err != nil {
		return err
	}
	for i := len(numbers) - 1; i >= 0; i-- {
		if err := m.consider(ctx, numbers[i]); err != nil {
			return err
		}
	}
	if m.set == nil {
		m.set, err = openSet(ctx, m.engine, 0, true)
	}
	return err
}

func (m *Model) consider(ctx context.Context, number int) error {
	if m.set != nil {
		return m.engine.drop(ctx, number)
	}
	s, err := openSet(ctx, m.engine, number, true)
	if errors.Is(err, errStale) || err != nil && m.engine.damaged(err) {
		return m.engine.drop(ctx, number)
	}
	if err != nil {
		return err
	}
	at, complete, err := s.cursor(ctx)
	if err == nil && complete {
		m.set, m.cursor = s, at
		return nil
	}
	if stop := s.close(); err != nil && !m.engine.damaged(err) || stop != nil {
		return errors.Join(err, stop)
	}
	return m.engine.drop(ctx, number)
}

// Close ends the writer, and the readers as soon as they have what they asked for.
func (m *Model) Close() error {
	m.writing.Lock()
	defer m.writing.Unlock()
	return errors.Join(m.set.leave(), m.engine.close())
}

// Statements counts the SQL statements that readers have run.
func (m *Model) Statements() uint64 { return m.statements.Load() }
