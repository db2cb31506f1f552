package system

import (
	"context"
	"fmt"
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

// makeLot registers a lot by quantity, or one with five serials.
func (c *trader) makeLot(ctx context.Context) {
	lot := tradedLot{number: lotNumber(c.m.t, fmt.Sprintf("K%d-%d", c.n, c.device.next))}
	g := gtin(c.m.t, amoxal)
	register := record.RegisterLot{GTIN: g, Lot: lot.number, Expiry: 40_000}
	if register.Serialised = c.dice.IntN(2) == 0; !register.Serialised {
		register.Planned = lotSize
	}
	if _, ok := c.order(ctx, "register_lot", register); !ok {
		return
	}
	if register.Serialised {
		for i := range 5 {
			lot.serials = append(lot.serials,
				serialNumber(c.m.t, fmt.Sprintf("%s-%d-%d", lot.number, i, c.dice.Uint32())))
		}
		add := record.AddSerials{GTIN: g, Lot: lot.number, Serials: lot.serials}
		if _, ok := c.order(ctx, "add_serials", add); !ok {
			return
		}
	}
	if _, ok := c.order(ctx, "close_lot", record.CloseLot{GTIN: g, Lot: lot.number}); !ok {
		return
	}
	c.m.change(func() { c.m.lots = append(c.m.lots, lot) })
	if goods := lot.goods(g); register.Serialised {
		c.shipTo(ctx, []record.Item{{GTIN: g, Lot: lot.number}}, goods) // whole, as one line
	} else {
		c.has = append(c.has, goods...)
	}
}

// some picks goods that the trader has, as far as it knows; now and then others.
func (c *trader) some() (item record.Item, ok bool) {
	if len(c.has) > 0 && c.dice.IntN(8) > 0 {
		i := c.dice.IntN(len(c.has))
		item = c.has[i]
		if item.Quantity == 0 {
			c.has = append(c.has[:i], c.has[i+1:]...)
		}
		item.Quantity = min(item.Quantity, 1+c.dice.Uint64N(lotSize/20))
		return item, true
	}
	c.m.mu.Lock()
	defer c.m.mu.Unlock()
	if len(c.m.lots) == 0 {
		return item, false
	}
	lot := c.m.lots[c.dice.IntN(len(c.m.lots))]
	goods := lot.goods(gtin(c.m.t, amoxal))
	return goods[c.dice.IntN(len(goods))], true
}

// goods are the lot's packs one by one, or its quantity.
func (l tradedLot) goods(g gs1.GTIN) []record.Item {
	if l.serials == nil {
		return []record.Item{{GTIN: g, Lot: l.number, Quantity: lotSize}}
	}
	items := make([]record.Item, len(l.serials))
	for i, serial := range l.serials {
		items[i] = record.Item{GTIN: g, Serial: serial}
	}
	return items
}

func (c *trader) ship(ctx context.Context) {
	item, ok := c.some()
	if !ok {
		c.err(ctx)
		return
	}
	c.shipTo(ctx, []record.Item{item}, []record.Item{item})
}

// shipTo offers goods to another trader, who will count them as such.
func (c *trader) shipTo(ctx context.Context, items, goods []record.Item) {
	to := c.m.traders[makers+c.dice.IntN(allTraders-makers)]
	s, ok := c.order(ctx, "ship", record.Ship{To: to.gln, Items: items})
	if !ok {
		return
	}
	for _, e := range s.Events {
		if id, _ := e.Fields["transfer"].(string); id != "" {
			c.m.change(func() {
				c.m.offers[to.n] = append(c.m.offers[to.n], offer{record.ID(id), goods})
			})
		}
	}
}

func (c *trader) receive(ctx context.Context) {
	var o offer
	c.m.change(func() {
		if mine := c.m.offers[c.n]; len(mine) > 0 {
			o, c.m.offers[c.n] = mine[0], mine[1:]
		}
	})
	switch {
	case o.id == "":
		c.dispense(ctx)
	case c.dice.IntN(6) == 0:
		c.order(ctx, "refuse", record.VoidOffer{Transfer: o.id, Reason: "not ordered"})
	default:
		if _, ok := c.order(ctx, "receive", record.Receive{Transfer: o.id, All: true}); ok {
			c.has = append(c.has, o.goods...)
		}
	}
}

func (c *trader) dispense(ctx context.Context) {
	item, ok := c.some()
	if !ok {
		c.err(ctx)
		return
	}
	c.order(ctx, "dispense", record.Dispense{GTIN: item.GTIN, Lot: item.Lot, Serial: item.Serial,
		Quantity: min(item.Quantity, 3)})
}

// err gives an order that must be refused, and warned of.
func (c *trader) err(ctx context.Context) {
	c.order(ctx, "dispense", record.Dispense{GTIN: gtin(c.m.t, amoxal), Quantity: 1,
		Lot: lotNumber(c.m.t, "NEVER")})
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
