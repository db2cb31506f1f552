package readmodel

import (
	"context"
	"database/sql"
	"fmt"
	"io"
)

// Dump writes every row of every table, in the order of the keys: two models are
// the same if and only if their dumps are, whatever databases they are in.
func (m *Model) Dump(ctx context.Context, to io.Writer) error {
	s, err := m.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	tables, err := query(ctx, s, s.set.catalogue(),
		func(r *sql.Rows, t *table) error { return r.Scan(&t.name, &t.key) })
	if err != nil {
		return err
	}
	for _, t := range tables {
		_, err := query(ctx, s, "SELECT * FROM "+t.name+" ORDER BY "+t.key,
			func(r *sql.Rows, _ *struct{}) error { return dumpRow(r, t.name, to) })
		if err != nil {
			return err
		}
	}
	return nil
}

func dumpRow(r *sql.Rows, table string, to io.Writer) error {
	names, err := r.Columns()
	if err != nil {
		return err
	}
	values, err := textOf(r, len(names))
	if err != nil {
		return err
	}
	line := table
	for i, v := range values {
		line += fmt.Sprintf(" %s=%q", names[i], v)
	}
	_, err = fmt.Fprintln(to, line)
	return err
}
