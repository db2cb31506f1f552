package store

// A layout decides which nodes share a page. Which pages exist, and their
// bytes, depends on the tree alone, never on how it came about.
type layout struct {
	src     source
	dropped map[string]bool   // pages of the tree before to be deleted
	written map[string][]byte // pages of the tree after
}

// settle lays out what is fresh of a tree under x, which begins a page or not, and
// returns it. Nodes are copied, not changed: earlier heights share them.
func (l *layout) settle(x *node, page bool) (*node, error) {
	if x == nil || x.isGroup() {
		return x, nil
	}
	if !x.fresh {
		return l.resettle(x, page)
	}
	y := *x
	y.fresh, y.page = false, page
	var err error
	if y.left, err = l.settle(x.left, begins(x, x.left)); err != nil {
		return nil, err
	}
	if y.right, err = l.settle(x.right, begins(x, x.right)); err != nil {
		return nil, err
	}
	if page {
		l.write(&y)
	}
	return &y, nil
}

// begins tells whether a child begins a page of its own.
func begins(parent, child *node) bool { return parent.level() > child.level() }

// resettle moves a subtree that did not change, but whose parent did, into the
// parent's page or out of it.
func (l *layout) resettle(x *node, page bool) (*node, error) {
	if x.page == page {
		return x, nil
	}
	loaded, err := load(l.src, x)
	if err != nil {
		return nil, err
	}
	y := *loaded
	y.page = page
	if page {
		l.write(&y)
	} else {
		l.dropped[pageKey(&y)] = true
	}
	return &y, nil
}

func (l *layout) write(x *node) {
	key := pageKey(x)
	l.written[key] = encodePage(x)
	delete(l.dropped, key)
}
