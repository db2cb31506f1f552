package tree

// A Layout is what pages to write and to delete, by their names. Which pages exist, and
// their bytes, depends on the tree alone, never on how it came about.
type Layout struct {
	Dropped map[string]bool   // pages of the tree before
	Written map[string][]byte // pages of the tree after
}

// Settle writes the pages that begin with fresh nodes of a tree and returns it, with
// nothing fresh in it. Nodes are copied, not changed: earlier heights share them.
func (l *Layout) Settle(x *Node) *Node {
	if x == nil || !x.fresh {
		return x
	}
	y := x.with(l.Settle(x.left), l.Settle(x.right))
	y.fresh = false
	if y.page {
		key := pageName(y)
		l.Written[key] = encodePage(y)
		delete(l.Dropped, key)
	}
	return y
}

// begins tells whether a child begins a page of its own.
func begins(parent, child *Node) bool { return parent.level() > child.level() }

// place puts a node where it belongs: in a page of its own or in that of its parent.
func (u *Update) place(x *Node, page bool) (*Node, error) {
	switch {
	case x == nil || x.isGroup():
		return x, nil
	case page && x.level() == 1 && !x.IsStub():
		return x.pack(), nil
	case page == x.page:
		return x, nil
	}
	u.drop(x)
	x, err := u.fetch(nil, x)
	if err != nil {
		return nil, err
	}
	y := x.with(x.left, x.right)
	y.page, y.fresh = page, true
	return y, nil
}
