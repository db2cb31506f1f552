package queue

import "container/heap"

// turn is a heap of those who wait for their turn, the one that has had the least
// first: a lane of its parties, a party of its keys. A key has its orders.
type turn struct {
	had    uint64
	came   int // where its first order stands; decides between equals
	kids   []*turn
	orders []*Order
}

// next is the order whose turn it is.
func (t *turn) next() *Order {
	for len(t.kids) > 0 {
		t = t.kids[0]
	}
	return t.orders[0]
}

// served moves on to the next order after so much cost was taken.
func (t *turn) served(cost uint64) {
	t.had += cost
	if len(t.kids) == 0 {
		t.orders = t.orders[1:]
		return
	}
	t.kids[0].served(cost)
	t.settle()
}

// out takes the key whose turn it is out of the round.
func (t *turn) out() {
	if len(t.kids) == 0 {
		t.orders = nil
		return
	}
	t.kids[0].out()
	t.settle()
}

// settle puts whose turn it was in its place, or lets it go if it has nothing left.
func (t *turn) settle() {
	if k := t.kids[0]; len(k.kids) == 0 && len(k.orders) == 0 {
		heap.Pop(t)
	} else {
		heap.Fix(t, 0)
	}
}

// Len, Less, Swap, Push and Pop are heap.Interface.
func (t *turn) Len() int { return len(t.kids) }

func (t *turn) Less(i, j int) bool {
	a, b := t.kids[i], t.kids[j]
	return a.had < b.had || a.had == b.had && a.came < b.came
}

func (t *turn) Swap(i, j int) { t.kids[i], t.kids[j] = t.kids[j], t.kids[i] }

func (t *turn) Push(x any) { t.kids = append(t.kids, x.(*turn)) }

func (t *turn) Pop() any {
	last := t.kids[len(t.kids)-1]
	t.kids = t.kids[:len(t.kids)-1]
	return last
}
