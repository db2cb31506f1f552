package tree

import "encoding/binary"

// Stub forgets the children, which can be found again: x is the first node of its page.
func (x *Node) Stub() *Node {
	if x == nil || x.isGroup() || x.IsStub() && !x.packed && x.known.Load() == nil {
		return x
	}
	return &Node{hash: x.hash, n: x.n, bit: x.bit, key: string(masked(x.key, x.bit)), page: true}
}

// Remains is what is kept of a tree that is forgotten: a stub if its pages are there.
func (x *Node) Remains() *Node {
	if x == nil || x.isGroup() || x.spare() {
		return x.Stub()
	}
	return nil
}

// AppendStub writes what leads to a tree that is not empty: its size, its hash, and the
// name of its page.
func AppendStub(b []byte, x *Node) []byte {
	b = append(binary.AppendUvarint(b, x.n), x.hash[:]...)
	if !x.isGroup() {
		b = append(b, pageName(x)...)
	}
	return b
}

// ReadStub reads this, up to the end; nil if it is not whole.
func ReadStub(f *Fields) *Node {
	x := &Node{n: f.Uvarint()}
	copy(x.hash[:], f.Bytes(uint64(len(x.hash))))
	if !x.isGroup() {
		x.page, x.key = true, string(f.Bytes(uint64(len(f.Rest)-2)))
		x.bit = int(binary.BigEndian.Uint16(f.Bytes(2)))
	}
	if f.Bad || x.n == 0 || len(f.Rest) != 0 {
		return nil
	}
	return x
}
