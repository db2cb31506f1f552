package store

import (
	"errors"
	"fmt"

	"pedigree/abci/store/tree"
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
			p, err = v.reader().Prove(root, cur, needed)
		}
		return errors.Join(err, cur.Close())
	})
	return p, err
}

// reader reads the view's tree.
func (v *View) reader() tree.Reader { return tree.Reader{Source: v.version.src, Room: v.store.room} }

// ordered shows a cursor's rows to the choice of leaves.
type ordered struct{ cur *cursor }

// Ascend implements proof.Rows.
func (o ordered) Ascend(from string, fn func(proof.Row) bool) error {
	for o.cur.Seek([]byte(from)); o.cur.valid; o.cur.Next() {
		row, err := o.row()
		if err != nil {
			return err
		}
		if !fn(row) {
			return nil
		}
	}
	return o.cur.Err()
}

// Before implements proof.Rows.
func (o ordered) Before(key string) (proof.Row, error) {
	o.cur.before(key)
	if !o.cur.valid {
		err := fmt.Errorf("%w: nothing before %q", ErrCorrupt, key)
		return proof.Row{}, errors.Join(err, o.cur.Err())
	}
	return o.row()
}

func (o ordered) row() (proof.Row, error) {
	v, err := decodeValue(o.cur.key, o.cur.row)
	return proof.Row{Key: o.cur.key, Open: v.Open, Sealed: v.Sealed}, err
}
