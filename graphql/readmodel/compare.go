package readmodel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Difference is the first row in which a read model is not what the facts make.
type Difference struct {
	Table, Row         string // Row is its key
	Column, Have, Want string // empty where the row is missing, or one too many
	Missing, TooMany   bool
}

func (d *Difference) String() string {
	at := "table " + d.Table + ", row " + d.Row
	switch {
	case d.Missing:
		return at + " is missing"
	case d.TooMany:
		return at + " is not of any fact"
	}
	return fmt.Sprintf("%s: %s is %q, the facts make %q", at, d.Column, d.Have, d.Want)
}

// Compare holds a model against another one that the same facts made, in whatever database
// it is, row by row. It gives the first difference, or nil.
func (s *Snapshot) Compare(ctx context.Context, want *Snapshot) (*Difference, error) {
	tables, err := query(ctx, want, want.set.catalogue(),
		func(r *sql.Rows, t *table) error { return r.Scan(&t.name, &t.key) })
	if err != nil {
		return nil, err
	}
	if len(tables) == 0 {
		return nil, errors.New("read model: nothing to compare with")
	}
	for _, t := range tables {
		if d, err := t.compare(ctx, s, want); d != nil || err != nil {
			return d, err
		}
	}
	return nil, nil
}

func (t table) compare(ctx context.Context, have, want *Snapshot) (*Difference, error) {
	a, err := t.walk(ctx, have)
	if err != nil {
		return nil, err
	}
	defer a.rows.Close()
	b, err := t.walk(ctx, want)
	if err != nil {
		return nil, err
	}
	defer b.rows.Close()
	for {
		if err := errors.Join(a.next(), b.next()); err != nil {
			return nil, err
		}
		switch {
		case a.row == nil && b.row == nil:
			return nil, nil
		case a.row == nil:
			return &Difference{Table: t.name, Row: t.keyOf(b), Missing: true}, nil
		case b.row == nil:
			return &Difference{Table: t.name, Row: t.keyOf(a), TooMany: true}, nil
		}
		if d := t.differ(a, b); d != nil {
			return d, nil
		}
	}
}

// differ compares two rows. Of which it is that the keys differ cannot be told where the
// key itself was changed: then the row that the facts make is missing.
func (t table) differ(a, b *walk) *Difference {
	if t.keyOf(a) != t.keyOf(b) {
		return &Difference{Table: t.name, Row: t.keyOf(b), Missing: true}
	}
	for i, column := range b.columns {
		if t.name == "meta" && column == "complete" {
			continue // whether it is served
		}
		if a.row[i] != b.row[i] {
			return &Difference{Table: t.name, Row: t.keyOf(b), Column: column, Have: a.row[i],
				Want: b.row[i]}
		}
	}
	return nil
}

func (t table) keyOf(w *walk) string {
	var parts []string
	for _, column := range strings.Split(t.key, ", ") {
		for i, name := range w.columns {
			if name == column {
				parts = append(parts, w.row[i])
			}
		}
	}
	return strings.Join(parts, " ")
}

// walk is a table being read in the order of its keys.
type walk struct {
	rows    *sql.Rows
	columns []string
	row     []string // nil after the last one
}

func (t table) walk(ctx context.Context, s *Snapshot) (*walk, error) {
	rows, err := s.tx.QueryContext(ctx, "SELECT * FROM "+t.name+" ORDER BY "+t.key)
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	columns, err := rows.Columns()
	if err != nil {
		rows.Close()
		return nil, fmt.Errorf("read model: %w", err)
	}
	return &walk{rows: rows, columns: columns}, nil
}

func (w *walk) next() (err error) {
	w.row = nil
	if !w.rows.Next() {
		return w.rows.Err()
	}
	w.row, err = textOf(w.rows, len(w.columns))
	return err
}

// textOf gives a row's values as both databases say them.
func textOf(r *sql.Rows, columns int) ([]string, error) {
	values, into, texts := make([]any, columns), make([]any, columns), make([]string, columns)
	for i := range values {
		into[i] = &values[i]
	}
	if err := r.Scan(into...); err != nil {
		return nil, err
	}
	for i, v := range values {
		if b, ok := v.([]byte); ok {
			v = fmt.Sprintf("%x", b)
		}
		texts[i] = fmt.Sprint(v)
	}
	return texts, nil
}
