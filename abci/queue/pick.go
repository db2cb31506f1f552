package queue

import (
	"container/heap"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

// Shares of a block while others wait.
const (
	keysOf    = 8 // a key takes one in so many parts
	partiesOf = 4 // a party
)

// lanesOf is how much of a block the lanes up to one may fill, in eighths, before
// the next lane has had its turn.
var lanesOf = [...]uint64{4, 7, 8}

// dearWaits is how many blocks an order waits that is dearer than a key's share, if
// others fill them all. Then it begins a block, and none other does in the next as
// many.
const dearWaits = 8

// Answer is what became of an order that was offered to a block.
type Answer int

// The answers.
const (
	Taken   Answer = iota
	Left           // it does not fit, or may not enter: on to the next
	Refused        // the block is closed
)

// Pick offers orders to a block that holds so much cost, in the order in which it
// should take them. First each lane has its part, in which the party that has got
// the least comes next, and in it the key that has; no key gets more than its share
// and no party. What a lane leaves is the others'. Then whoever still waits gets what
// is left of the block.
func (q *Queue) Pick(limit uint64, take func(*Order) Answer) {
	p := &picking{q: q, limit: limit, take: take, done: make(map[*Order]bool),
		lanes: q.lanes(), keys: make(map[record.KID]uint64), parties: make(map[gs1.GLN]uint64)}
	if o := q.overdue(limit); o != nil {
		p.offer(o)
		if p.used > 0 {
			q.dearAt = q.blocks
			q.dearFor[o.Party] = q.blocks + 1
		}
	}
	for lane, part := range lanesOf {
		p.lane(ledger.Lane(lane), limit/8*part, true)
	}
	for _, shared := range []bool{true, false} {
		for lane := range lanesOf {
			p.lane(ledger.Lane(lane), limit, shared)
		}
	}
}

// overdue finds the dear order that has waited for too long and is the first of its
// key, of the party whose last one is the longest ago.
func (q *Queue) overdue(limit uint64) (found *Order) {
	if q.blocks-q.dearAt < dearWaits {
		return nil
	}
	seen := make(map[record.KID]bool)
	for _, o := range q.orders {
		first := !seen[o.Tx.Key]
		seen[o.Tx.Key] = true
		if first && o.Cost > limit/keysOf && q.blocks-o.since >= dearWaits &&
			(found == nil || q.dearFor[o.Party] < q.dearFor[found.Party]) {
			found = o
		}
	}
	return found
}

// lanes gives the lane of each key: that of its most urgent order. What a key orders
// stays in the order in which it came, since one may rest on the other; so what is
// urgent takes along what stands before it.
func (q *Queue) lanes() map[record.KID]ledger.Lane {
	lanes := make(map[record.KID]ledger.Lane)
	for _, o := range q.orders {
		if l, ok := lanes[o.Tx.Key]; !ok || o.Lane < l {
			lanes[o.Tx.Key] = o.Lane
		}
	}
	return lanes
}

// picking fills one block.
type picking struct {
	q       *Queue
	take    func(*Order) Answer
	limit   uint64
	used    uint64
	closed  bool
	done    map[*Order]bool // taken, or may not enter
	lanes   map[record.KID]ledger.Lane
	keys    map[record.KID]uint64
	parties map[gs1.GLN]uint64
}

// lane offers what waits in a lane until so much of the block is used.
func (p *picking) lane(lane ledger.Lane, upTo uint64, shared bool) {
	turns := p.turns(lane)
	for len(turns.kids) > 0 && !p.closed && p.used < upTo {
		o := turns.next()
		before := p.used
		if p.fits(o, upTo, shared) {
			p.offer(o)
		}
		switch {
		case p.used > before:
			turns.served(p.used - before)
		case p.done[o]:
			turns.served(0) // it may not enter; its key's next may
		default:
			turns.out()
		}
	}
}

func (p *picking) fits(o *Order, upTo uint64, shared bool) bool {
	return p.used+o.Cost <= upTo && (!shared ||
		p.keys[o.Tx.Key]+o.Cost <= p.limit/keysOf && p.parties[o.Party]+o.Cost <= p.limit/partiesOf)
}

func (p *picking) offer(o *Order) {
	switch p.take(o) {
	case Taken:
		p.used += o.Cost
		p.keys[o.Tx.Key] += o.Cost
		p.parties[o.Party] += o.Cost
	case Refused:
		p.closed = true
		return
	}
	p.done[o] = true
}

// turns gives the orders of a lane that are left, by party and by key.
func (p *picking) turns(lane ledger.Lane) *turn {
	all := &turn{}
	parties := make(map[gs1.GLN]*turn)
	keys := make(map[record.KID]*turn)
	for n, o := range p.q.orders {
		if p.lanes[o.Tx.Key] != lane || p.done[o] {
			continue
		}
		by := parties[o.Party]
		if by == nil {
			by = &turn{came: n, had: p.parties[o.Party]}
			parties[o.Party] = by
			all.kids = append(all.kids, by)
		}
		key := keys[o.Tx.Key]
		if key == nil {
			key = &turn{came: n, had: p.keys[o.Tx.Key]}
			keys[o.Tx.Key] = key
			by.kids = append(by.kids, key)
		}
		key.orders = append(key.orders, o)
	}
	for _, by := range all.kids {
		heap.Init(by)
	}
	heap.Init(all)
	return all
}
