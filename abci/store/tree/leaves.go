package tree

import (
	"errors"
	"sort"
	"strings"

	"pedigree/proof"
)

// regroup reads all rows of a place and builds its subtree anew.
func (u *Update) regroup(cur *cursor, x *Node, bits int, writes []Write) (*Node, error) {
	var rows uint64
	if x != nil {
		rows = x.n
	}
	leaves, key := cur.leaves[:0], writes[0].Key
	err := cur.scan(rows, key, bits, func() error {
		n := sort.Search(len(writes), func(i int) bool { return writes[i].Key >= cur.Key() })
		leaves = append(leaves, leavesOf(writes[:n])...)
		if writes = writes[n:]; len(writes) > 0 && writes[0].Key == cur.Key() {
			writes[0].Old = append([]byte{}, cur.Row()...)
			return nil
		}
		leaf, err := cur.Leaf()
		leaves = append(leaves, leaf)
		return err
	})
	if err != nil {
		return nil, err // what was read may not even be sorted
	}
	cur.leaves = append(leaves, leavesOf(writes)...)
	return u.build(cur.leaves)
}

// leavesOf gives the leaves that writes set.
func leavesOf(writes []Write) (leaves []proof.Leaf) {
	for _, w := range writes {
		if w.Row != nil {
			leaves = append(leaves, proof.Leaf{Key: w.Key, Value: w.Sum})
		}
	}
	return leaves
}

// build makes the subtree over sorted leaves.
func (u *Update) build(leaves []proof.Leaf) (*Node, error) {
	if len(leaves) == 0 {
		return nil, nil
	}
	if len(leaves) < GroupLeaves {
		return &Node{n: uint64(len(leaves)), hash: proof.Root(leaves)}, nil
	}
	key := leaves[0].Key
	bit := proof.CritBit(key, leaves[len(leaves)-1].Key)
	n := sort.Search(len(leaves), func(i int) bool { return proof.Bit(leaves[i].Key, bit) == 1 })
	left, err := u.build(leaves[:n])
	right, other := u.build(leaves[n:])
	if err = errors.Join(err, other); err != nil {
		return nil, err
	}
	return u.join(left, right, strings.Clone(key), bit)
}
