package tree

import (
	"testing"

	"pedigree/proof"
)

// FuzzPage reads pages of any bytes: refused or read, without a panic, and what
// is read is written the same.
func FuzzPage(f *testing.F) {
	f.Add(encodePage(samplePage(40)), "", 0)
	f.Add(encodePage(samplePage(300)), "unit|", 41)
	f.Add([]byte{itemNode, 3, 0, itemGroup, 1}, "k", 3)
	f.Add([]byte{itemNode, 3, 0, itemPage, 2}, "k", 3)
	f.Fuzz(func(t *testing.T, body []byte, parent string, from int) {
		if from < 0 || from >= proof.MaxDepth || len(parent) > proof.MaxKeyBytes {
			return
		}
		stub := &Node{key: parent, bit: from}
		r := newPageReader(body, stub)
		x := r.node(from)
		if r.Bad || len(r.Rest) > 0 || x.left == nil {
			return
		}
		again := newPageReader(appendNode(nil, x, from), stub)
		y := again.node(from)
		if again.Bad || y.hash != x.hash || y.n != x.n || y.bit != x.bit {
			t.Fatal("read otherwise after writing")
		}
	})
}

// samplePage is the page that begins the tree of n leaves.
func samplePage(n int) *Node {
	var leaves []proof.Leaf
	for i := range n {
		key := "unit|" + string([]byte{'0' + byte(i/64), '0' + byte(i%64)})
		leaves = append(leaves, proof.Leaf{Key: key})
	}
	x, err := NewUpdate(nil).build(leaves)
	if err != nil {
		panic(err)
	}
	return x
}

// TestPageOfACircle refuses a child that branches where its parent does: no hash says
// where nodes branch, and a walk would not come further.
func TestPageOfACircle(t *testing.T) {
	x := samplePage(100)
	for _, at := range []int{x.bit, x.left.bit} {
		child := x.left.with(x.left.left, x.left.right)
		child.bit = at
		r := newPageReader(encodePage(x.with(child, x.right)), x)
		r.node(x.bit)
		if refused := at == x.bit; r.Bad != refused {
			t.Errorf("a child at bit %d under bit %d: refused %v", at, x.bit, r.Bad)
		}
	}
}
