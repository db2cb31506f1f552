package abci

import (
	"context"
	"fmt"

	"pedigree/proof"
	"pedigree/record"
)

// indexQuery asks for the proofs of the indexes of names. Like all queries it is for the
// operators' own gateways: whoever may ask it can test guesses.
type indexQuery struct {
	_     struct{} `cbor:",toarray"`
	Names []indexName
}

type indexName struct {
	_          struct{} `cbor:",toarray"`
	Kind, Text string
}

// maxNameText bounds a name: a GTIN, a bar, and twenty characters of the standard.
const maxNameText = 64

func (a *App) queryIndex(data []byte) (uint64, []byte, error) {
	var q indexQuery
	if err := record.Unmarshal(data, &q); err != nil {
		return 0, nil, errQuery
	}
	names := make([]record.Name, len(q.Names))
	for i, n := range q.Names {
		names[i] = record.Name{Kind: n.Kind, Text: n.Text}
	}
	proofs, err := a.indexProofs(names)
	if err != nil {
		return 0, nil, err
	}
	return a.store.Height(), record.MustMarshal(proofs), nil
}

func (a *App) indexProofs(names []record.Name) ([][]byte, error) {
	if len(names) > maxQueryKeys {
		return nil, errQuery
	}
	proofs := make([][]byte, len(names))
	for i, n := range names {
		if len(n.Kind) > maxNameText || len(n.Text) > maxNameText {
			return nil, errQuery
		}
		proofs[i] = a.indexes.key.Prove(n)
	}
	return proofs, nil
}

// IndexProofs proves the indexes of packs and lots, in the order of their names.
func (c *Client) IndexProofs(ctx context.Context, names ...record.Name) (proofs [][]byte, err error) {
	if c.app != nil {
		if proofs, err = c.app.indexProofs(names); err != nil {
			err = unavailable(err)
		}
		return proofs, err
	}
	var q indexQuery
	for _, n := range names {
		q.Names = append(q.Names, indexName{Kind: n.Kind, Text: n.Text})
	}
	_, _, err = c.query(ctx, pathIndex, q, &proofs)
	if err == nil && len(proofs) != len(names) {
		err = fmt.Errorf("%w: %d proofs for %d names", ErrUnavailable, len(proofs), len(names))
	}
	return proofs, err
}

// Indexes proves the indexes of names and checks the proofs by the chain's public key.
func (c *Client) Indexes(ctx context.Context, by proof.IndexPublic, names ...record.Name) (
	x proof.Indexes, proofs [][]byte, err error) {
	if proofs, err = c.IndexProofs(ctx, names...); err != nil {
		return x, nil, err
	}
	x, err = (&proof.Bundle{IndexProofs: proofs}).Indexes(by, names...)
	return x, proofs, err
}

// Index gives the indexes of names, in their order.
func (c *Client) Index(ctx context.Context, names ...record.Name) ([]record.Index, error) {
	indexes := make([]record.Index, len(names))
	if c.app != nil {
		for n, name := range names {
			indexes[n] = c.app.indexes.Of(name)
		}
		return indexes, nil
	}
	by, err := c.indexKey(ctx)
	if err != nil {
		return nil, err
	}
	x, _, err := c.Indexes(ctx, by, names...)
	for n, name := range names {
		indexes[n], _ = x.Index(name)
	}
	return indexes, err
}
