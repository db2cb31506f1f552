package store

import "sync/atomic"

// nodeBytes is about what a node in memory costs, its key included.
const nodeBytes = 128

// shrink keeps the tip's tree within its half of the cache: over it, the pages of
// the lowest level are forgotten first, which most often serve only one key. What is
// fresh stays. The size is only estimated in between.
func (s *Store) shrink(root *node) *node {
	limit := s.room.limit
	if s.room.used.Load() <= limit {
		return root
	}
	used := size(root)
	for level := 1; used > limit && root != nil && level < root.level(); level++ {
		root = forget(root, level)
		used = size(root)
	}
	s.room.used.Store(min(used, limit*7/8)) // or each block would measure what must stay
	return root
}

// A room is about how many bytes the nodes of the tip's tree take in memory, and how
// many they may.
type room struct {
	used  atomic.Int64
	limit int64
}

// learn keeps the page that a reader has found behind a stub, if there is room.
func (r *room) learn(stub, found *node) {
	if found.level() == 1 {
		found = found.pack()
	}
	if bytes := size(found); r.used.Load()+bytes <= r.limit {
		r.used.Add(bytes)
		stub.known.Store(found)
	}
}

// size is about how many bytes a tree takes in memory.
func size(x *node) int64 {
	if x == nil {
		return 0
	}
	if x.packed {
		return nodeBytes + int64(len(x.key))
	}
	return nodeBytes + size(x.left) + size(x.right) + size(x.known.Load())
}

// forget turns the pages of a level and below into stubs, on a copy of the path.
func forget(x *node, level int) *node {
	switch {
	case x.spare() && x.level() <= level:
		return x.stub()
	case x.isGroup() || x.isStub():
		return x
	}
	left, right := forget(x.left, level), forget(x.right, level)
	if left == x.left && right == x.right {
		return x
	}
	return x.with(left, right)
}
