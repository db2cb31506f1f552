package readmodel

import (
	"context"
	"errors"
	"fmt"
)

// writing is the SQL transaction that is open on the writer's connection.
type writing struct {
	m *Model
	// What was looked up or entered in this transaction, and so need not be again.
	entered map[[4]string]bool
	actors  map[actorKey]actorSeen
}

// transact runs a function in one SQL transaction: all of it is committed, or
// nothing of it. The caller holds m.writing, or is the only one yet.
func (m *Model) transact(ctx context.Context, act func(*writing) error) error {
	if _, err := m.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := act(&writing{m: m, entered: map[[4]string]bool{}, actors: map[actorKey]actorSeen{}})
	if err == nil {
		_, err = m.conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		// Also when the context is over: the connection must not stay in a transaction.
		_, undo := m.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return errors.Join(err, undo)
	}
	return nil
}

func (w *writing) exec(ctx context.Context, text string, args ...any) (int64, error) {
	stmt, ok := w.m.writes[text]
	if !ok {
		var err error
		if stmt, err = w.m.conn.PrepareContext(ctx, text); err != nil {
			return 0, err
		}
		w.m.writes[text] = stmt
	}
	r, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// do runs a statement, however many rows it changes.
func (w *writing) do(ctx context.Context, text string, args ...any) error {
	_, err := w.exec(ctx, text, args...)
	return err
}

// once runs a statement that changes nothing when it is run again.
func (w *writing) once(ctx context.Context, text, a, b, c string) error {
	key := [4]string{text, a, b, c}
	if w.entered[key] {
		return nil
	}
	w.entered[key] = true
	args := []any{a, b}
	if c != "" {
		args = append(args, c)
	}
	return w.do(ctx, text, args...)
}

// one runs a statement that must change one row.
func (w *writing) one(ctx context.Context, text string, args ...any) error {
	n, err := w.exec(ctx, text, args...)
	if err == nil && n != 1 {
		err = fmt.Errorf("%w: %d rows instead of one: %s", errUnsound, n, text)
	}
	return err
}

// errUnsound says that a fact does not fit what the facts before it said.
var errUnsound = errors.New("does not fit the facts before")
