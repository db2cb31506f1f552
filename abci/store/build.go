package store

import (
	"sort"
	"strings"

	"pedigree/proof"
)

// A part is a leaf, or a whole subtree that is an inner node.
type part struct {
	leaf proof.Leaf
	tree *node
}

func (p part) key() string {
	if p.tree != nil {
		return p.tree.key
	}
	return p.leaf.Key
}

// buildLeaves makes the subtree over sorted leaves.
func buildLeaves(leaves []proof.Leaf) *node {
	if len(leaves) == 0 {
		return nil
	}
	if len(leaves) < groupLeaves {
		return &node{n: uint64(len(leaves)), hash: proof.Root(leaves)}
	}
	key := leaves[0].Key
	bit := proof.CritBit(key, leaves[len(leaves)-1].Key)
	n := sort.Search(len(leaves), func(i int) bool { return proof.Bit(leaves[i].Key, bit) == 1 })
	return join(buildLeaves(leaves[:n]), buildLeaves(leaves[n:]), strings.Clone(key), bit)
}

// buildParts makes the subtree over sorted parts, of which none lies inside
// another: each differs from a subtree before the bit where that one branches.
func buildParts(parts []part) *node {
	if len(parts) == 1 {
		if parts[0].tree != nil {
			return parts[0].tree
		}
		return &node{n: 1, hash: parts[0].leaf.Hash()}
	}
	key := parts[0].key()
	bit := proof.CritBit(key, parts[len(parts)-1].key())
	n := sort.Search(len(parts), func(i int) bool { return proof.Bit(parts[i].key(), bit) == 1 })
	return join(buildParts(parts[:n]), buildParts(parts[n:]), key, bit)
}
