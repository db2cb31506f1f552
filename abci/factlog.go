package abci

import (
	"encoding/binary"
	"errors"
	"fmt"

	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/record"
)

// Rows beside the tree, committed with their block:
//
//	f <ordinal>        a fact, numbered from 1 over the whole chain
//	s <height> <index> a signed order as it came: the evidence of who signed
//	t <tx id>          what became of an order
//	n                  number of facts so far
//	b                  chain id and time of the last block
//	c <height>         a header whose next validators are others than its own; with all
//	                   of it where the header is from before this node's snapshot
//	k                  height from which on these are known, in a node that took one
//	h <ordinal>        head of the log before the first fact of a block
const (
	rowFact   = 'f'
	rowSigned = 's'
	rowAnswer = 't'
	rowCount  = 'n'
	rowTip    = 'b'

	rowCheckpoint = 'c'
	rowKnown      = 'k'
)

// Answer is what became of an order, for whoever asks again.
type Answer struct {
	_      struct{} `cbor:",toarray"`
	Height uint64
	Index  uint32
	Code   record.Code
	Text   string
	First  uint64 // ordinal of its first fact
	Facts  uint64
}

type tip struct {
	_       struct{} `cbor:",toarray"`
	ChainID string
	Time    int64
}

// blockLog gathers the rows of one block.
type blockLog struct {
	height uint64
	before uint64 // facts of the blocks before
	facts  uint64 // so far
	rows   []store.AuxRow
}

func newBlockLog(height, factsSoFar uint64) *blockLog {
	return &blockLog{height: height, before: factsSoFar, facts: factsSoFar}
}

func (a *App) newLog(height uint64) (*blockLog, error) {
	n, err := a.factCount()
	return newBlockLog(height, n), err
}

func (l *blockLog) genesis(facts [][]byte) { l.append(facts) }

func (l *blockLog) append(facts [][]byte) {
	for _, f := range facts {
		l.facts++
		l.put(numbered(rowFact, l.facts), f)
	}
	if len(facts) > 0 {
		l.put([]byte{rowCount}, binary.BigEndian.AppendUint64(nil, l.facts))
	}
}

// add logs an order that was executed. Bytes that never used a sequence, which
// only a faulty proposer includes, leave no trace.
func (l *blockLog) add(index uint32, tx []byte, r ledger.Result) {
	t, err := record.DecodeTx(tx)
	if err != nil || !usedSequence(r.Code) {
		return
	}
	a := Answer{Height: l.height, Index: index, Code: r.Code, Text: r.Text, First: l.facts + 1,
		Facts: uint64(len(r.Facts))}
	l.append(r.Facts)
	l.put(append([]byte{rowAnswer}, t.ID[:]...), record.MustMarshal(a))
	l.put(signedKey(l.height, index), tx)
}

func usedSequence(c record.Code) bool {
	switch c {
	case record.Malformed, record.TooLarge, record.WrongChain, record.UnknownKey,
		record.BadSignature, record.SequenceUsed, record.SequenceTooOld, record.SequenceJump,
		record.TooLate, record.UntilTooFar:
		return false
	}
	return true
}

func (l *blockLog) put(key, value []byte) {
	l.rows = append(l.rows, store.AuxRow{Key: key, Value: value})
}

func numbered(kind byte, n uint64) []byte { return binary.BigEndian.AppendUint64([]byte{kind}, n) }

func signedKey(height uint64, index uint32) []byte {
	return binary.BigEndian.AppendUint32(numbered(rowSigned, height), index)
}

func tipRow(chainID string, unix int64) store.AuxRow {
	return store.AuxRow{Key: []byte{rowTip}, Value: record.MustMarshal(tip{ChainID: chainID, Time: unix})}
}

func (a *App) readTip() (string, int64, error) {
	b, ok, err := a.store.Aux([]byte{rowTip})
	if err != nil || !ok {
		return "", 0, err
	}
	var t tip
	if err := record.Unmarshal(b, &t); err != nil {
		return "", 0, fmt.Errorf("tip row: %w", err)
	}
	return t.ChainID, t.Time, nil
}

// factCount is how many facts the chain holds. A node that began from a snapshot
// knows it from the state until it logs a fact of its own.
func (a *App) factCount() (uint64, error) {
	b, ok, err := a.store.Aux([]byte{rowCount})
	if err != nil {
		return 0, err
	}
	if !ok && a.store.Empty() {
		return 0, nil
	}
	if !ok {
		return a.factsInState()
	}
	if len(b) != 8 {
		return 0, errors.New("row of the number of facts is damaged")
	}
	return binary.BigEndian.Uint64(b), nil
}

func (a *App) factsInState() (uint64, error) {
	view, err := a.store.Tip()
	if err != nil {
		return 0, err
	}
	defer view.Close()
	head, err := logHead(view)
	return head.Count, err
}

// answer finds what became of an order.
func (a *App) answer(id record.Hash) (*Answer, bool, error) {
	b, ok, err := a.store.Aux(append([]byte{rowAnswer}, id[:]...))
	if err != nil || !ok {
		return nil, false, err
	}
	var ans Answer
	if err := record.Unmarshal(b, &ans); err != nil {
		return nil, false, fmt.Errorf("answer of %s: %w", id, err)
	}
	return &ans, true, nil
}

// factsFrom reads facts from an ordinal on, at most limit of them and about
// maxBytes in all. It refuses where the log begins later, because this node began
// from a snapshot.
func (a *App) factsFrom(from uint64, limit int, maxBytes int) (facts [][]byte, err error) {
	size, next := 0, max(from, 1)
	err = a.store.AuxRange(numbered(rowFact, next), []byte{rowFact + 1}, func(k, v []byte) bool {
		if string(k) != string(numbered(rowFact, next)) {
			return false
		}
		next++
		facts = append(facts, append([]byte(nil), v...))
		size += len(v)
		return len(facts) < limit && size < maxBytes
	})
	if err != nil || len(facts) > 0 {
		return facts, err
	}
	count, err := a.factCount()
	if err == nil && next <= count {
		err = fmt.Errorf("fact %d was before this node's first: ask one with the whole log", next)
	}
	return nil, err
}
