package readmodel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// writing is the SQL transaction that is open on the writer's connection.
type writing struct {
	set  *set
	pipe pipe
	fact string // id of the one that is projected
	rows map[*rows][]any
}

// transact runs a function in one SQL transaction: all of it is committed, or
// nothing of it. The caller holds m.writing, or is the only one yet.
func (s *set) transact(ctx context.Context, act func(*writing) error) error {
	if _, err := s.conn.ExecContext(ctx, s.begin()); err != nil {
		return err
	}
	w := &writing{set: s, pipe: s.pipe(s), rows: map[*rows][]any{}}
	err := act(w)
	if err == nil {
		err = w.flush(ctx)
	}
	if err == nil {
		_, err = s.conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil || s.seen.size() > seenAtMost {
		s.seen.forget()
	}
	if err != nil {
		// Also when the context is over: the connection must not stay in a transaction.
		_, undo := s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		if s.lost(err) {
			undo = nil // the server rolls back what it has lost the connection of
		}
		return errors.Join(err, undo)
	}
	return nil
}

// flush returns when everything that was written has reached the database.
func (w *writing) flush(ctx context.Context) error {
	for r := range w.rows {
		if err := w.insert(ctx, r); err != nil {
			return err
		}
	}
	return w.pipe.flush(ctx)
}

// query reads what the transaction has written so far, but for rows that are only
// added (rows.go): nothing in a projection depends on them.
func (w *writing) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if err := w.pipe.flush(ctx); err != nil {
		return nil, err
	}
	stmt, err := w.set.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, plain(args)...)
}

// find reads the columns of one row; sql.ErrNoRows if there is none.
func (w *writing) find(ctx context.Context, text string, args []any, into ...any) error {
	found, err := w.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer found.Close()
	if !found.Next() {
		return errors.Join(found.Err(), sql.ErrNoRows)
	}
	return errors.Join(found.Scan(into...), found.Close())
}

// do runs a statement, however many rows it changes.
func (w *writing) do(ctx context.Context, text string, args ...any) error {
	return w.pipe.send(ctx, w.fact, text, -1, plain(args))
}

// one runs a statement that must change one row.
func (w *writing) one(ctx context.Context, text string, args ...any) error {
	return w.pipe.send(ctx, w.fact, text, 1, plain(args))
}

// once runs a statement of at most four arguments that changes nothing when it is run
// again.
func (w *writing) once(ctx context.Context, text string, args ...any) error {
	key := entry{text}
	copy(key[1:], args)
	if w.set.seen.entered[key] {
		return nil
	}
	w.set.seen.entered[key] = true
	return w.do(ctx, text, args...)
}

// plain makes arguments what both engines take: of truth, 0 and 1.
func plain(args []any) []any {
	for i, a := range args {
		if truth, is := a.(bool); is {
			args[i] = integer(truth)
		}
	}
	return args
}

func integer(truth bool) int64 {
	if truth {
		return 1
	}
	return 0
}

// errUnsound says that a fact does not fit what the facts before it said.
var errUnsound = errors.New("does not fit the facts before")

func wrongCount(n, want int64, text string) error {
	return fmt.Errorf("%w: %d rows instead of %d: %s", errUnsound, n, want, text)
}
