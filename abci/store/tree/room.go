package tree

import "sync/atomic"

// nodeBytes is about what a node in memory costs, its key included.
const nodeBytes = 128

// A Room is about how many bytes the nodes of the newest tree take in memory, and how
// many they may.
type Room struct {
	used  atomic.Int64
	limit int64
}

// NewRoom is empty.
func NewRoom(limit int64) *Room { return &Room{limit: limit} }

// Used is what is counted now. It is only estimated between two that were measured.
func (r *Room) Used() int64 { return r.used.Load() }

// Measure counts a tree in place of what was counted.
func (r *Room) Measure(root *Node) { r.used.Store(root.Size()) }

// Shrink counts some bytes more and keeps the newest tree within the room: over it, the
// pages of the lowest level are forgotten first, which most often serve only one key. What
// is fresh stays.
func (r *Room) Shrink(root *Node, more int64) *Node {
	if r.used.Add(more) <= r.limit {
		return root
	}
	used := root.Size()
	for level := 1; used > r.limit && root != nil && level < root.level(); level++ {
		root = forget(root, level)
		used = root.Size()
	}
	r.used.Store(min(used, r.limit*7/8)) // or each block would measure what must stay
	return root
}

// learn keeps the page that a reader has found behind a stub, if there is room.
func (r *Room) learn(stub, found *Node) {
	if found.level() == 1 {
		found = found.pack()
	}
	if bytes := found.Size(); r.used.Load()+bytes <= r.limit {
		r.used.Add(bytes)
		stub.known.Store(found)
	}
}

// Size is about how many bytes a tree takes in memory.
func (x *Node) Size() int64 {
	if x == nil {
		return 0
	}
	if x.packed {
		return nodeBytes + int64(len(x.key))
	}
	return nodeBytes + x.left.Size() + x.right.Size() + x.known.Load().Size()
}

// forget turns the pages of a level and below into stubs, on a copy of the path.
func forget(x *Node, level int) *Node {
	switch {
	case x.spare() && x.level() <= level:
		return x.Stub()
	case x.isGroup() || x.IsStub():
		return x
	}
	left, right := forget(x.left, level), forget(x.right, level)
	if left == x.left && right == x.right {
		return x
	}
	return x.with(left, right)
}
