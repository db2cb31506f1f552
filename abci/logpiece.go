package abci

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"pedigree/record"
)

// ErrPiece marks a piece of the log that is not what the head after it was made of.
var ErrPiece = errors.New("piece of the fact log refused")

// A LogPiece is the facts of some blocks in a row, with the signed orders that made
// them: the evidence of who signed. Orders that were refused and left no fact are not
// in it, because nothing in log|head speaks of them.
type LogPiece struct {
	_      struct{}    `cbor:",toarray"`
	First  uint64      // ordinal of the first fact
	Head   record.Hash // of the log before that fact
	Facts  [][]byte    // in order
	Orders [][]byte    // as signed, one for each order with facts, in order; none for genesis
}

// LogBefore asks for the piece of the log that ends before a fact.
func (c *Client) LogBefore(ctx context.Context, fact uint64) (*LogPiece, error) {
	var p LogPiece
	_, _, err := c.query(ctx, pathLog, logQuery{Before: fact}, &p)
	return &p, err
}

// Verify checks a piece that ends where the log had the head after, which the caller
// trusts, and gives the head before the piece, which may then be trusted as well: the
// hash chain leads from no other facts, and no other head, to that one. So a log is
// fetched backwards, and each piece is judged alone. ErrPiece refuses it.
func (p *LogPiece) Verify(after record.Log) (before record.Log, err error) {
	orders, err := p.orders()
	if err != nil {
		return before, fmt.Errorf("%w: %w", ErrPiece, err)
	}
	before = record.Log{Count: p.First - 1, Head: p.Head}
	chain := before
	for _, o := range orders {
		chain = chain.Add(o.facts, o.data)
	}
	switch {
	case len(p.Facts) == 0 || p.First == 0 || chain.Count != after.Count:
		return before, fmt.Errorf("%w: it is not the one that ends at fact %d", ErrPiece, after.Count)
	case chain.Head != after.Head:
		return before, fmt.Errorf("%w: it leads to %s, the log had %s after fact %d", ErrPiece,
			chain.Head, after.Head, after.Count)
	}
	return before, nil
}

// logOrder is what one order left in the log.
type logOrder struct {
	fact   *record.Fact // its first
	at     int          // where that stands in the piece
	facts  int
	data   record.Hash // of its facts
	signed []byte      // nil at genesis
}

// orders reads the facts of each order and finds the order to them.
func (p *LogPiece) orders() (list []logOrder, err error) {
	signed := p.Orders
	for i, b := range p.Facts {
		f, err := record.DecodeFact(b)
		if err != nil {
			return nil, err
		}
		if i == 0 && f.N != 0 {
			return nil, fmt.Errorf("it begins with fact %s", f.ID())
		}
		if f.N == 0 {
			o := logOrder{fact: f, at: i}
			if f.Index != record.GenesisIndex {
				if len(signed) == 0 || sha256.Sum256(signed[0]) != f.TxID {
					return nil, fmt.Errorf("fact %s is not of the order beside it", f.ID())
				}
				o.signed, signed = signed[0], signed[1:]
			}
			list = append(list, o)
		}
		list[len(list)-1].facts++
	}
	if len(signed) > 0 {
		return nil, fmt.Errorf("%d orders without a fact", len(signed))
	}
	for i := range list {
		o := &list[i]
		data := sha256.New()
		for _, b := range p.Facts[o.at : o.at+o.facts] {
			data.Write(b)
		}
		o.data = record.Hash(data.Sum(nil))
	}
	return list, nil
}
