package readmodel

import (
	"context"
	"database/sql"
	"fmt"
	"io"
)

// Dump writes every row of every table, in the order of the keys: two models are
// the same if and only if their dumps are.
func (m *Model) Dump(ctx context.Context, to io.Writer) error {
	s, err := m.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	tables, err := query(ctx, s, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
		func(r *sql.Rows, name *string) error { return r.Scan(name) })
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := s.dump(ctx, table, to); err != nil {
			return err
		}
	}
	return nil
}

func (s *Snapshot) dump(ctx context.Context, table string, to io.Writer) error {
	key, err := one(ctx, s, `SELECT group_concat(name, ', ' ORDER BY pk) FROM pragma_table_info(?)
		WHERE pk > 0`, func(r *sql.Rows, k *string) error { return r.Scan(k) }, table)
	if err != nil {
		return err
	}
	_, err = query(ctx, s, "SELECT * FROM "+table+" ORDER BY "+key,
		func(r *sql.Rows, _ *struct{}) error { return dumpRow(r, table, to) })
	return err
}

func dumpRow(r *sql.Rows, table string, to io.Writer) error {
	names, err := r.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	if err := r.Scan(into...); err != nil {
		return err
	}
	line := table
	for i, v := range values {
		if b, ok := v.([]byte); ok {
			v = fmt.Sprintf("%x", b)
		}
		line += fmt.Sprintf(" %s=%q", names[i], fmt.Sprint(v))
	}
	_, err = fmt.Fprintln(to, line)
	return err
}
