package tree

import (
	"cmp"
	"errors"
	"sort"
	"sync"
	"sync/atomic"

	"pedigree/proof"
)

// A Write is a change on its way into the tree.
type Write struct {
	Key string
	Row []byte     // the new row; nil deletes
	Old []byte     // the row before, found on the way; nil if there was none
	Sum proof.Hash // the hash of the new value
}

// parallelWrites is the least number of writes on either side of a node for
// which another goroutine pays.
const parallelWrites = 128

// An Update computes the tree after a block from the tree before it. It makes
// new nodes along the paths that change and touches no old one.
type Update struct {
	Dropped map[string]bool // pages of the tree before that lie on those paths

	from   Reader
	writes int
	loaded atomic.Int64 // bytes of nodes
	mu     sync.Mutex   // guards Dropped
}

// NewUpdate begins at a tree that stands on the rows of a source.
func NewUpdate(src Source) *Update {
	return &Update{from: Reader{Source: src}, Dropped: map[string]bool{}}
}

// Grown is about how many bytes of nodes were made and read.
func (u *Update) Grown() int64 { return u.loaded.Load() + int64(u.writes)*nodeBytes/8 }

// Apply applies sorted writes of different keys to a tree. It may be called once.
func (u *Update) Apply(root *Node, writes []Write) (*Node, error) {
	u.writes = len(writes)
	root, err := u.branch(root, 0, writes)
	if err != nil {
		return nil, err
	}
	return u.place(root, true)
}

// branch applies sorted writes of different keys to the subtree at x, which holds
// all keys that begin with the first bits of theirs, with a cursor of its own.
func (u *Update) branch(x *Node, bits int, writes []Write) (*Node, error) {
	cur, err := u.from.cursor()
	if err != nil {
		return nil, err
	}
	y, err := u.apply(cur, x, bits, writes)
	return y, errors.Join(err, cur.Close())
}

func (u *Update) apply(cur *cursor, x *Node, bits int, writes []Write) (*Node, error) {
	if len(writes) == 0 {
		return x, nil
	}
	if x == nil || x.isGroup() {
		return u.regroup(cur, x, bits, writes)
	}
	bit := proof.CritBit(x.key, writes[0].Key)
	if n := len(writes); n > 1 {
		bit = min(bit, proof.CritBit(x.key, writes[n-1].Key))
	}
	if bit < x.bit {
		return u.beside(cur, x, bit, writes)
	}
	x, err := u.fetch(cur, x)
	if err != nil {
		return nil, err
	}
	u.drop(x)
	left, right, err := u.both(cur, x, writes)
	if err != nil {
		return nil, err
	}
	return u.join(left, right, x.key, x.bit)
}

// join makes the node over two subtrees, of which one may be empty, and puts them where
// they belong.
func (u *Update) join(left, right *Node, key string, bit int) (*Node, error) {
	if left == nil || right == nil {
		return cmp.Or(left, right), nil
	}
	x := new(Node).over(left, right, key, bit)
	if x.isGroup() {
		return x, nil
	}
	x.fresh = true
	var err, other error
	x.left, err = u.place(left, begins(x, left))
	x.right, other = u.place(right, begins(x, right))
	return x, errors.Join(err, other)
}

// beside updates a subtree whose keys all go the same way at a bit where some of
// the writes go the other way, to where there is nothing yet.
func (u *Update) beside(cur *cursor, x *Node, bit int, writes []Write) (*Node, error) {
	n, key := split(writes, bit), string(masked(x.key, bit))
	with, without := writes[:n], writes[n:]
	if proof.Bit(x.key, bit) == 1 {
		with, without = without, with
	}
	y, err := u.apply(cur, x, bit+1, with)
	z, other := u.build(leavesOf(without))
	if err = errors.Join(err, other); err != nil {
		return nil, err
	}
	if proof.Bit(x.key, bit) == 1 {
		y, z = z, y
	}
	return u.join(y, z, key, bit)
}

// split gives how many of the sorted writes go left at a bit before which all agree.
func split(writes []Write, bit int) int {
	return sort.Search(len(writes), func(i int) bool { return proof.Bit(writes[i].Key, bit) == 1 })
}

// fetch reads the page of a stub and counts what is then in memory.
func (u *Update) fetch(cur *cursor, x *Node) (*Node, error) {
	y, err := u.from.load(cur, x)
	if x.IsStub() && !x.packed && x.known.Load() == nil {
		u.loaded.Add(y.Size())
	}
	return y, err
}

// drop notes that the page of x, if there is one, will be rewritten or is no longer needed.
func (u *Update) drop(x *Node) {
	if x.spare() && x.level() > 1 {
		u.mu.Lock()
		u.Dropped[pageName(x)] = true
		u.mu.Unlock()
	}
}

// both updates the children of x, on two cores where there is work for them.
func (u *Update) both(cur *cursor, x *Node, writes []Write) (left, right *Node, err error) {
	n := split(writes, x.bit)
	if min(n, len(writes)-n) >= parallelWrites {
		return u.fork(cur, x, writes[:n], writes[n:])
	}
	left, err = u.apply(cur, x.left, x.bit+1, writes[:n])
	right, other := u.apply(cur, x.right, x.bit+1, writes[n:])
	return left, right, errors.Join(err, other)
}

// fork has another goroutine update the left child.
func (u *Update) fork(cur *cursor, x *Node, before, after []Write) (left, right *Node, err error) {
	var other error
	var wait sync.WaitGroup
	wait.Go(func() { left, other = u.branch(x.left, x.bit+1, before) })
	right, err = u.apply(cur, x.right, x.bit+1, after)
	wait.Wait()
	return left, right, errors.Join(err, other)
}
