package store

// nodeBytes is about what a node in memory costs, its key included.
const nodeBytes = 128

// shrink keeps the tip's tree within its half of the cache: over it, the pages of
// the lowest level are forgotten first, which most often serve only one key. What is
// fresh stays. The count is only estimated in between.
func (s *Store) shrink(root *node) *node {
	limit := int(s.options.CacheBytes / 2 / nodeBytes)
	if s.made <= limit {
		return root
	}
	s.made = count(root)
	for level := 1; s.made > limit/2 && root != nil && level < root.level(); level++ {
		root = forget(root, level)
		s.made = count(root)
	}
	s.made = min(s.made, limit/2) // or each block would count what must stay
	return root
}

// count counts the nodes in memory.
func count(x *node) int {
	if x == nil {
		return 0
	}
	return 1 + count(x.left) + count(x.right)
}

// forget turns the pages of a level and below into stubs, on a copy of the path.
func forget(x *node, level int) *node {
	if x.isGroup() || x.isStub() {
		return x
	}
	if x.page && x.level() <= level {
		return x.stub()
	}
	left, right := forget(x.left, level), forget(x.right, level)
	if left == x.left && right == x.right {
		return x
	}
	y := *x
	y.left, y.right = left, right
	return &y
}
