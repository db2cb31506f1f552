package proof

import (
	"fmt"
	"sort"
)

// maxTokens bounds a proof; the CBOR reader has the same limit.
const maxTokens = 1 << 17

// Verify computes the root the proof leads to and what it says about the
// queries. It accepts exactly one form for given queries and given parts
// withheld: all leaves that are needed, none that is not, and each other
// subtree by its hash. The caller compares the root with one it trusts.
func (p Proof) Verify(queries []Query) (root Hash, result Result, err error) {
	return verifier{leaf: (*Token).leafHash}.verify(p, queries)
}

// A verifier carries the one step that tests replace by a broken one, to see
// that forgeries are then accepted.
type verifier struct{ leaf func(*Token) Hash }

func (v verifier) verify(p Proof, queries []Query) (Hash, Result, error) {
	if len(queries) == 0 {
		return Hash{}, Result{}, fmt.Errorf("%w: none", ErrQuery)
	}
	root, row, err := v.fold(p)
	if err != nil {
		return Hash{}, Result{}, err
	}
	for _, q := range queries {
		if err := row.answer(q); err != nil {
			return Hash{}, Result{}, err
		}
	}
	entries, err := row.entries()
	if err != nil {
		return Hash{}, Result{}, err
	}
	return root, Result{queries: append([]Query(nil), queries...), entries: entries}, nil
}

// A shown leaf, and what the queries need it for.
type shown struct {
	*Token
	gap  bool // a pruned subtree stands between the leaf before and this one
	need Kind // Neighbour, Record, or Inner for nothing yet
}

// shownRow is the row of visible leaves, ascending.
type shownRow []shown

// half is an inner node whose subtrees are being read.
type half struct {
	left         Hash
	seen, pruned bool // the left subtree was read; it was a pruned one
}

// fold reads the pre-order list without recursion: it computes the root and
// collects the leaves.
func (v verifier) fold(p Proof) (Hash, shownRow, error) {
	if len(p) > maxTokens {
		return Hash{}, nil, fmt.Errorf("%w: %d tokens", ErrProof, len(p))
	}
	var (
		open []half
		row  shownRow
		gap  bool
	)
	for i := range p {
		t := &p[i]
		var hash Hash
		switch t.Kind {
		case Inner:
			if len(open) == MaxDepth {
				return Hash{}, nil, fmt.Errorf("%w: deeper than %d", ErrProof, MaxDepth)
			}
			open = append(open, half{})
			continue
		case Pruned:
			hash, gap = t.Hash, true
		case Neighbour, Record:
			if err := row.accept(t); err != nil {
				return Hash{}, nil, err
			}
			row, gap = append(row, shown{Token: t, gap: gap}), false
			hash = v.leaf(t)
		default:
			return Hash{}, nil, fmt.Errorf("%w: a token of kind %d", ErrProof, t.Kind)
		}
		root, whole, err := closeHalves(&open, hash, t.Kind == Pruned)
		if err != nil {
			return Hash{}, nil, err
		}
		if whole {
			if i != len(p)-1 {
				return Hash{}, nil, fmt.Errorf("%w: tokens after the tree", ErrProof)
			}
			return root, row, nil
		}
	}
	return Hash{}, nil, fmt.Errorf("%w: ends early", ErrProof)
}

// closeHalves puts a finished subtree where it belongs: as the left half of the
// innermost open node, or as the right one, which finishes that node too.
func closeHalves(open *[]half, hash Hash, pruned bool) (root Hash, whole bool, err error) {
	for len(*open) > 0 {
		top := &(*open)[len(*open)-1]
		if !top.seen {
			top.left, top.seen, top.pruned = hash, true, pruned
			return Hash{}, false, nil
		}
		if top.pruned && pruned {
			return Hash{}, false, fmt.Errorf("%w: both halves pruned", ErrProof)
		}
		hash, pruned = InnerHash(top.left, hash), false
		*open = (*open)[:len(*open)-1]
	}
	return hash, true, nil
}

// accept refuses a leaf that breaks the order, or that no tree has: both are reasons to
// refuse the proof, whatever the part that found them calls it.
func (r shownRow) accept(t *Token) error {
	if len(r) > 0 && r[len(r)-1].Key >= t.Key {
		return fmt.Errorf("%w: key %q after %q", ErrProof, t.Key, r[len(r)-1].Key)
	}
	if err := t.check(); err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	return nil
}

// answer marks the leaves that q needs and refuses if one of them is hidden.
// Nothing is hidden between two shown leaves without a gap, because the keys of
// the tree ascend from left to right.
func (r shownRow) answer(q Query) error {
	if err := q.check(); err != nil {
		return err
	}
	from, to := q.From, q.To
	if q.Key != "" {
		from, to = q.Key, q.Key+"\x00"
	}
	i := sort.Search(len(r), func(i int) bool { return r[i].Key >= from })
	j := sort.Search(len(r), func(i int) bool { return r[i].Key >= to })
	first := i < j && r[i].Key == from
	if q.Key != "" && first {
		r[i].need = Record
		return nil
	}
	if j == len(r) || (i == 0 && !first) {
		return fmt.Errorf("%w: no neighbour for %q", ErrProof, from)
	}
	for k := i; k <= j; k++ {
		if r[k].gap && !(first && k == i) {
			return fmt.Errorf("%w: leaves hidden before %q", ErrProof, r[k].Key)
		}
		if k < j {
			r[k].need = Record
		}
	}
	if !first {
		r[i-1].need = max(r[i-1].need, Neighbour)
	}
	r[j].need = max(r[j].need, Neighbour)
	return nil
}

// entries lists the records and refuses a leaf told otherwise than needed.
func (r shownRow) entries() ([]Entry, error) {
	var out []Entry
	for _, leaf := range r {
		if leaf.need != leaf.Kind {
			return nil, fmt.Errorf("%w: leaf %q is not needed so", ErrProof, leaf.Key)
		}
		if leaf.Kind == Record {
			out = append(out, Entry{leaf.Key, leaf.Open, leaf.Sealed, leaf.Withheld})
		}
	}
	return out, nil
}
