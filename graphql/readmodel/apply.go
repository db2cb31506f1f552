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
// Those that were projected before are skipped.
func (m *Model) Apply(ctx context.Context, entries []Entry) error {
	m.writing.Lock()
	defer m.writing.Unlock()
	at, err := m.Cursor(ctx)
	if err != nil {
		return err
	}
	if entries, err = m.fresh(ctx, at, entries); err != nil || len(entries) == 0 {
		return err
	}
	err = m.transact(ctx, func(w *writing) error {
		for _, e := range entries {
			if e.Ordinal != at.Ordinal+1 {
				return fmt.Errorf("%w: at %d, offered %d", ErrGap, at.Ordinal, e.Ordinal)
			}
			if err := project(ctx, w, e); err != nil {
				return fmt.Errorf("fact %s (%s): %w", e.Fact.ID(), e.Fact.Command, err)
			}
			at = Cursor{Ordinal: e.Ordinal, Height: e.Fact.Height, Time: int64(e.Fact.Time)}
		}
		return w.one(ctx, "UPDATE meta SET ordinal = ?, height = ?, time = ?",
			at.Ordinal, at.Height, at.Time)
	})
	if err != nil {
		return fmt.Errorf("read model: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cursor = at
	m.wake()
	return nil
}

// fresh leaves out what was projected before, once it has seen that the last of
// it is the same fact.
func (m *Model) fresh(ctx context.Context, at Cursor, entries []Entry) ([]Entry, error) {
	old := 0
	for old < len(entries) && entries[old].Ordinal <= at.Ordinal {
		old++
	}
	if old == 0 {
		return entries, nil
	}
	var stored []byte
	last := entries[old-1]
	err := m.conn.QueryRowContext(ctx, "SELECT fact FROM facts WHERE ordinal = ?", last.Ordinal).
		Scan(&stored)
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	if !bytes.Equal(stored, last.FactBytes) {
		return nil, fmt.Errorf("read model: %w: fact %d", ErrOtherLedger, last.Ordinal)
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
