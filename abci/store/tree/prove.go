package tree

import (
	"errors"
	"fmt"
	"sort"

	"pedigree/proof"
)

// Prove gives the proof of the needed leaves, all else pruned; ErrCorrupt if one is not of
// the tree. The rows are those of the source, lent to it.
func (r Reader) Prove(root *Node, rows Rows, needed []proof.Token) (proof.Proof, error) {
	p := make(proof.Proof, 0, 64+2*len(needed))
	return prover{r, &cursor{Rows: rows}}.prune(p, root, 0, needed)
}

// A prover writes the pruned tree.
type prover struct {
	Reader
	cur *cursor
}

// prune appends the proof of the needed leaves below x, which holds all keys
// that begin with their first bits.
func (pr prover) prune(p proof.Proof, x *Node, bits int, needed []proof.Token) (proof.Proof, error) {
	if len(needed) == 0 {
		return append(p, proof.Token{Kind: proof.Pruned, Hash: x.Hash()}), nil
	}
	if x == nil {
		return nil, fmt.Errorf("%w: rows without a tree", ErrCorrupt)
	}
	if x.isGroup() {
		return pr.group(p, x, bits, needed)
	}
	x, err := pr.load(pr.cur, x)
	if err != nil {
		return nil, err
	}
	n := sort.Search(len(needed), func(i int) bool { return proof.Bit(needed[i].Key, x.bit) == 1 })
	p = append(p, proof.Token{Kind: proof.Inner})
	if p, err = pr.prune(p, x.left, x.bit+1, needed[:n]); err != nil {
		return nil, err
	}
	return pr.prune(p, x.right, x.bit+1, needed[n:])
}

// group appends the proof of leaves of a group, whose rows have to lead to its hash.
func (pr prover) group(p proof.Proof, x *Node, bits int, needed []proof.Token) (proof.Proof, error) {
	leaves, err := pr.cur.group(x.n, needed[0].Key, bits)
	if err != nil {
		return nil, err
	}
	p, root, err := proof.Prune(p, leaves, needed)
	if err != nil || root != x.hash {
		return nil, errors.Join(fmt.Errorf("%w: rows beside %q differ from their hash", ErrCorrupt,
			needed[0].Key), err)
	}
	return p, nil
}
