package readmodel

import (
	"context"
	"errors"
	"fmt"
)

// Rebuild fills a new set of tables from the first fact on, while the old one is
// served and kept up, and then serves the new one: who asks sees the one or the other.
// read gives entries that follow an ordinal, as many as it likes, and none at the end
// of the log. Whatever ends a rebuild early, the old tables stay; what was made so far
// is dropped, now or by the next Open.
func (m *Model) Rebuild(ctx context.Context,
	read func(ctx context.Context, after uint64) ([]Entry, error)) error {

	m.rebuilding.Lock()
	defer m.rebuilding.Unlock()
	next, err := m.nextSet(ctx)
	if err == nil {
		err = m.refill(ctx, next, Cursor{}, read)
	}
	if err != nil {
		return fmt.Errorf("read model: rebuild: %w", err)
	}
	return nil
}

// nextSet makes the tables that may take the place of those that are served.
func (m *Model) nextSet(ctx context.Context) (*set, error) {
	m.mu.Lock()
	number := m.set.number + 1
	m.mu.Unlock()
	if err := m.engine.drop(ctx, number); err != nil {
		return nil, err
	}
	return openSet(ctx, m.engine, number, false)
}

// refill fills a set from a cursor on, twice: first as far as it comes beside the one that is served, and
// then, while nothing else is written, what came in the meantime.
func (m *Model) refill(ctx context.Context, next *set, at Cursor,
	read func(ctx context.Context, after uint64) ([]Entry, error)) (err error) {

	next.dropped = true
	defer func() {
		if err != nil {
			err = errors.Join(err, next.leave())
		}
	}()
	fill := func() error {
		for {
			entries, err := read(ctx, at.Ordinal)
			if err == nil && len(entries) > 0 {
				at, err = next.apply(ctx, at, entries)
			}
			if err != nil || len(entries) == 0 {
				return err
			}
		}
	}
	if err := fill(); err != nil {
		return err
	}
	m.writing.Lock()
	defer m.writing.Unlock()
	if err := fill(); err != nil {
		return err
	}
	return m.serve(ctx, next, at)
}

// serve changes what is served, unless that would take back what was said before.
func (m *Model) serve(ctx context.Context, next *set, at Cursor) error {
	m.mu.Lock()
	old, was := m.set, m.cursor
	m.mu.Unlock()
	if at.Ordinal < was.Ordinal {
		return fmt.Errorf("%w: the log ends at %d, and %d are served", ErrGap, at.Ordinal, was.Ordinal)
	}
	err := next.transact(ctx, func(w *writing) error {
		return w.one(ctx, "UPDATE meta SET complete = 1")
	})
	if err != nil {
		return err
	}
	next.dropped, old.dropped, m.lost = false, true, false
	m.mu.Lock()
	m.set, m.cursor = next, at
	m.wake()
	m.mu.Unlock()
	return old.leave()
}
