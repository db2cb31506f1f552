// Package queue holds the orders that wait for a block, and says which of them a
// block takes, so that whoever sends much waits behind his own orders and not in
// front of everybody's.
package queue

import (
	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

// Order is one that waits.
type Order struct {
	Tx    *record.Tx    // who ordered what; the command's fields may be left out
	Read  *ledger.Order // what was read of it, unless that takes too much memory
	Raw   []byte
	Party gs1.GLN
	Lane  ledger.Lane
	Cost  uint64

	since uint64 // blocks that the queue had seen when it came
}

// Queue is what waits. It is not safe for concurrent use.
type Queue struct {
	bounds  Bounds
	byID    map[record.Hash]*Order
	orders  []*Order // in the order in which they came
	waiting Load
	parties map[gs1.GLN]*party

	blocks  uint64             // that the queue has seen
	dearAt  uint64             // the last of them that began with a dear order
	dearFor map[gs1.GLN]uint64 // the same for each party that waits
}

// Load is how much waits.
type Load struct {
	Orders int
	Bytes  int
	Cost   uint64
}

func (l *Load) add(o *Order) {
	l.Orders++
	l.Bytes += len(o.Raw)
	l.Cost += o.Cost
}

type party struct {
	Load
	keys map[record.KID]*Load
}

// New makes an empty queue.
func New(b Bounds) *Queue {
	q := &Queue{bounds: b, dearFor: make(map[gs1.GLN]uint64)}
	q.clear(0)
	return q
}

func (q *Queue) clear(room int) {
	q.byID = make(map[record.Hash]*Order, room)
	q.orders = make([]*Order, 0, room)
	q.parties = make(map[gs1.GLN]*party)
	q.waiting = Load{}
}

// Get finds an order that waits, or gives nil.
func (q *Queue) Get(id record.Hash) *Order { return q.byID[id] }

// Load is how much waits in all.
func (q *Queue) Load() Load { return q.waiting }

// Add puts an order behind the others. The caller has asked for room.
func (q *Queue) Add(o *Order) {
	o.since = q.blocks
	q.put(o)
}

func (q *Queue) put(o *Order) {
	q.byID[o.Tx.ID] = o
	q.orders = append(q.orders, o)
	q.waiting.add(o)
	p := q.parties[o.Party]
	if p == nil {
		p = &party{keys: make(map[record.KID]*Load)}
		q.parties[o.Party] = p
	}
	p.add(o)
	k := p.keys[o.Tx.Key]
	if k == nil {
		k = &Load{}
		p.keys[o.Tx.Key] = k
	}
	k.add(o)
}

// Keep is called after a block: what stays, in the order in which it came, is what
// the function keeps.
func (q *Queue) Keep(stays func(*Order) (bool, error)) error {
	q.blocks++
	old := q.orders
	q.clear(len(old))
	for _, o := range old {
		ok, err := stays(o)
		if err != nil {
			return err
		}
		if ok {
			q.put(o)
		}
	}
	for p := range q.dearFor {
		if q.parties[p] == nil {
			delete(q.dearFor, p)
		}
	}
	return nil
}
