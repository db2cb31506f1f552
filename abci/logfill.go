package abci

import (
	"context"
	"fmt"

	"pedigree/abci/store"
	"pedigree/record"
)

// FillLog fetches the part of the fact log from before this node's first fact, piece
// by piece backwards, and ends when the log is whole: the node then feeds readers and
// other nodes as one that replayed the chain. What it holds is whole at each moment,
// so that an interrupted one goes on where it was. It trusts nobody: each piece has to
// lead to the head that this node knows. ErrPiece means that the other node gave
// something else, of which nothing was kept. progress may be nil; it hears how many
// facts are still missing.
func (n *Node) FillLog(ctx context.Context, from *Client, progress func(missing uint64)) error {
	for {
		start, err := n.App.logStart()
		if err != nil || start.Count == 0 {
			return err
		}
		if progress != nil {
			progress(start.Count)
		}
		p, err := from.LogBefore(ctx, start.Count+1)
		if err != nil {
			return err
		}
		if err := n.App.prepend(start, p); err != nil {
			return err
		}
	}
}

// prepend puts a piece before the log of this node.
func (a *App) prepend(start record.Log, p *LogPiece) error {
	if _, err := p.Verify(start); err != nil {
		return err
	}
	rows, err := p.rows()
	if err != nil {
		return err
	}
	return a.store.Put(rows)
}

// rows are those that the node would have if it had executed the orders. What it said
// to people about an order that was refused is lost.
func (p *LogPiece) rows() (rows []store.AuxRow, err error) {
	put := func(key, value []byte) { rows = append(rows, store.AuxRow{Key: key, Value: value}) }
	for i, b := range p.Facts {
		put(numbered(rowFact, p.First+uint64(i)), b)
	}
	orders, err := p.orders()
	if err != nil {
		return nil, err
	}
	chain := record.Log{Count: p.First - 1, Head: p.Head}
	for i, o := range orders {
		if chain.Count > 0 && (i == 0 || o.fact.Height != orders[i-1].fact.Height) {
			put(numbered(rowHead, chain.Count+1), append([]byte(nil), chain.Head[:]...))
		}
		if o.signed != nil {
			answer, err := o.answer(chain.Count + 1)
			if err != nil {
				return nil, err
			}
			put(append([]byte{rowAnswer}, o.fact.TxID[:]...), record.MustMarshal(answer))
			put(signedKey(answer.Height, answer.Index), o.signed)
		}
		chain = chain.Add(o.facts, o.data)
	}
	return rows, nil
}

// answer is what became of the order: an alert is what a refusal leaves.
func (o *logOrder) answer(first uint64) (Answer, error) {
	a := Answer{Height: o.fact.Height, Index: uint32(o.fact.Index), First: first,
		Facts: uint64(o.facts)}
	fields, err := record.FieldsOf(o.fact)
	if err != nil {
		return a, fmt.Errorf("fact %s: %w", o.fact.ID(), err)
	}
	if alert, refused := fields.(*record.AlertRaised); refused {
		a.Code = alert.Code
	}
	return a, nil
}
