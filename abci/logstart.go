package abci

import (
	"encoding/binary"
	"fmt"

	"pedigree/abci/store"
	"pedigree/record"
)

// rowHead is beside the facts:
//
//	h <ordinal>  head of the log before the first fact of a block
//
// With it a piece of the log proves itself to whoever knows the head after it.
const rowHead = 'h'

// begin notes the head before the block's facts, as the state before the block has it.
func (l *blockLog) begin(before *store.View) error {
	if l.facts == l.before {
		return nil
	}
	head, err := logHead(before)
	if err == nil {
		l.put(numbered(rowHead, l.before+1), head.Head[:])
	}
	return err
}

// logHead reads where the log stands in a state.
func logHead(view *store.View) (record.Log, error) {
	v, ok, err := view.Get(record.KeyLogHead)
	if err != nil {
		return record.Log{}, err
	}
	if !ok {
		return record.Log{}, fmt.Errorf("no %s", record.KeyLogHead)
	}
	head, err := record.DecodeLog(record.Value{Open: v.Open, Sealed: v.Sealed})
	if err != nil {
		return record.Log{}, fmt.Errorf("%s: %w", record.KeyLogHead, err)
	}
	return record.Log{Count: head.Count, Head: head.Head}, nil
}

// headBefore gives the head of the log before a fact with which a block begins.
func (a *App) headBefore(fact uint64) (h record.Hash, ok bool, err error) {
	if fact == 1 {
		return h, true, nil
	}
	b, ok, err := a.store.Aux(numbered(rowHead, fact))
	if err != nil || !ok {
		return h, false, err
	}
	if len(b) != len(h) {
		return h, false, fmt.Errorf("the head before fact %d is damaged", fact)
	}
	return record.Hash(b), true, nil
}

// logStart says where the log of this node begins: how many facts are missing before
// its first, and the head that these lead to. Both are zero where the log is whole.
func (a *App) logStart() (record.Log, error) {
	first := uint64(0)
	err := a.store.AuxRange([]byte{rowFact}, []byte{rowFact + 1}, func(k, _ []byte) bool {
		first = binary.BigEndian.Uint64(k[1:])
		return false
	})
	if err != nil {
		return record.Log{}, err
	}
	if first == 0 { // nothing happened since the snapshot
		view, err := a.store.Tip()
		if err != nil {
			return record.Log{}, err
		}
		defer view.Close()
		return logHead(view)
	}
	head, ok, err := a.headBefore(first)
	if err == nil && !ok {
		err = fmt.Errorf("the head of the log before fact %d is missing", first)
	}
	return record.Log{Count: first - 1, Head: head}, err
}
