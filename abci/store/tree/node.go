package tree

import (
	"sync/atomic"

	"pedigree/proof"
)

// Sizes of the layout. They may change in any release that rebuilds the pages:
// no hash depends on them.
const (
	GroupLeaves = 16 // a subtree with fewer leaves is a group: not stored
	PageFanout  = 8  // how much larger the subtrees of the next level are
)

// A Node stands for a subtree. Nodes never change, so trees of several heights
// share them; nil is the empty tree.
//
// A node is either a group, of which only hash and size are kept, because its
// few leaves are hashed again from their rows; or an inner node, with its
// children in memory or, as a stub, in a page not read yet. The pages of the lowest
// level, which are nearly all, are in memory only, and stay packed there: as nodes they
// would take four times as much.
type Node struct {
	hash proof.Hash
	n    uint64 // leaves below

	// Of inner nodes.
	bit         int    // all keys below agree before it, and differ in it
	key         string // any text that begins with the bits on which they agree
	left, right *Node  // both nil in a stub
	page        bool   // the node is the first of its page
	packed      bool   // of a stub: behind those bits key goes on with the page itself
	fresh       bool   // made since the pages were written, or first of its page since then

	// Of a stub, the same with its children, or packed, once a reader has found it.
	known atomic.Pointer[Node]
}

// IsStub tells whether the children are not there.
func (x *Node) IsStub() bool { return !x.isGroup() && x.left == nil }

func (x *Node) isGroup() bool { return x.n < GroupLeaves }
func (x *Node) spare() bool   { return x.page && !x.fresh } // its children can be found again

// Hash is the root hash of a tree, which may be empty.
func (x *Node) Hash() proof.Hash {
	if x == nil {
		return proof.EmptyRoot()
	}
	return x.hash
}

// Len is how many leaves a tree has.
func (x *Node) Len() uint64 {
	if x == nil {
		return 0
	}
	return x.n
}

// pack puts the page that begins with x in place of the children.
func (x *Node) pack() *Node {
	var room [1024]byte
	text := appendNode(appendMasked(room[:0], x.key, 0, x.bit), x, x.bit)
	return &Node{hash: x.hash, n: x.n, bit: x.bit, key: string(text), page: true, packed: true}
}

// with is x with other children, which lead to the same hash.
func (x *Node) with(left, right *Node) *Node {
	return &Node{hash: x.hash, n: x.n, bit: x.bit, key: x.key, left: left, right: right,
		page: x.page, fresh: x.fresh}
}

// level counts how often the subtree is PageFanout times larger than a group.
// Nodes of one level that hang together share a page.
func (x *Node) level() int {
	level := 1
	for n := x.n / GroupLeaves; n >= PageFanout; n /= PageFanout {
		level++
	}
	return level
}

// over makes x the node over two subtrees. All their keys begin with the first bits of
// key and differ in the bit after.
func (x *Node) over(left, right *Node, key string, bit int) *Node {
	x.n, x.hash = left.n+right.n, proof.InnerHash(left.hash, right.hash)
	if !x.isGroup() {
		x.bit, x.key, x.left, x.right = bit, key, left, right
	}
	return x
}
