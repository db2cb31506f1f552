package ledger

import (
	"pedigree/gs1"
	"pedigree/record"
)

// Gate says which orders may enter a block, by the state before it and the
// sequences that orders used that have passed already. Mempool and proposals ask
// it; it executes nothing, so it reads each key and each party once.
type Gate struct {
	b    *Block
	keys map[record.KID]*knocking
	made map[string]uint64 // what is in containers and offers that have passed, by key: its weight
}

// knocking is a key that orders come from.
type knocking struct {
	*record.DeviceKey
	suspended *record.Refusal // of its party or site; nil = none is
}

// NewGate makes the gate in front of a block of which nothing was executed.
func NewGate(b *Block) *Gate {
	return &Gate{b: b, keys: make(map[record.KID]*knocking), made: make(map[string]uint64)}
}

// Knock judges an order by its envelope: chain, key, signature, the rights of key
// and party, sequence and time. It gives the party that orders, and uses nothing.
func (g *Gate) Knock(tx *record.Tx) (party gs1.GLN, refusal *record.Refusal, err error) {
	defer stop(&err)
	if r := g.b.ofChain(tx); r != nil {
		return party, r, nil
	}
	k := g.key(tx.Key)
	if k == nil {
		return party, unknownKey(tx), nil
	}
	if r := g.b.signed(tx, k.DeviceKey); r != nil {
		return party, r, nil
	}
	return k.Party, g.stays(tx, k), nil
}

// Stay judges an order anew that has passed on an earlier state, its signature
// excepted, and uses its sequence.
func (g *Gate) Stay(tx *record.Tx) (refusal *record.Refusal, err error) {
	defer stop(&err)
	k := g.key(tx.Key)
	if k == nil {
		return unknownKey(tx), nil
	}
	if r := g.stays(tx, k); r != nil {
		return r, nil
	}
	return k.Window.Use(tx.Sequence), nil
}

// Weigh gives what carrying out an order costs, in hundredths of a signature check,
// MaxCost at most.
func (g *Gate) Weigh(o *Order) (cost uint64, err error) {
	defer stop(&err)
	return g.cost(o), nil
}

// Pass lets an order through that may enter, at its cost: its sequence is used, and
// what it makes is there for the orders after it.
func (g *Gate) Pass(o *Order, cost uint64) *record.Refusal {
	if c, ok := o.command.(making); ok {
		g.made[c.makes(o.Tx)] += cost
	}
	return g.keys[o.Tx.Key].Window.Use(o.Tx.Sequence)
}

// stays judges what a block may change: rights, sequence, time.
func (g *Gate) stays(tx *record.Tx, k *knocking) *record.Refusal {
	if r := valid(k.DeviceKey, uint64(g.b.Time)); r != nil {
		return r
	}
	if r := allows(k.DeviceKey, tx.Command); r != nil {
		return r
	}
	if e := entry(tx.Command); e != nil && !e.whileSuspended && k.suspended != nil {
		return k.suspended
	}
	window := k.Window
	if r := window.Use(tx.Sequence); r != nil {
		return r
	}
	return g.b.inTime(tx)
}

func (g *Gate) key(id record.KID) *knocking {
	if k, known := g.keys[id]; known {
		return k
	}
	key := g.b.deviceKey(id)
	if key == nil {
		return nil
	}
	s := newState(g.b, 0)
	k := &knocking{DeviceKey: key, suspended: suspended(s.party(key.Party), s.party(key.Site))}
	g.keys[id] = k
	return k
}
