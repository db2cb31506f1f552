package store

// nodeBytes is about what a node in memory costs, its key included.
const nodeBytes = 128

// shrink keeps the tip's tree within its half of the cache: over it, the pages of
// the lowest level are forgotten first, which most often serve only one key. What is
// fresh stays. The size is only estimated in between.
func (s *Store) shrink(root *node) *node {
	limit := int(s.options.CacheBytes / 2)
	if s.made <= limit {
		return root
	}
	s.made = size(root)
	for level := 1; s.made > limit && root != nil && level < root.level(); level++ {
		root = forget(root, level)
		s.made = size(root)
	}
	s.made = min(s.made, limit*7/8) // or each block would measure what must stay
	return root
}

// size is about how many bytes a tree takes in memory.
func size(x *node) int {
	if x == nil {
		return 0
	}
	if x.packed {
		return nodeBytes + len(x.key)
	}
	return nodeBytes + size(x.left) + size(x.right)
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
	y := *x
	y.left, y.right = left, right
	return &y
}
