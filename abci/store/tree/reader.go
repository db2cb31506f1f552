package tree

import (
	"errors"
	"fmt"
)

// A Reader reads trees whose rows and pages its source shows.
type Reader struct {
	Source
	Room *Room // for what is found behind stubs; may be nil
}

// Load reads the first page of a tree.
func (r Reader) Load(root *Node) (*Node, error) { return r.load(nil, root) }

// Rank finds the key of the tree that has n others before it: so many keys behind the first
// that is not smaller than from.
func (r Reader) Rank(x *Node, n uint64) (from string, after uint64, err error) {
	for !x.isGroup() {
		if x, err = r.load(nil, x); err != nil {
			return "", 0, err
		}
		if n < x.left.n {
			x = x.left
			continue
		}
		n -= x.left.n
		right := masked(x.key, x.bit+1)
		right[x.bit/8] |= 0x80 >> (x.bit % 8)
		from, x = string(right), x.right
	}
	return from, n, nil
}

// load finds the children of a stub, which is the first node of its page; any other node is
// returned as it is. A cursor may be lent.
func (r Reader) load(cur *cursor, x *Node) (y *Node, err error) {
	if known := x.known.Load(); known != nil {
		x = known
	}
	switch {
	case !x.IsStub():
		return x, nil
	case x.packed:
		y = readPage(encodePage(x), x)
	case x.level() == 1:
		y, err = r.gather(cur, x)
	default:
		var body []byte
		if body, err = r.Page(pageName(x)); err == nil {
			y = readPage(body, x)
		}
	}
	if err == nil && (y == nil || y.bit != x.bit || y.n != x.n || y.hash != x.hash) {
		err = fmt.Errorf("%w: page %x does not lead to %s", ErrCorrupt, pageName(x), x.hash)
	}
	if err != nil {
		return nil, err
	}
	y.page, y.fresh = true, false
	if !x.packed && r.Room != nil {
		r.Room.learn(x, y)
	}
	return y, nil
}

// gather makes a page of the lowest level from the rows below it. So few leaves are one page:
// nothing is read or dropped for it.
func (r Reader) gather(cur *cursor, x *Node) (y *Node, err error) {
	if cur == nil {
		if cur, err = r.cursor(); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, cur.Close()) }()
	}
	leaves, err := cur.group(x.n, x.key, x.bit)
	if err != nil {
		return nil, err
	}
	return new(Update).build(leaves)
}
