package store

import (
	"encoding/binary"
	"fmt"

	"pedigree/proof"
)

// A page row holds the inner nodes of one level that hang together, in
// pre-order. Its key names its first node: the bits on which all keys below
// agree, then their number. Hashes of the nodes themselves are not stored: they
// are computed when the page is read and compared with what led to it.
const (
	itemGroup = 0 // uvarint(n) hash
	itemNode  = 1 // uvarint(bit) more bits of the key; the two children follow
	itemPage  = 2 // uvarint(bit) more bits of the key, uvarint(n) hash
)

// pageKey names the page that begins with x.
func pageKey(x *node) string {
	return string(binary.BigEndian.AppendUint16(masked(x.key, x.bit), uint16(x.bit)))
}

// encodePage writes the page that begins with x, whose children are laid out.
func encodePage(x *node) []byte { return appendNode(nil, x, x.bit) }

// appendNode writes x; from is the bit where its parent branches, so that the
// bytes of the key before it are known already.
func appendNode(b []byte, x *node, from int) []byte {
	b = appendBits(append(b, itemNode), x, from)
	for _, c := range [2]*node{x.left, x.right} {
		switch {
		case c.isGroup():
			b = append(b, itemGroup)
		case c.page:
			b = appendBits(append(b, itemPage), c, x.bit)
		default:
			b = appendNode(b, c, x.bit)
			continue
		}
		b = binary.AppendUvarint(b, c.n)
		b = append(b, c.hash[:]...)
	}
	return b
}

func appendBits(b []byte, x *node, from int) []byte {
	b = binary.AppendUvarint(b, uint64(x.bit))
	key := masked(x.key, x.bit)
	return append(b, key[min(from/8, len(key)):]...)
}

// load reads the children of a stub; any other node is returned as it is.
func load(src source, x *node) (*node, error) {
	if !x.isStub() {
		return x, nil
	}
	body, err := src.page(pageKey(x))
	if err != nil {
		return nil, err
	}
	r := pageReader{reader{rest: body}}
	y := r.node(x.key, x.bit)
	if r.bad || len(r.rest) != 0 || y.isStub() || y.bit != x.bit || y.n != x.n || y.hash != x.hash {
		return nil, fmt.Errorf("%w: page %x does not lead to %s", ErrCorrupt, pageKey(x), x.hash)
	}
	y.page = true
	return y, nil
}

// A pageReader reads a page.
type pageReader struct{ reader }

// fail says that the page is bad, in place of a node.
func (r *pageReader) fail() *node {
	r.spoil()
	return &node{n: groupLeaves}
}

// bits reads where a node branches and its key; parent is that of the node
// above, which branches at from.
func (r *pageReader) bits(parent string, from int) (key string, bit int) {
	v := r.uvarint()
	if v >= proof.MaxDepth || int(v) < from {
		r.fail()
		return parent, from
	}
	bit = int(v)
	known := min(from/8, (bit+7)/8)
	return string(masked(parent, 8*known)) + string(r.bytes(uint64((bit+7)/8-known))), bit
}

// node reads one of three items, whose key agrees with parent before from. Each item
// costs at least one byte of the page, so that the depth is bounded by it.
func (r *pageReader) node(parent string, from int) *node {
	kind := r.bytes(1)[0]
	x := &node{page: kind == itemPage}
	if kind != itemGroup {
		x.key, x.bit = r.bits(parent, from)
	}
	if kind == itemNode {
		x = join(r.child(x), r.child(x), x.key, x.bit)
		x.fresh = false
	} else {
		x.n = r.uvarint()
		copy(x.hash[:], r.bytes(uint64(len(x.hash))))
	}
	if r.bad || kind > itemPage || x.n == 0 || x.isGroup() != (kind == itemGroup) {
		return r.fail()
	}
	return x
}

// child reads a child of x, which is a group or branches behind x.
func (r *pageReader) child(x *node) *node {
	y := r.node(x.key, x.bit)
	if !y.isGroup() && y.bit <= x.bit {
		return r.fail()
	}
	return y
}
