package store

import "pedigree/proof"

// Sizes of the layout. They may change in any release that rebuilds the pages:
// no hash depends on them.
const (
	groupLeaves = 32 // a subtree with fewer leaves is a group: not stored
	pageFanout  = 8  // how much larger the subtrees of the next level are
)

// A node stands for a subtree. Nodes never change, so trees of several heights
// share them; nil is the empty tree.
//
// A node is either a group, of which only hash and size are kept, because its
// few leaves are hashed again from their rows; or an inner node, with its
// children in memory or, as a stub, in a page not read yet.
type node struct {
	hash proof.Hash
	n    uint64 // leaves below

	// Of inner nodes.
	bit         int    // all keys below agree before it, and differ in it
	key         string // any text that begins with the bits on which they agree
	left, right *node  // both nil in a stub
	page        bool   // the node is the first of its page
	fresh       bool   // made since the pages were written, not yet laid out
}

func (x *node) isGroup() bool { return x.n < groupLeaves }
func (x *node) isStub() bool  { return !x.isGroup() && x.left == nil }

// rootOf is the hash of a tree that may be empty.
func rootOf(x *node) proof.Hash {
	if x == nil {
		return proof.EmptyRoot()
	}
	return x.hash
}

// stub forgets the children. Only the first node of a page may become one.
func (x *node) stub() *node {
	if x == nil || x.isGroup() || x.isStub() {
		return x
	}
	return &node{hash: x.hash, n: x.n, bit: x.bit, key: string(masked(x.key, x.bit)), page: true}
}

// remains is what is kept of a tree that is forgotten: a stub if its pages are there.
func (x *node) remains() *node {
	if x == nil || x.isGroup() || x.page {
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

// join makes the node over two subtrees, of which one may be empty. All their
// keys begin with the first bits of key and differ in the bit after.
func join(left, right *node, key string, bit int) *node {
	if left == nil {
		return right
	}
	if right == nil {
		return left
	}
	x := &node{n: left.n + right.n, hash: proof.InnerHash(left.hash, right.hash)}
	if !x.isGroup() {
		x.bit, x.key, x.left, x.right, x.fresh = bit, key, left, right, true
	}
	return x
}
