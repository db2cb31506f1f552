package tree

import "pedigree/proof"

// readPage reads the page of a stub, nil if it is none.
func readPage(body []byte, x *Node) *Node {
	r := newPageReader(body, x)
	y := r.node(x.bit)
	if r.Bad || len(r.Rest) != 0 || y.IsStub() {
		return nil
	}
	return y
}

// A pageReader reads a page.
type pageReader struct {
	Fields
	key   []byte // of the node read last, or more of it
	room  [proof.MaxKeyBytes]byte
	nodes []Node // room for those of a packed page, which live as long as one block
}

// newPageReader begins the page of a stub.
func newPageReader(body []byte, x *Node) *pageReader {
	r := &pageReader{Fields: Fields{Rest: body}}
	r.key = appendMasked(r.room[:0], x.key, 0, x.bit)
	if x.packed {
		r.nodes = make([]Node, 0, 2*len(body)/(len(x.hash)+4)) // a group and the node above it
	}
	return r
}

// item makes room for a node.
func (r *pageReader) item() *Node {
	n := len(r.nodes)
	if n == cap(r.nodes) {
		return &Node{}
	}
	r.nodes = r.nodes[:n+1]
	return &r.nodes[n]
}

// fail says that the page is bad, in place of a node.
func (r *pageReader) fail() *Node {
	r.Spoil()
	return &Node{n: GroupLeaves}
}

// bits reads where a node branches, and its key, of which that of the node above, which
// branches at from, is known.
func (r *pageReader) bits(from int) (bit int) {
	v := r.Uvarint()
	if v >= proof.MaxDepth || int(v) < from {
		r.fail()
		return from
	}
	bit = int(v)
	known := min(from/8, (bit+7)/8)
	r.key = append(r.key[:known], r.Bytes(uint64((bit+7)/8-known))...)
	return bit
}

// node reads one of three items, whose key agrees with that of the node above before from.
// Each item costs at least one byte of the page, so that the depth is bounded by it.
func (r *pageReader) node(from int) *Node {
	kind := r.Bytes(1)[0]
	x := r.item()
	x.page = kind == itemPage
	if kind != itemGroup {
		x.bit = r.bits(from)
	}
	if kind == itemNode {
		left := r.child(x.bit)
		right := r.child(x.bit)
		x.over(left, right, r.keyOf(left, right), x.bit)
	} else {
		x.n = r.Uvarint()
		copy(x.hash[:], r.Bytes(uint64(len(x.hash))))
	}
	if kind == itemPage {
		x.key = string(r.key)
	}
	if r.Bad || kind > itemPage || x.n == 0 || x.isGroup() != (kind == itemGroup) {
		return r.fail()
	}
	return x
}

// keyOf is a key for the node above two that were read: theirs go on from its own, so
// that they can share it.
func (r *pageReader) keyOf(left, right *Node) string {
	switch {
	case !left.isGroup():
		return left.key
	case !right.isGroup():
		return right.key
	}
	return string(r.key)
}

// child reads a child of a node that branches at a bit: a group, or branching behind it.
func (r *pageReader) child(from int) *Node {
	y := r.node(from)
	if !y.isGroup() && y.bit <= from {
		return r.fail()
	}
	return y
}
