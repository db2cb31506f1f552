package readmodel

import (
	"context"
	"errors"
	"fmt"
)

// Verify fills new tables from the first fact on, compares those that are served with them,
// every column of every row, and drops the new ones. Where they differ it names the first
// difference and serves the new ones instead. Orders go on being projected meanwhile.
// read is as in Rebuild.
func (m *Model) Verify(ctx context.Context,
	read func(ctx context.Context, after uint64) ([]Entry, error)) (*Difference, error) {

	m.rebuilding.Lock()
	defer m.rebuilding.Unlock()
	next, err := m.nextSet(ctx)
	if err != nil {
		return nil, fmt.Errorf("read model: audit: %w", err)
	}
	next.dropped = true
	d, at, err := m.judge(ctx, next, read)
	if err == nil && d != nil {
		return d, m.refill(ctx, next, at, read) // which lets go of it
	}
	return d, errors.Join(err, next.leave())
}

// judge fills a set as far as the one that is served is, and compares the two.
func (m *Model) judge(ctx context.Context, next *set,
	read func(ctx context.Context, after uint64) ([]Entry, error)) (d *Difference, at Cursor, err error) {

	// A snapshot that is open keeps SQLite from tidying up: first without, for most of it.
	served, _ := m.At()
	if at, err = next.fillTo(ctx, at, served.Ordinal, read); err != nil {
		return nil, at, err
	}
	have, err := m.Snapshot(ctx)
	if err != nil {
		return nil, at, err
	}
	defer have.Close()
	if at, err = next.fillTo(ctx, at, have.At().Ordinal, read); err != nil {
		return nil, at, err
	}
	next.use()
	want := &Snapshot{m: m, set: next}
	if want.tx, err = next.reader.BeginTx(ctx, next.reading()); err != nil {
		return nil, at, errors.Join(err, next.leave())
	}
	defer want.Close()
	d, err = have.Compare(ctx, want)
	return d, at, err
}

// fillTo projects facts up to an ordinal, and says where it is then.
func (s *set) fillTo(ctx context.Context, at Cursor, last uint64,
	read func(ctx context.Context, after uint64) ([]Entry, error)) (Cursor, error) {

	for at.Ordinal < last {
		entries, err := read(ctx, at.Ordinal)
		if err != nil {
			return at, err
		}
		if len(entries) == 0 {
			return at, fmt.Errorf("%w: the log ends at %d, and %d are served", ErrGap, at.Ordinal, last)
		}
		for len(entries) > 0 && entries[len(entries)-1].Ordinal > last {
			entries = entries[:len(entries)-1]
		}
		if at, err = s.apply(ctx, at, entries); err != nil {
			return at, err
		}
	}
	return at, nil
}
