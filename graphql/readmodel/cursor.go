package readmodel

import "context"

// Cursor is a place in the ledger's fact log.
type Cursor struct {
	Ordinal uint64 // facts up to here
	Height  uint64 // block height
	Time    int64  // block time, unix seconds
}

// Cursor says which fact was projected last.
func (m *Model) Cursor(context.Context) (Cursor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursor, nil
}

// Observe tells the model how many facts (Ordinal) the ledger held at a height.
// Blocks without facts, and the last fact of a block, show in no other way, so
// Wait needs it to know that a block is complete.
func (m *Model) Observe(tip Cursor) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if tip.Height <= m.tip.Height || tip.Ordinal < m.tip.Ordinal {
		return
	}
	m.tip = tip
	m.wake()
}

// Wait returns when all facts of all blocks up to a height are projected, or
// with the context's error. That a block is complete is known from Observe, or
// from a fact of a later block.
func (m *Model) Wait(ctx context.Context, height uint64) error {
	return m.wait(ctx, func() bool { return complete(m.cursor, m.tip).Height >= height })
}

// WaitFact returns when a fact is projected, or with the context's error.
func (m *Model) WaitFact(ctx context.Context, ordinal uint64) error {
	return m.wait(ctx, func() bool { return m.cursor.Ordinal >= ordinal })
}

func (m *Model) wait(ctx context.Context, done func() bool) error {
	for {
		m.mu.Lock()
		yes, changed := done(), m.changed
		m.mu.Unlock()
		if yes {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Changed gives a channel that is closed when something more was projected or
// observed. Take it before looking, so that nothing slips through.
func (m *Model) Changed() <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changed
}

// wake tells all who wait; the caller holds m.mu.
func (m *Model) wake() {
	close(m.changed)
	m.changed = make(chan struct{})
}

// complete is the last block of which nothing is missing: the observed one, if
// its facts are all there, or else the one before the last fact's, of whose
// block more facts may follow.
func complete(c, tip Cursor) Cursor {
	if c.Ordinal >= tip.Ordinal {
		height, time := max(tip.Height, before(c.Height)), max(tip.Time, c.Time)
		return Cursor{Ordinal: c.Ordinal, Height: height, Time: time}
	}
	return Cursor{Ordinal: c.Ordinal, Height: before(c.Height), Time: c.Time}
}

func before(height uint64) uint64 {
	if height == 0 {
		return 0
	}
	return height - 1
}

func lag(c, tip Cursor) uint64 {
	if c.Ordinal >= tip.Ordinal {
		return 0
	}
	return tip.Ordinal - c.Ordinal
}

// At says, without asking the tables, what a snapshot taken now would say of
// itself: which fact it saw last, up to which height it is complete, and its lag.
func (m *Model) At() (Cursor, uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return complete(m.cursor, m.tip), lag(m.cursor, m.tip)
}

// Lag is how many facts of the ledger, as last observed, are not projected yet.
func (m *Model) Lag() uint64 {
	_, n := m.At()
	return n
}
