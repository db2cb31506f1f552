package system

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"pedigree/gs1"
	"pedigree/record"
)

// trader is one of the clients that trade while the process is killed. What it was told
// goes to its journal.
type trader struct {
	m      *market
	n      int
	gln    gs1.GLN
	device *device
	dice   *rand.Rand
	has    []record.Item // what it thinks it has

	mu      sync.Mutex
	journal []told
}

// told is an order that was answered: its bytes, and the answer.
type told struct {
	tx     []byte
	raw    []byte
	answer submitted
}

// market is what the traders know of each other. It may be wrong: orders that the
// ledger refuses are part of the trade.
type market struct {
	t       testing.TB
	traders []*trader

	mu      sync.Mutex
	changed chan struct{} // closed at the next change of what is below
	url     string        // where the process is to be reached
	paused  bool          // nobody gives new orders
	busy    int           // orders without an answer yet
	answers int
	lots    []tradedLot
	offers  map[int][]offer // by the trader that they are for
}

type offer struct {
	id    record.ID
	goods []record.Item
}

type tradedLot struct {
	number  gs1.Lot
	serials []gs1.Serial // none for a lot by quantity
}

const (
	makers     = 2
	allTraders = 8
	lotSize    = 1000
)

// change changes the market and wakes who waits for that.
func (m *market) change(do func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	do()
	close(m.changed)
	m.changed = make(chan struct{})
}

// wait waits until something holds, which is judged under the lock.
func (m *market) wait(ctx context.Context, holds func() bool) bool {
	for {
		m.mu.Lock()
		if holds() {
			m.mu.Unlock()
			return true
		}
		changed := m.changed
		m.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// order signs an order and sends the same bytes until they are answered, over as many
// lives of the process as that takes.
func (c *trader) order(ctx context.Context, command string, body any) (s submitted, ok bool) {
	if !c.m.wait(ctx, func() bool {
		if c.m.paused {
			return false
		}
		c.m.busy++
		return true
	}) {
		return s, false
	}
	defer c.m.change(func() { c.m.busy--; c.m.answers++ })
	tx, err := c.device.sign(command, body)
	if err != nil {
		c.m.t.Error(err)
		return s, false
	}
	// An order that was begun is followed to its answer, also after the trade is over.
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*patience)
	defer cancel()
	for {
		var url string
		c.m.wait(late, func() bool { url = c.m.url; return url != "" })
		s, raw, err := send(late, url, tx)
		if err == nil && (s.Status == "COMMITTED" || s.Status == "REFUSED") {
			c.mu.Lock()
			c.journal = append(c.journal, told{tx, raw, s})
			c.mu.Unlock()
			return s, s.Status == "COMMITTED"
		}
		if late.Err() != nil {
			c.m.t.Errorf("trader %d: %s was never answered: %v", c.n, command, err)
			return s, false
		}
		again, cancel := context.WithTimeout(late, 20*time.Millisecond)
		c.m.wait(again, func() bool { return c.m.url != url })
		cancel()
	}
}

// trade gives orders until the trade is over.
func (c *trader) trade(ctx context.Context) {
	for ctx.Err() == nil {
		switch {
		case c.n < makers && c.dice.IntN(3) == 0:
			c.makeLot(ctx)
		case c.n < makers:
			c.ship(ctx)
		case len(c.has) == 0 && c.dice.IntN(8) > 0:
			c.m.wait(ctx, func() bool { return len(c.m.offers[c.n]) > 0 })
			c.receive(ctx)
		default:
			[]func(context.Context){c.receive, c.receive, c.receive, c.ship, c.dispense, c.dispense,
				c.err}[c.dice.IntN(7)](ctx)
		}
	}
}

// told is everything that any trader was told so far.
func (m *market) told() (all []told) {
	for _, c := range m.traders {
		c.mu.Lock()
		all = append(all, c.journal...)
		c.mu.Unlock()
	}
	return all
}
