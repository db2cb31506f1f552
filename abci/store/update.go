package store

import (
	"cmp"
	"errors"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"pedigree/proof"
)

// A write is a change on its way into the tree.
type write struct {
	key string
	row []byte     // the new data row; nil deletes
	old []byte     // the row before, found on the way; nil if there was none
	sum proof.Hash // the hash of the new value
}

// writeOf sets a row that stood or stands in the database, or deletes it if it is nil. The
// tree only needs to know that there is one, and its hash.
func writeOf(key string, row []byte) (write, error) {
	if row == nil {
		return write{key: key}, nil
	}
	leaf, err := leafOf(key, row)
	return write{key: key, row: []byte{}, sum: leaf.Value}, err
}

// parallelWrites is the least number of writes on either side of a node for
// which another goroutine pays.
const parallelWrites = 128

// An update computes the tree after a block from the tree before it. It makes
// new nodes along the paths that change and touches no old one.
type update struct {
	src     source
	loaded  atomic.Int64 // bytes of nodes
	mu      sync.Mutex
	dropped map[string]bool // pages of the tree before that lie on those paths
}

func newUpdate(src source) *update {
	src.room = nil // what it loads is of its own tree
	return &update{src: src, dropped: map[string]bool{}}
}

// tree applies sorted writes of different keys to a tree.
func (u *update) tree(root *node, writes []write) (*node, error) {
	root, err := u.branch(root, 0, writes)
	if err != nil {
		return nil, err
	}
	return u.place(root, true)
}

// branch applies sorted writes of different keys to the subtree at x, which holds
// all keys that begin with the first bits of theirs, with a cursor of its own.
func (u *update) branch(x *node, bits int, writes []write) (*node, error) {
	cur, err := u.src.cursor()
	if err != nil {
		return nil, err
	}
	y, err := u.apply(cur, x, bits, writes)
	return y, errors.Join(err, cur.close())
}

func (u *update) apply(cur *cursor, x *node, bits int, writes []write) (*node, error) {
	if len(writes) == 0 {
		return x, nil
	}
	if x == nil || x.isGroup() {
		return u.regroup(cur, x, bits, writes)
	}
	bit := proof.CritBit(x.key, writes[0].key)
	if n := len(writes); n > 1 {
		bit = min(bit, proof.CritBit(x.key, writes[n-1].key))
	}
	if bit < x.bit {
		return u.beside(cur, x, bit, writes)
	}
	x, err := u.load(cur, x)
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
func (u *update) join(left, right *node, key string, bit int) (*node, error) {
	if left == nil || right == nil {
		return cmp.Or(left, right), nil
	}
	x := new(node).over(left, right, key, bit)
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
func (u *update) beside(cur *cursor, x *node, bit int, writes []write) (*node, error) {
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
func split(writes []write, bit int) int {
	return sort.Search(len(writes), func(i int) bool { return proof.Bit(writes[i].key, bit) == 1 })
}

// load reads the page of a stub and counts what is then in memory.
func (u *update) load(cur *cursor, x *node) (*node, error) {
	y, err := load(u.src, cur, x)
	if x.isStub() && !x.packed && x.known.Load() == nil {
		u.loaded.Add(size(y))
	}
	return y, err
}

// drop notes that the page of x, if there is one, will be rewritten or is no longer needed.
func (u *update) drop(x *node) {
	if x.spare() && x.level() > 1 {
		u.mu.Lock()
		u.dropped[pageKey(x)] = true
		u.mu.Unlock()
	}
}

// both updates the children of x, on two cores where there is work for them.
func (u *update) both(cur *cursor, x *node, writes []write) (left, right *node, err error) {
	n := split(writes, x.bit)
	if min(n, len(writes)-n) >= parallelWrites {
		return u.fork(cur, x, writes[:n], writes[n:])
	}
	left, err = u.apply(cur, x.left, x.bit+1, writes[:n])
	right, other := u.apply(cur, x.right, x.bit+1, writes[n:])
	return left, right, errors.Join(err, other)
}

// fork has another goroutine update the left child.
func (u *update) fork(cur *cursor, x *node, before, after []write) (left, right *node, err error) {
	var other error
	var wait sync.WaitGroup
	wait.Go(func() { left, other = u.branch(x.left, x.bit+1, before) })
	right, err = u.apply(cur, x.right, x.bit+1, after)
	wait.Wait()
	return left, right, errors.Join(err, other)
}

// regroup reads all rows of a place and builds its subtree anew.
func (u *update) regroup(cur *cursor, x *node, bits int, writes []write) (*node, error) {
	var rows uint64
	if x != nil {
		rows = x.n
	}
	leaves, key := cur.leaves[:0], writes[0].key
	err := cur.scan(rows, key, bits, func() error {
		n := sort.Search(len(writes), func(i int) bool { return writes[i].key >= cur.key })
		leaves = append(leaves, leavesOf(writes[:n])...)
		if writes = writes[n:]; len(writes) > 0 && writes[0].key == cur.key {
			writes[0].old = append([]byte{}, cur.row...)
			return nil
		}
		leaf, err := leafOf(cur.key, cur.row)
		leaves = append(leaves, leaf)
		return err
	})
	if err != nil {
		return nil, err // what was read may not even be sorted
	}
	cur.leaves = append(leaves, leavesOf(writes)...)
	return u.build(cur.leaves)
}

// leavesOf gives the leaves that writes set.
func leavesOf(writes []write) (leaves []proof.Leaf) {
	for _, w := range writes {
		if w.row != nil {
			leaves = append(leaves, proof.Leaf{Key: w.key, Value: w.sum})
		}
	}
	return leaves
}

// build makes the subtree over sorted leaves.
func (u *update) build(leaves []proof.Leaf) (*node, error) {
	if len(leaves) == 0 {
		return nil, nil
	}
	if len(leaves) < groupLeaves {
		return &node{n: uint64(len(leaves)), hash: proof.Root(leaves)}, nil
	}
	key := leaves[0].Key
	bit := proof.CritBit(key, leaves[len(leaves)-1].Key)
	n := sort.Search(len(leaves), func(i int) bool { return proof.Bit(leaves[i].Key, bit) == 1 })
	left, err := u.build(leaves[:n])
	right, other := u.build(leaves[n:])
	if err = errors.Join(err, other); err != nil {
		return nil, err
	}
	return u.join(left, right, strings.Clone(key), bit)
}
