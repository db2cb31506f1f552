package tree

import "pedigree/proof"

// A Builder makes the tree of a stream of sorted leaves, with its pages, in memory
// that depends on the depth of the tree and not on its size: of a subtree that is
// finished only the part is kept that shares a page with what is not.
type Builder struct {
	Write func(name string, body []byte) error // takes each page once

	open []half // inner nodes whose right half is being read, from the root down
	tree *Node  // what was read since the last of them branched
	last string // the last key
}

// A half is the left one of an inner node.
type half struct {
	left *Node
	bit  int
}

// Add takes the next leaf, whose key must follow the last.
func (b *Builder) Add(leaf proof.Leaf) error {
	if b.tree != nil {
		bit := proof.CritBit(b.last, leaf.Key)
		if err := b.close(bit); err != nil {
			return err
		}
		b.open = append(b.open, half{b.tree, bit})
	}
	b.tree, b.last = &Node{n: 1, hash: leaf.Hash()}, leaf.Key
	return nil
}

// close finishes the inner nodes that branch behind a bit.
func (b *Builder) close(bit int) error {
	for len(b.open) > 0 && b.open[len(b.open)-1].bit > bit {
		top := b.open[len(b.open)-1]
		b.open = b.open[:len(b.open)-1]
		x := new(Node).over(top.left, b.tree, b.last, top.bit)
		if !x.isGroup() {
			for _, c := range []**Node{&x.left, &x.right} {
				if !begins(x, *c) {
					continue
				}
				var err error
				if *c, err = b.page(*c); err != nil {
					return err
				}
			}
		}
		b.tree = x
	}
	return nil
}

// page writes the page that begins with x, if it has a row, and forgets what is in it.
func (b *Builder) page(x *Node) (*Node, error) {
	if x == nil || x.isGroup() || x.IsStub() {
		return x, nil
	}
	if x.level() == 1 {
		return x.Stub(), nil
	}
	return x.Stub(), b.Write(pageName(x), encodePage(x))
}

// Root ends the stream and gives the stub of the tree, nil if it is empty.
func (b *Builder) Root() (*Node, error) {
	if err := b.close(-1); err != nil {
		return nil, err
	}
	return b.page(b.tree)
}
