package queue

import (
	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

// Bounds are what may wait in all, and how many orders of one key.
type Bounds struct {
	Load
	KeyOrders int
}

// A party may have an eighth of what is left free, and a key a quarter of what is
// left to its party. So nobody can take the last place: the more wait, the less
// each of them may add (dynamic thresholds; Choudhury and Hahne, IEEE/ACM
// Transactions on Networking 6(2), 1998).
const (
	partyShare = 8
	keyShare   = 4
)

// urgent is the part of the queue that only the most urgent lane may use: one in so
// many.
const urgent = 8

// Room says whether an order of so many bytes and such a cost may wait, too. A key
// of which nothing waits may take all that its party has left.
func (q *Queue) Room(by gs1.GLN, key record.KID, lane ledger.Lane, bytes int, cost uint64) bool {
	var theirs, its Load
	if p := q.parties[by]; p != nil {
		theirs = p.Load
		if k := p.keys[key]; k != nil {
			its = *k
		}
	}
	if its.Orders >= q.bounds.KeyOrders {
		return false
	}
	all := q.bounds.Load
	if lane != ledger.Protect {
		all = all.part(urgent - 1).over(urgent)
	}
	free := all.less(q.waiting)
	left := free.over(partyShare).less(theirs)
	if its.Orders > 0 {
		left = left.over(keyShare).less(its)
	}
	return left.Orders >= 1 && left.Bytes >= bytes && left.Cost >= cost
}

func (l Load) part(n int) Load {
	return Load{Orders: l.Orders * n, Bytes: l.Bytes * n, Cost: l.Cost * uint64(n)}
}

func (l Load) over(n int) Load {
	return Load{Orders: l.Orders / n, Bytes: l.Bytes / n, Cost: l.Cost / uint64(n)}
}

// less takes off what waits; nothing is left where more waits.
func (l Load) less(m Load) Load {
	return Load{Orders: max(l.Orders, m.Orders) - m.Orders, Bytes: max(l.Bytes, m.Bytes) - m.Bytes,
		Cost: max(l.Cost, m.Cost) - m.Cost}
}
