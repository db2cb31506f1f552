package tree

import "encoding/binary"

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

// pageName names the page that begins with x.
func pageName(x *Node) string {
	return string(binary.BigEndian.AppendUint16(masked(x.key, x.bit), uint16(x.bit)))
}

// encodePage writes the page that begins with x, below which it is known what begins
// a page.
func encodePage(x *Node) []byte {
	if x.packed {
		return []byte(x.key[(x.bit+7)/8:])
	}
	return appendNode(nil, x, x.bit)
}

// appendNode writes x; from is the bit where its parent branches, so that the
// bytes of the key before it are known already.
func appendNode(b []byte, x *Node, from int) []byte {
	b = appendBits(append(b, itemNode), x, from)
	for _, c := range [2]*Node{x.left, x.right} {
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

func appendBits(b []byte, x *Node, from int) []byte {
	b = binary.AppendUvarint(b, uint64(x.bit))
	return appendMasked(b, x.key, from/8, x.bit)
}
