package readmodel

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Snapshot is the read model at one moment: whatever is asked of it, the answers
// fit together. It holds one of a few connections; Close it soon.
type Snapshot struct {
	m   *Model
	set *set
	tx  *sql.Tx
	at  Cursor
	lag uint64

	closed bool
	meter  func(bytes int) error

	glns []string // of the parties as which it is looked at; nothing for all and nobody
	as   string   // the same as ?1 of queries
}

// Snapshot opens the model as it is now, for an authority's or the operator's eyes.
func (m *Model) Snapshot(ctx context.Context) (*Snapshot, error) {
	return m.SnapshotFor(ctx, Viewer{All: true})
}

// SnapshotFor opens the model as it is now, waiting for its turn, and shows what
// the viewer may see.
func (m *Model) SnapshotFor(ctx context.Context, v Viewer) (*Snapshot, error) {
	m.mu.Lock()
	s := &Snapshot{m: m, set: m.set}
	s.set.use()
	m.mu.Unlock()
	var err error
	if s.tx, err = s.set.reader.BeginTx(ctx, s.set.reading()); err != nil {
		return nil, fmt.Errorf("read model: %w", errors.Join(err, s.set.leave()))
	}
	c, err := one(ctx, s, "SELECT ordinal, height, time FROM meta",
		func(r *sql.Rows, c *Cursor) error { return r.Scan(&c.Ordinal, &c.Height, &c.Time) })
	if err != nil {
		s.Close()
		return nil, err
	}
	m.mu.Lock()
	s.at, s.lag = complete(c, m.tip), lag(c, m.tip)
	m.mu.Unlock()
	if err := s.look(ctx, v); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close lets the connection go.
func (s *Snapshot) Close() {
	if s.closed {
		return
	}
	s.closed = true
	_ = s.tx.Rollback() // reads only: nothing can be lost
	_ = s.set.leave()   // what is not dropped now, the next Open drops
}

// At says which fact the snapshot saw last, and up to which height it is complete.
func (s *Snapshot) At() Cursor { return s.at }

// Lag is how many facts of the ledger it has not seen.
func (s *Snapshot) Lag() uint64 { return s.lag }

// Meter has what is read counted, in bytes, while it is read; an error ends the reading.
func (s *Snapshot) Meter(meter func(bytes int) error) { s.meter = meter }

// rowBytes is what a row weighs that does not know it.
const rowBytes = 256

// weighed counts a row.
func (s *Snapshot) weighed(row any) error {
	if s.meter == nil {
		return nil
	}
	n := rowBytes
	if heavy, ok := row.(interface{ weight() int }); ok {
		n += heavy.weight()
	}
	return s.meter(n)
}

// query runs a statement and reads its rows.
func query[T any](ctx context.Context, s *Snapshot, text string, scan func(*sql.Rows, *T) error,
	args ...any) ([]T, error) {

	stmt, err := s.set.question(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	s.m.statements.Add(1)
	rows, err := s.tx.StmtContext(ctx, stmt).QueryContext(ctx, plain(args)...)
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	defer rows.Close()
	var found []T
	for rows.Next() {
		var row T
		if err := scan(rows, &row); err != nil {
			return nil, fmt.Errorf("read model: %w", err)
		}
		if err := s.weighed(&row); err != nil {
			return nil, fmt.Errorf("read model: %w", err)
		}
		found = append(found, row)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	return found, nil
}

// one is query for a statement that gives one row.
func one[T any](ctx context.Context, s *Snapshot, text string, scan func(*sql.Rows, *T) error,
	args ...any) (row T, err error) {

	rows, err := query(ctx, s, text, scan, args...)
	if err == nil && len(rows) != 1 {
		err = fmt.Errorf("read model: %d rows instead of one", len(rows))
	}
	if err != nil {
		return row, err
	}
	return rows[0], nil
}

// The keys of a batch travel as one JSON text, so that a statement is the same
// for one key and for a thousand.
func jsonOf[T any](keys []T) string { return jsonText(keys) }

func lotKeys(keys []LotKey) string {
	pairs := make([][2]string, len(keys))
	for i, k := range keys {
		pairs[i] = [2]string{k.GTIN, k.Lot}
	}
	return jsonText(pairs)
}

func unitKeys(keys []UnitKey) string {
	pairs := make([][2]string, len(keys))
	for i, k := range keys {
		pairs[i] = [2]string{k.GTIN, k.Serial}
	}
	return jsonText(pairs)
}

func fromJSON[T any](text string, into *T) error { return json.Unmarshal([]byte(text), into) }

// by makes a map of rows by their key.
func by[K comparable, T any](rows []T, key func(*T) K) map[K]*T {
	m := make(map[K]*T, len(rows))
	for i := range rows {
		m[key(&rows[i])] = &rows[i]
	}
	return m
}

// group makes a map of the rows that share a key, in their order.
func group[K comparable, T any](rows []T, key func(*T) K) map[K][]T {
	m := map[K][]T{}
	for i := range rows {
		k := key(&rows[i])
		m[k] = append(m[k], rows[i])
	}
	return m
}
