package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// reading lets Judge read one state of the ledger, sealed parts included, and remembers
// what it looked at: that is all that the verdict rests on, at most ten records. After
// its first error the verdict is worth nothing.
type reading struct {
	ctx    context.Context // of the one question that this answers
	ledger Ledger
	height uint64

	by          proof.IndexPublic
	indexProofs [][]byte // of what the label names
	indexes     proof.Indexes

	keys      []string // in the order in which they were looked at
	values    map[string]record.Value
	lotKey    string
	lotNumber gs1.Lot
	err       error
}

func (s *Scanner) reading(ctx context.Context, l gs1.Label, height uint64) *reading {
	r := &reading{ctx: ctx, ledger: s.Ledger, height: height, by: s.Trust.IndexKey,
		values: map[string]record.Value{}}
	if r.indexProofs, r.err = s.Ledger.IndexProofs(ctx, Names(l)...); r.err == nil {
		b := proof.Bundle{IndexProofs: r.indexProofs}
		r.indexes, r.err = b.Indexes(r.by, Names(l)...)
	}
	return r
}

// Index implements record.Records.
func (r *reading) Index(n record.Name) (record.Index, bool) { return r.indexes.Index(n) }

// get reads a record. It need not be one that a proof shows.
func (r *reading) get(key string) (v record.Value, ok bool) {
	if v, ok = r.values[key]; ok || r.err != nil {
		return v, ok
	}
	_, got, err := r.ledger.Get(r.ctx, r.height, key)
	if err != nil {
		r.err = err
		return v, false
	}
	if v, ok = got[key]; ok {
		r.values[key] = v
	}
	return v, ok
}

// Lookup implements record.Records.
func (r *reading) Lookup(key string) (record.Value, record.Presence) {
	if !slices.Contains(r.keys, key) {
		r.keys = append(r.keys, key)
	}
	v, ok := r.get(key)
	switch {
	case r.err != nil:
		return v, record.NotShown
	case !ok:
		return v, record.Absent
	}
	if record.KindOf(key) == "lot" {
		r.lotKey = key
		if lot, err := record.DecodeLot(v); err == nil && lot.Sealed != nil {
			r.lotNumber = lot.Sealed.Number
		}
	}
	return v, record.Present
}

// errLies says that a node's records are not those of its header.
var errLies = errors.New("the node's records are not those of its header")

// check has all that was read proven, where the node that was asked is another's.
func (r *reading) check(b proof.Bundle) (err error) {
	queries := queriesOf(r.keys)
	if b.Proof, err = r.ledger.Prove(r.ctx, r.height, queries, r.keys); err != nil {
		return err
	}
	b.IndexProofs = r.indexProofs
	e, err := b.VerifyRecords(r.by, r.indexes, queries)
	if err != nil {
		return fmt.Errorf("%w: %w", errLies, err)
	}
	known := shown{e.Result, r.indexes}
	for _, key := range r.keys {
		read, ok := r.values[key]
		proven, p := known.Lookup(key)
		same := bytes.Equal(read.Open, proven.Open) && bytes.Equal(read.Sealed, proven.Sealed)
		if ok != (p == record.Present) || p == record.NotShown || proven.Withheld || !same {
			return errLies
		}
	}
	return nil
}
