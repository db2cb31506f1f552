package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"pedigree/proof"
)

// A page holds the inner nodes of one level that hang together, in pre-order. The
// key of its row names its first node: the bits on which all keys below agree, then
// their number. Hashes of the nodes themselves are not stored: they are computed when
// the page is read and compared with what led to it. Pages of the lowest level have no
// row: they are made from the data rows below.
const (
	itemGroup = 0 // uvarint(n) hash
	itemNode  = 1 // uvarint(bit) more bits of the key; the two children follow
	itemPage  = 2 // uvarint(bit) more bits of the key, uvarint(n) hash
)

// pageKey names the page that begins with x.
func pageKey(x *node) string {
	return string(binary.BigEndian.AppendUint16(masked(x.key, x.bit), uint16(x.bit)))
}

// encodePage writes the page that begins with x, below which it is known what begins
// a page.
func encodePage(x *node) []byte {
	if x.packed {
		return []byte(x.key[(x.bit+7)/8:])
	}
	return appendNode(nil, x, x.bit)
}

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
	return appendMasked(b, x.key, from/8, x.bit)
}

// load finds the children of a stub, which is the first node of its page; any other node is
// returned as it is. A cursor of the source may be lent.
func load(src source, cur *cursor, x *node) (y *node, err error) {
	if known := x.known.Load(); known != nil {
		x = known
	}
	switch {
	case !x.isStub():
		return x, nil
	case x.packed:
		y = readPage(encodePage(x), x)
	case x.level() == 1:
		y, err = gather(src, cur, x)
	default:
		var body []byte
		if body, err = src.page(pageKey(x)); err == nil {
			y = readPage(body, x)
		}
	}
	if err == nil && (y == nil || y.bit != x.bit || y.n != x.n || y.hash != x.hash) {
		err = fmt.Errorf("%w: page %x does not lead to %s", ErrCorrupt, pageKey(x), x.hash)
	}
	if err != nil {
		return nil, err
	}
	y.page, y.fresh = true, false
	if !x.packed && src.room != nil {
		src.room.learn(x, y)
	}
	return y, nil
}

// gather makes a page of the lowest level from the rows below it. So few leaves are one page:
// nothing is read or dropped for it.
func gather(src source, cur *cursor, x *node) (y *node, err error) {
	if cur == nil {
		if cur, err = src.cursor(); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, cur.close()) }()
	}
	leaves, err := cur.group(x.n, x.key, x.bit)
	if err != nil {
		return nil, err
	}
	return new(update).build(leaves)
}

// readPage reads the page of a stub, nil if it is none.
func readPage(body []byte, x *node) *node {
	r := newPageReader(body, x)
	y := r.node(x.bit)
	if r.bad || len(r.rest) != 0 || y.isStub() {
		return nil
	}
	return y
}

// A pageReader reads a page.
type pageReader struct {
	reader
	key   []byte // of the node read last, or more of it
	room  [proof.MaxKeyBytes]byte
	nodes []node // room for those of a packed page, which live as long as one block
}

// newPageReader begins the page of a stub.
func newPageReader(body []byte, x *node) *pageReader {
	r := &pageReader{reader: reader{rest: body}}
	r.key = appendMasked(r.room[:0], x.key, 0, x.bit)
	if x.packed {
		r.nodes = make([]node, 0, 2*len(body)/(len(x.hash)+4)) // a group and the node above it
	}
	return r
}

// item makes room for a node.
func (r *pageReader) item() *node {
	n := len(r.nodes)
	if n == cap(r.nodes) {
		return &node{}
	}
	r.nodes = r.nodes[:n+1]
	return &r.nodes[n]
}

// fail says that the page is bad, in place of a node.
func (r *pageReader) fail() *node {
	r.spoil()
	return &node{n: groupLeaves}
}

// bits reads where a node branches, and its key, of which that of the node above, which
// branches at from, is known.
func (r *pageReader) bits(from int) (bit int) {
	v := r.uvarint()
	if v >= proof.MaxDepth || int(v) < from {
		r.fail()
		return from
	}
	bit = int(v)
	known := min(from/8, (bit+7)/8)
	r.key = append(r.key[:known], r.bytes(uint64((bit+7)/8-known))...)
	return bit
}

// node reads one of three items, whose key agrees with that of the node above before from.
// Each item costs at least one byte of the page, so that the depth is bounded by it.
func (r *pageReader) node(from int) *node {
	kind := r.bytes(1)[0]
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
		x.n = r.uvarint()
		copy(x.hash[:], r.bytes(uint64(len(x.hash))))
	}
	if kind == itemPage {
		x.key = string(r.key)
	}
	if r.bad || kind > itemPage || x.n == 0 || x.isGroup() != (kind == itemGroup) {
		return r.fail()
	}
	return x
}

// keyOf is a key for the node above two that were read: theirs go on from its own, so
// that they can share it.
func (r *pageReader) keyOf(left, right *node) string {
	switch {
	case !left.isGroup():
		return left.key
	case !right.isGroup():
		return right.key
	}
	return string(r.key)
}

// child reads a child of a node that branches at a bit: a group, or branching behind it.
func (r *pageReader) child(from int) *node {
	y := r.node(from)
	if !y.isGroup() && y.bit <= from {
		return r.fail()
	}
	return y
}
