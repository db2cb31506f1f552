package store

import (
	"runtime"
	"sort"
	"sync"

	"pedigree/proof"
)

// A write is a change on its way into the tree.
type write struct {
	key string
	row []byte     // the new data row; nil deletes
	old []byte     // the row before, found on the way; nil if there was none
	sum proof.Hash // the hash of the new value
}

// parallelWrites is the least number of writes on either side of a node for
// which another goroutine pays.
const parallelWrites = 128

// An update computes the tree after a block from the tree before it. It makes
// new nodes along the paths that change and touches no old one.
type update struct {
	src   source
	slots chan struct{} // one for each goroutine beside the first

	mu      sync.Mutex
	dropped map[string]bool // pages of the tree before that lie on those paths
}

func newUpdate(src source) *update {
	return &update{
		src: src, dropped: map[string]bool{},
		slots: make(chan struct{}, max(0, runtime.GOMAXPROCS(0)-1)),
	}
}

// run applies sorted writes of different keys.
func (u *update) run(root *node, writes []write) (*node, error) {
	if len(writes) == 0 {
		return root, nil
	}
	return u.branch(root, 0, writes)
}

// branch updates with a cursor of its own.
func (u *update) branch(x *node, bits int, writes []write) (*node, error) {
	cur, err := u.src.cursor()
	if err != nil {
		return nil, err
	}
	y, err := u.apply(cur, x, bits, writes)
	if e := cur.close(); err == nil {
		err = e
	}
	return y, err
}

// apply updates the subtree at x, which holds all keys that begin with the first
// bits of the writes' keys.
func (u *update) apply(cur *cursor, x *node, bits int, writes []write) (*node, error) {
	if len(writes) == 0 {
		return x, nil
	}
	if x == nil || x.isGroup() {
		return u.regroup(cur, x, bits, writes)
	}
	x, err := load(u.src, x)
	if err != nil {
		return nil, err
	}
	u.drop(x)
	lo := sort.Search(len(writes), func(i int) bool {
		return agree(writes[i].key, x.key, x.bit) || writes[i].key > x.key
	})
	hi := lo + sort.Search(len(writes)-lo, func(i int) bool {
		return !agree(writes[lo+i].key, x.key, x.bit)
	})
	left, right, err := u.both(cur, x, writes[lo:hi])
	if err != nil {
		return nil, err
	}
	y := join(left, right, x.key, x.bit)
	beside := parts(nil, writes[:lo])
	after := parts(nil, writes[hi:])
	if len(beside)+len(after) == 0 {
		return y, nil
	}
	if y == nil || y.isGroup() {
		return u.regroup(cur, x, bits, writes)
	}
	return buildParts(append(append(beside, part{tree: y}), after...)), nil
}

// parts turns the writes of keys that were absent into leaves.
func parts(out []part, writes []write) []part {
	for _, w := range writes {
		if w.row != nil {
			out = append(out, part{leaf: proof.Leaf{Key: w.key, Value: w.sum}})
		}
	}
	return out
}

// drop notes that the page of x will be rewritten or is no longer needed.
func (u *update) drop(x *node) {
	if x.page {
		u.mu.Lock()
		u.dropped[pageKey(x)] = true
		u.mu.Unlock()
	}
}

// both updates the children of x, on two cores where there is work for them.
func (u *update) both(cur *cursor, x *node, writes []write) (left, right *node, err error) {
	n := sort.Search(len(writes), func(i int) bool { return proof.Bit(writes[i].key, x.bit) == 1 })
	if n >= parallelWrites && len(writes)-n >= parallelWrites {
		select {
		case u.slots <- struct{}{}:
			return u.fork(cur, x, writes, n)
		default:
		}
	}
	if left, err = u.apply(cur, x.left, x.bit+1, writes[:n]); err != nil {
		return nil, nil, err
	}
	right, err = u.apply(cur, x.right, x.bit+1, writes[n:])
	return left, right, err
}

// fork updates the left child in another goroutine.
func (u *update) fork(cur *cursor, x *node, writes []write, n int) (left, right *node, err error) {
	var other error
	done := make(chan struct{})
	go func() {
		defer close(done)
		left, other = u.branch(x.left, x.bit+1, writes[:n])
		<-u.slots
	}()
	right, err = u.apply(cur, x.right, x.bit+1, writes[n:])
	<-done
	if err == nil {
		err = other
	}
	return left, right, err
}

// regroup reads all rows of a place and builds its subtree anew.
func (u *update) regroup(cur *cursor, x *node, bits int, writes []write) (*node, error) {
	var rows uint64
	if x != nil {
		rows = x.n
	}
	leaves := make([]proof.Leaf, 0, rows+uint64(len(writes)))
	put := func(w *write) {
		if w.row != nil {
			leaves = append(leaves, proof.Leaf{Key: w.key, Value: w.sum})
		}
	}
	i := 0
	err := scan(cur, rows, writes[0].key, bits, func(key string, row []byte) error {
		for ; i < len(writes) && writes[i].key < key; i++ {
			put(&writes[i])
		}
		if i < len(writes) && writes[i].key == key {
			writes[i].old = append([]byte{}, row...)
			put(&writes[i])
			i++
			return nil
		}
		leaf, err := leafOf(key, row)
		leaves = append(leaves, leaf)
		return err
	})
	if err != nil {
		return nil, err // what was read may not even be sorted
	}
	for ; i < len(writes); i++ {
		put(&writes[i])
	}
	return buildLeaves(leaves), nil
}
