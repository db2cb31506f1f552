package readmodel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"pedigree/record"
)

// Entry is one fact of the log with its rendering.
type Entry struct {
	Ordinal   uint64 // the n-th fact of the ledger, from 1
	Fact      *record.Fact
	FactBytes []byte // as logged
	Event     []byte // EPCIS 2.0 JSON-LD, or nothing where the standard has no event
}

var (
	// ErrGap says that facts are missing between the cursor and an entry.
	ErrGap = errors.New("facts are missing")
	// ErrOtherLedger says that a fact differs from the one projected in its place.
	ErrOtherLedger = errors.New("made from another ledger")
)

// Apply projects entries in ascending order: all of them or, on an error, none.
// Those that were projected before are skipped. After ErrLost the same may be tried
// again, from the cursor.
func (m *Model) Apply(ctx context.Context, entries []Entry) error {
	m.writing.Lock()
	defer m.writing.Unlock()
	if err := m.connected(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	s, before := m.set, m.cursor
	m.mu.Unlock()
	at, err := s.apply(ctx, before, entries)
	if err != nil {
		if m.lost = m.engine.lost(err); m.lost {
			return fmt.Errorf("%w: %w", ErrLost, err)
		}
		return fmt.Errorf("read model: %w", err)
	}
	if at == before {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cursor = at
	m.wake()
	return nil
}

// connected gets the writer a connection again, if it lost its own. What the database
// then says of the cursor counts: the last commit may have got through.
func (m *Model) connected(ctx context.Context) error {
	if !m.lost {
		return nil
	}
	m.engine.release() // it may be lost with the writer's connection
	err := m.engine.lease(ctx)
	if err == nil {
		err = m.set.reconnect(ctx)
	}
	var at Cursor
	if err == nil {
		at, _, err = m.set.cursor(ctx)
	}
	if err != nil {
		if m.engine.lost(err) {
			err = fmt.Errorf("%w: %w", ErrLost, err)
		}
		return err
	}
	m.lost = false
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cursor = at
	m.wake()
	return nil
}

// apply projects what is new among entries, and says how far it has come.
func (s *set) apply(ctx context.Context, at Cursor, entries []Entry) (Cursor, error) {
	if err := ctx.Err(); err != nil {
		return at, err
	}
	ctx = s.within(ctx)
	entries, err := s.fresh(ctx, at, entries)
	if err != nil || len(entries) == 0 {
		return at, err
	}
	before := at
	err = s.transact(ctx, func(w *writing) error {
		for _, e := range entries {
			if e.Ordinal != at.Ordinal+1 {
				return fmt.Errorf("%w: at %d, offered %d", ErrGap, at.Ordinal, e.Ordinal)
			}
			w.fact = e.Fact.ID()
			if err := project(ctx, w, e); err != nil {
				return fmt.Errorf("fact %s (%s): %w", w.fact, e.Fact.Command, err)
			}
			at = Cursor{Ordinal: e.Ordinal, Height: e.Fact.Height, Time: int64(e.Fact.Time)}
		}
		return w.move(ctx, before, at)
	})
	if err != nil {
		return before, err
	}
	return at, nil
}

// move moves the cursor of the tables, if it is where it was left.
func (w *writing) move(ctx context.Context, from, to Cursor) error {
	if err := w.flush(ctx); err != nil {
		return err
	}
	stmt, err := w.set.statement(ctx,
		"UPDATE meta SET ordinal = ?, height = ?, time = ? WHERE ordinal = ?")
	if err != nil {
		return err
	}
	r, err := stmt.ExecContext(ctx, to.Ordinal, to.Height, to.Time, from.Ordinal)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return errors.Join(ErrOtherWriter, err)
	}
	return nil
}

// fresh leaves out what was projected before, once it has seen that the last of
// it is the same fact.
func (s *set) fresh(ctx context.Context, at Cursor, entries []Entry) ([]Entry, error) {
	old := 0
	for old < len(entries) && entries[old].Ordinal <= at.Ordinal {
		old++
	}
	if old == 0 {
		return entries, nil
	}
	var stored []byte
	last := entries[old-1]
	stmt, err := s.statement(ctx, "SELECT fact FROM facts WHERE ordinal = ?")
	if err == nil {
		err = stmt.QueryRowContext(ctx, last.Ordinal).Scan(&stored)
	}
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(stored, last.FactBytes) {
		return nil, fmt.Errorf("%w: fact %d", ErrOtherLedger, last.Ordinal)
	}
	return entries[old:], nil
}

// jsonText writes a list for a column of JSON text; nothing is [].
func jsonText[T any](list []T) string {
	if list == nil {
		list = []T{}
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(fmt.Sprintf("readmodel: %T has no JSON form: %v", list, err))
	}
	return string(b)
}
