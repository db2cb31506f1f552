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
	r := pageReader{rest: body}
	y := r.node(x.key, x.bit)
	if r.bad || len(r.rest) != 0 || y.bit != x.bit || y.n != x.n || y.hash != x.hash {
		return nil, fmt.Errorf("%w: page %x does not lead to %s", ErrCorrupt, pageKey(x), x.hash)
	}
	y.page = true
	return y, nil
}

// A pageReader reads a page. After the first defect it is bad, and whatever it
// returns means nothing.
type pageReader struct {
	rest []byte
	bad  bool
}

// fail empties the reader, so that no loop goes on.
func (r *pageReader) fail() *node {
	r.bad, r.rest = true, nil
	return &node{n: groupLeaves}
}

func (r *pageReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *pageReader) bytes(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.fail()
		return make([]byte, max(n, 0))
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
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
	return string(masked(parent, 8*known)) + string(r.bytes((bit+7)/8-known)), bit
}

// node reads an inner node after its parent's key, with all below it.
func (r *pageReader) node(parent string, from int) *node {
	kind := r.bytes(1)[0]
	if r.bad || kind != itemNode {
		return r.fail()
	}
	return r.inner(parent, from)
}

func (r *pageReader) inner(parent string, from int) *node {
	key, bit := r.bits(parent, from)
	left := r.child(key, bit)
	right := r.child(key, bit)
	if r.bad {
		return r.fail()
	}
	x := join(left, right, key, bit)
	x.fresh = false
	return x
}

// child reads one of three items. Each costs at least one byte of the page, so
// the depth is bounded by it.
func (r *pageReader) child(parent string, from int) *node {
	switch r.bytes(1)[0] {
	case itemGroup:
		x := &node{n: r.uvarint()}
		copy(x.hash[:], r.bytes(len(x.hash)))
		if x.n == 0 || x.n >= groupLeaves {
			return r.fail()
		}
		return x
	case itemNode:
		x := r.inner(parent, from)
		if x.bit <= from || x.isGroup() {
			return r.fail()
		}
		return x
	case itemPage:
		x := &node{page: true}
		x.key, x.bit = r.bits(parent, from)
		x.n = r.uvarint()
		copy(x.hash[:], r.bytes(len(x.hash)))
		if x.n < groupLeaves || x.bit <= from {
			return r.fail()
		}
		return x
	}
	return r.fail()
}
