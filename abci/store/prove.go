package store

import (
	"errors"
	"fmt"
	"sort"

	"pedigree/proof"
)

// Prove answers the queries at the view's height, each key present or absent and
// each range whole, in one proof. reveal says whose sealed parts are told; nil
// tells none.
func (v *View) Prove(queries []proof.Query, reveal func(key string) bool) (p proof.Proof, err error) {
	err = v.read(func() error {
		root, err := v.store.tree(v.version)
		if err != nil {
			return err
		}
		cur, err := v.version.src.cursor()
		if err != nil {
			return err
		}
		needed, err := proof.Select(queries, ordered{cur}, reveal)
		if err == nil {
			p, err = prover{v.version.src, cur}.prune(make(proof.Proof, 0, 64), root, 0, needed)
		}
		return errors.Join(err, cur.close())
	})
	return p, err
}

// ordered shows a cursor's rows to the choice of leaves.
type ordered struct{ cur *cursor }

// Ascend implements proof.Rows.
func (o ordered) Ascend(from string, fn func(proof.Row) bool) error {
	for o.cur.seek(from); o.cur.valid; o.cur.step() {
		row, err := o.row()
		if err != nil {
			return err
		}
		if !fn(row) {
			return nil
		}
	}
	return o.cur.err()
}

// Before implements proof.Rows.
func (o ordered) Before(key string) (proof.Row, error) {
	o.cur.before(key)
	if !o.cur.valid {
		err := fmt.Errorf("%w: nothing before %q", ErrCorrupt, key)
		return proof.Row{}, errors.Join(err, o.cur.err())
	}
	return o.row()
}

func (o ordered) row() (proof.Row, error) {
	v, err := decodeValue(o.cur.key, o.cur.row)
	return proof.Row{Key: o.cur.key, Open: v.Open, Sealed: v.Sealed}, err
}

// A prover writes the pruned tree of one height.
type prover struct {
	src source
	cur *cursor
}

// prune appends the proof of the needed leaves below x, which holds all keys
// that begin with their first bits.
func (pr prover) prune(p proof.Proof, x *node, bits int, needed []proof.Token) (proof.Proof, error) {
	if len(needed) == 0 {
		return append(p, proof.Token{Kind: proof.Pruned, Hash: x.hash}), nil
	}
	if x == nil {
		return nil, fmt.Errorf("%w: rows without a tree", ErrCorrupt)
	}
	if x.isGroup() {
		return pr.group(p, x, bits, needed)
	}
	x, err := load(pr.src, pr.cur, x)
	if err != nil {
		return nil, err
	}
	for i := range needed {
		if !agree(needed[i].Key, x.key, x.bit) {
			return nil, fmt.Errorf("%w: no leaf for %q", ErrCorrupt, needed[i].Key)
		}
	}
	n := sort.Search(len(needed), func(i int) bool { return proof.Bit(needed[i].Key, x.bit) == 1 })
	p = append(p, proof.Token{Kind: proof.Inner})
	if p, err = pr.prune(p, x.left, x.bit+1, needed[:n]); err != nil {
		return nil, err
	}
	return pr.prune(p, x.right, x.bit+1, needed[n:])
}

// group appends the proof of leaves of a group, whose rows have to lead to its hash.
func (pr prover) group(p proof.Proof, x *node, bits int, needed []proof.Token) (proof.Proof, error) {
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
