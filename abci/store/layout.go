package store

// A layout is what pages to write and to delete. Which pages exist, and their bytes,
// depends on the tree alone, never on how it came about.
type layout struct {
	dropped map[string]bool   // pages of the tree before
	written map[string][]byte // pages of the tree after
}

// settle writes the pages that begin with fresh nodes of a tree and returns it, with
// nothing fresh in it. Nodes are copied, not changed: earlier heights share them.
func (l *layout) settle(x *node) *node {
	if x == nil || !x.fresh {
		return x
	}
	y := x.with(l.settle(x.left), l.settle(x.right))
	y.fresh = false
	if y.page {
		key := pageKey(y)
		l.written[key] = encodePage(y)
		delete(l.dropped, key)
	}
	return y
}

// begins tells whether a child begins a page of its own.
func begins(parent, child *node) bool { return parent.level() > child.level() }

// place puts a node where it belongs: in a page of its own or in that of its parent.
func (u *update) place(x *node, page bool) (*node, error) {
	switch {
	case x == nil || x.isGroup():
		return x, nil
	case page && x.level() == 1 && !x.isStub():
		return x.pack(), nil
	case page == x.page:
		return x, nil
	}
	u.drop(x)
	x, err := u.load(nil, x)
	if err != nil {
		return nil, err
	}
	y := x.with(x.left, x.right)
	y.page, y.fresh = page, true
	return y, nil
}
