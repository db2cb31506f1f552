package abci

import (
	"encoding/binary"
	"fmt"
	"math"

	"pedigree/record"
)

// pieceBytes is about how many bytes of facts a piece of the log holds, unless a
// single block made more. Their orders come on top.
const pieceBytes = 4 << 20

// logQuery asks for the piece of the log that ends before a fact.
type logQuery struct {
	_      struct{} `cbor:",toarray"`
	Before uint64
}

func (a *App) queryLog(data []byte) (uint64, []byte, error) {
	var q logQuery
	if err := record.Unmarshal(data, &q); err != nil {
		return 0, nil, errQuery
	}
	p, err := a.logPiece(q.Before)
	if err != nil {
		return 0, nil, err
	}
	return a.store.Height(), record.MustMarshal(p), nil
}

// logPiece reads the piece of the log that ends before a fact.
func (a *App) logPiece(before uint64) (*LogPiece, error) {
	start, err := a.logStart()
	if err != nil {
		return nil, err
	}
	count, err := a.factCount()
	if err != nil {
		return nil, err
	}
	if before <= start.Count+1 || before > count+1 {
		return nil, fmt.Errorf("no piece ends before fact %d: this node has facts %d to %d", before,
			start.Count+1, count)
	}
	p := &LogPiece{}
	if p.First, err = a.pieceStart(start.Count+1, before); err != nil {
		return nil, err
	}
	if p.Head, _, err = a.headBefore(p.First); err != nil {
		return nil, err
	}
	if p.Facts, err = a.factsFrom(p.First, int(before-p.First), math.MaxInt); err != nil {
		return nil, err
	}
	p.Orders, err = a.ordersOf(p.Facts)
	return p, err
}

// pieceStart goes back from a fact to the first one of a block, as far as a piece may
// reach.
func (a *App) pieceStart(first, before uint64) (uint64, error) {
	for span := uint64(1024); ; span *= 8 {
		from := max(first, before-min(span, before))
		sizes, bytes, err := a.factSizes(from, before)
		if err != nil {
			return 0, err
		}
		starts, err := a.blockStarts(from, before)
		if err != nil {
			return 0, err
		}
		at := from
		for i, start := range starts {
			for ; at < start; at++ {
				bytes -= sizes[at-from]
			}
			if bytes <= a.pieceBytes || i == len(starts)-1 {
				return start, nil
			}
		}
		if from == first {
			return 0, fmt.Errorf("the heads of the log before fact %d are missing", before)
		}
	}
}

// factSizes measures the facts from one on and before another, without keeping them.
func (a *App) factSizes(from, before uint64) (sizes []int, all int, err error) {
	err = a.store.AuxRange(numbered(rowFact, from), numbered(rowFact, before),
		func(_, v []byte) bool {
			sizes = append(sizes, len(v))
			all += len(v)
			return true
		})
	if err == nil && uint64(len(sizes)) != before-from {
		err = fmt.Errorf("%d facts from %d on, before %d", len(sizes), from, before)
	}
	return sizes, all, err
}

// blockStarts gives the facts with which blocks begin, from one on and before another.
func (a *App) blockStarts(from, before uint64) (starts []uint64, err error) {
	if from == 1 {
		starts = append(starts, 1)
	}
	err = a.store.AuxRange(numbered(rowHead, from), numbered(rowHead, before),
		func(k, _ []byte) bool {
			starts = append(starts, binary.BigEndian.Uint64(k[1:]))
			return true
		})
	return starts, err
}

// ordersOf reads the orders that made some facts, as they were signed.
func (a *App) ordersOf(facts [][]byte) (orders [][]byte, err error) {
	for _, b := range facts {
		f, err := record.DecodeFact(b)
		if err != nil {
			return nil, err
		}
		if f.N != 0 || f.Index == record.GenesisIndex {
			continue
		}
		tx, ok, err := a.store.Aux(signedKey(f.Height, uint32(f.Index)))
		if err != nil || !ok {
			return nil, fmt.Errorf("the order of fact %s is missing: %w", f.ID(), err)
		}
		orders = append(orders, tx)
	}
	return orders, nil
}
