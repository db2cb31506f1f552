package store

import (
	"sync/atomic"

	"pedigree/proof"
)

// Sizes of the layout. They may change in any release that rebuilds the pages:
// no hash depends on them.
const (
	groupLeaves = 16 // a subtree with fewer leaves is a group: not stored
	pageFanout  = 8  // how much larger the subtrees of the next level are
)

// A node stands for a subtree. Nodes never change, so trees of several heights
// share them; nil is the empty tree.
//
// A node is either a group, of which only hash and size are kept, because its
// few leaves are hashed again from their rows; or an inner node, with its
// children in memory or, as a stub, in a page not read yet. The pages of the lowest
// level, which are nearly all, are in memory only, and stay packed there: as nodes they
// would take four times as much.
type node struct {
	hash proof.Hash
	n    uint64 // leaves below

	// Of inner nodes.
	bit         int    // all keys below agree before it, and differ in it
	key         string // any text that begins with the bits on which they agree
	left, right *node  // both nil in a stub
	page        bool   // the node is the first of its page
	packed      bool   // of a stub: behind those bits key goes on with the page itself
	fresh       bool   // made since the pages were written, or first of its page since then

	// Of a stub, the same with its children, or packed, once a reader has found it.
	known atomic.Pointer[node]
}

func (x *node) isGroup() bool { return x.n < groupLeaves }
func (x *node) isStub() bool  { return !x.isGroup() && x.left == nil }
func (x *node) spare() bool   { return x.page && !x.fresh } // its children can be found again

// rootOf is the hash of a tree that may be empty.
func rootOf(x *node) proof.Hash {
	if x == nil {
		return proof.EmptyRoot()
	}
	return x.hash
}

// stub forgets the children, which can be found again: x is the first node of its page.
func (x *node) stub() *node {
	if x == nil || x.isGroup() || x.isStub() && !x.packed && x.known.Load() == nil {
		return x
	}
	return &node{hash: x.hash, n: x.n, bit: x.bit, key: string(masked(x.key, x.bit)), page: true}
}

// pack puts the page that begins with x in place of the children.
func (x *node) pack() *node {
	var room [1024]byte
	text := appendNode(appendMasked(room[:0], x.key, 0, x.bit), x, x.bit)
	return &node{hash: x.hash, n: x.n, bit: x.bit, key: string(text), page: true, packed: true}
}

// with is x with other children, which lead to the same hash.
func (x *node) with(left, right *node) *node {
	return &node{hash: x.hash, n: x.n, bit: x.bit, key: x.key, left: left, right: right,
		page: x.page, fresh: x.fresh}
}

// remains is what is kept of a tree that is forgotten: a stub if its pages are there.
func (x *node) remains() *node {
	if x == nil || x.isGroup() || x.spare() {
		return x.stub()
	}
	return nil
}

// level counts how often the subtree is pageFanout times larger than a group.
// Nodes of one level that hang together share a page.
func (x *node) level() int {
	level := 1
	for n := x.n / groupLeaves; n >= pageFanout; n /= pageFanout {
		level++
	}
	return level
}

// over makes x the node over two subtrees. All their keys begin with the first bits of
// key and differ in the bit after.
func (x *node) over(left, right *node, key string, bit int) *node {
	x.n, x.hash = left.n+right.n, proof.InnerHash(left.hash, right.hash)
	if !x.isGroup() {
		x.bit, x.key, x.left, x.right = bit, key, left, right
	}
	return x
}
