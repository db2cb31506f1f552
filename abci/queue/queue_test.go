package queue_test

import (
	"encoding/binary"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/abci/queue"
	"pedigree/gs1"
	"pedigree/record"
)

const block = 1000 // what a block of these tests may cost

// orders makes what waits.
type orders struct {
	*queue.Queue
	t *testing.T
	n uint64
}

func newOrders(t *testing.T) *orders {
	return &orders{t: t, Queue: queue.New(queue.Bounds{KeyOrders: 256,
		Load: queue.Load{Orders: 8000, Bytes: 8 << 20, Cost: 64 * block}})}
}

func party(t *testing.T, n int) gs1.GLN {
	t.Helper()
	g, err := gs1.ParseGLN([]string{"4000001000005", "4000002000004", "4000003000003",
		"4000004000002", "4000005000001", "4000006000000"}[n])
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func key(n int) (k record.KID) {
	binary.BigEndian.PutUint64(k[:], uint64(n))
	return k
}

// wants asks for room, and waits if there is some.
func (s *orders) wants(by, key_ int, lane ledger.Lane, bytes int, cost uint64) bool {
	s.n++
	o := &queue.Order{Tx: &record.Tx{Key: key(key_)}, Raw: make([]byte, bytes), Party: party(s.t, by),
		Lane: lane, Cost: cost}
	binary.BigEndian.PutUint64(o.Tx.ID[:], s.n)
	if !s.Room(o.Party, o.Tx.Key, lane, bytes, cost) {
		return false
	}
	s.Add(o)
	return true
}

// block takes one block of what waits, and gives what each key and party got.
func (s *orders) block() (order []record.KID, keys map[record.KID]uint64) {
	keys = make(map[record.KID]uint64)
	taken := make(map[*queue.Order]bool)
	used := uint64(0)
	s.Pick(block, func(o *queue.Order) queue.Answer {
		if used+o.Cost > block {
			s.t.Fatalf("an order of %d is offered to a block that has room for %d", o.Cost, block-used)
		}
		if taken[o] {
			s.t.Fatal("an order is offered twice")
		}
		taken[o] = true
		used += o.Cost
		order = append(order, o.Tx.Key)
		keys[o.Tx.Key] += o.Cost
		return queue.Taken
	})
	err := s.Keep(func(o *queue.Order) (bool, error) { return !taken[o], nil })
	if err != nil {
		s.t.Fatal(err)
	}
	return order, keys
}

// However much one key sends, it gets an eighth of a block while others wait, and
// what they leave.
func TestAKeyGetsAnEighth(t *testing.T) {
	s := newOrders(t)
	for range 100 {
		s.wants(0, 0, ledger.Trade, 200, 10)
	}
	for k := range 50 {
		for range 3 {
			s.wants(1+k%5, 1+k, ledger.Trade, 200, 10)
		}
	}
	_, keys := s.block()
	if got := keys[key(0)]; got > block/8 {
		t.Errorf("the key that floods gets %d of %d while others wait", got, block)
	}
	for k := range 50 {
		if keys[key(1+k)] == 0 {
			t.Errorf("key %d of 50 gets nothing", k)
		}
	}
	for range 3 {
		_, keys = s.block()
	}
	if got := keys[key(0)]; s.Load().Orders > 0 && got < block/2 {
		t.Errorf("alone it gets %d of %d", got, block)
	}
}

// Fifty keys of one party get no more than the party, and who has had nothing comes
// first.
func TestAPartyOfManyKeys(t *testing.T) {
	s := newOrders(t)
	for n := range 500 {
		s.wants(0, n%50, ledger.Protect, 200, 20)
	}
	s.wants(1, 99, ledger.Register, 200, 1)
	s.wants(2, 98, ledger.Trade, 200, 1)
	order, _ := s.block()
	at := func(k int) int {
		for n, o := range order {
			if o == key(k) {
				return n
			}
		}
		return -1
	}
	if at(99) < 0 || at(98) < 0 {
		t.Fatalf("the others wait: %d and %d of %d", at(99), at(98), len(order))
	}
	if most := block / 4 / 20; at(98) > most || at(99) > most+1 {
		t.Errorf("they come at %d and %d, behind more than a quarter of a block", at(98), at(99))
	}
}

// A lane that overflows leaves room for the next.
func TestLanes(t *testing.T) {
	s := newOrders(t)
	for n := range 600 {
		s.wants(n%5, n%40, ledger.Protect, 200, 10)
		s.wants(n%5, 40+n%40, ledger.Trade, 200, 10)
		s.wants(n%5, 80+n%40, ledger.Register, 200, 10)
	}
	_, keys := s.block()
	var lanes [3]uint64
	for n := range 120 {
		lanes[n/40] += keys[key(n)]
	}
	if lanes[0] < lanes[1] || lanes[1] < lanes[2] || lanes[2] == 0 {
		t.Errorf("the lanes get %v", lanes)
	}
}

// What is urgent goes first, and takes along what its key has sent before it.
func TestUrgentOrders(t *testing.T) {
	s := newOrders(t)
	for k := range 30 {
		s.wants(k%5, k, ledger.Register, 200, 20)
	}
	s.wants(5, 50, ledger.Register, 200, 1)
	s.wants(5, 50, ledger.Protect, 200, 2)
	order, keys := s.block()
	if keys[key(50)] != 3 || order[0] != key(50) || order[1] != key(50) {
		t.Errorf("the urgent order is not among the first: %v", keys[key(50)])
	}
}

// An order that is dearer than a share is carried out although others fill every
// block; and no more than one block in nine begins with one.
func TestDearOrders(t *testing.T) {
	s := newOrders(t)
	if !s.wants(0, 0, ledger.Trade, 200, block) || !s.wants(1, 1, ledger.Trade, 200, block) {
		t.Fatal("no room")
	}
	var at []int
	for n := range 30 {
		for k := range 60 {
			s.wants(2+k%4, 10+k, ledger.Trade, 200, 20)
			s.wants(2+k%4, 10+k, ledger.Trade, 200, 20)
		}
		if _, keys := s.block(); keys[key(0)]+keys[key(1)] > 0 {
			at = append(at, n)
		}
	}
	if len(at) != 2 || at[0] < 8 || at[1]-at[0] < 8 {
		t.Errorf("two dear orders were carried out in blocks %v", at)
	}
}

// The queue is never full for who has nothing in it, and never beyond its bounds.
func TestRoom(t *testing.T) {
	s := newOrders(t)
	for _, flood := range []struct {
		bytes int
		cost  uint64
	}{{26_000, 1}, {200, block}, {200, 1}} {
		for n := range 20_000 {
			s.wants(n%5, n%250, ledger.Trade, flood.bytes, flood.cost)
		}
	}
	if l := s.Load(); l.Bytes > 8<<20 || l.Cost > 64*block || l.Orders > 8000 {
		t.Errorf("%+v wait", l)
	}
	if !s.wants(5, 999, ledger.Trade, 300, 10) {
		t.Error("a party that has nothing waiting finds no room")
	}
	if !s.wants(0, 1000, ledger.Protect, 300, 10) {
		t.Error("another key of a party that floods finds no room for an urgent order")
	}
}

// One key may have so many orders waiting, however small.
func TestOrdersOfOneKey(t *testing.T) {
	s := newOrders(t)
	n := 0
	for s.wants(0, 0, ledger.Trade, 1, 1) {
		n++
	}
	if n > 256 || n < 100 {
		t.Errorf("%d orders of one key wait", n)
	}
	if !s.wants(0, 1, ledger.Trade, 1, 1) {
		t.Error("there is no room for another key of the party")
	}
}

// A block that is closed takes nothing more.
func TestAClosedBlock(t *testing.T) {
	s := newOrders(t)
	for range 10 {
		s.wants(0, 0, ledger.Trade, 1, 1)
	}
	n := 0
	s.Pick(block, func(*queue.Order) queue.Answer {
		n++
		if n == 3 {
			return queue.Refused
		}
		return queue.Taken
	})
	if n != 3 {
		t.Errorf("%d orders are offered to a block that closed at the third", n)
	}
}
