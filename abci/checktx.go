package abci

import (
	"context"
	"crypto/sha256"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci/ledger"
	"pedigree/abci/queue"
	"pedigree/record"
)

// bounds are what waits for blocks at most. CometBFT's own mempool, which sends
// orders on to other nodes, has room for more (mempoolBytes, mempoolOrders): what we
// admit it keeps.
var bounds = queue.Bounds{KeyOrders: 256,
	Load: queue.Load{Orders: 20_000, Bytes: 48 << 20, Cost: 64 * ledger.MaxCost}}

// readBytes is how long an order is of which the fields that were read are kept until
// its block. What was read of a long one takes many times its bytes.
const readBytes = 1 << 10

// wastePerBlock is how much a key may cost the node between two blocks with orders
// that it signed and that are malformed, in hundredths of a signature check.
const wastePerBlock = ledger.MaxCost / 32

// CheckTx says whether an order may wait for a block, or stay there after one. It
// judges what could not be repaired later, and the rights of key and party; the
// command itself is judged in its block. What costs least is asked first: a stranger
// makes no node read more than an envelope. The same bytes get the same answer until
// a block comes: a mempool that turns out to be full drops what was admitted, and
// whoever sends it again must not hear that its sequence was used.
func (a *App) CheckTx(_ context.Context, req *abcitypes.RequestCheckTx) (
	*abcitypes.ResponseCheckTx, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failed != nil {
		return nil, a.failed
	}
	if o := a.waiting.Get(sha256.Sum256(req.Tx)); o != nil {
		return &abcitypes.ResponseCheckTx{GasWanted: int64(o.Cost)}, nil
	}
	if req.Type == abcitypes.CheckTxType_Recheck { // Commit has judged what waited
		return refusedCheck(record.Refuse(record.Duplicate, "the order waits no longer")), nil
	}
	o, refusal, err := a.enter(req.Tx)
	if err != nil {
		return nil, err
	}
	if refusal != nil {
		return refusedCheck(refusal), nil
	}
	a.waiting.Add(o)
	return &abcitypes.ResponseCheckTx{GasWanted: int64(o.Cost)}, nil
}

// enter judges an order that does not wait yet.
func (a *App) enter(raw []byte) (*queue.Order, *record.Refusal, error) {
	tx, refusal := ledger.ReadEnvelope(raw)
	if refusal != nil {
		return nil, refusal, nil
	}
	party, refusal, err := a.gate.Knock(tx)
	if err != nil {
		return nil, nil, err
	}
	if refusal != nil {
		// A block may have answered it: then that is why its sequence was used.
		if _, ok, err := a.answer(tx.ID); err != nil || ok {
			return nil, record.Refuse(record.Duplicate, "the order was answered already"), err
		}
		return nil, refusal, nil
	}
	lane := ledger.LaneOf(tx.Command)
	if !a.waiting.Room(party, tx.Key, lane, len(raw), 0) || a.wasted[tx.Key] > wastePerBlock {
		return nil, tooMuch(), nil
	}
	read, refusal := ledger.ReadCommand(tx, len(raw))
	if refusal != nil {
		a.wasted[tx.Key] += ledger.ReadingCost(len(raw))
		return nil, refusal, nil
	}
	cost, err := a.gate.Weigh(read)
	if err != nil {
		return nil, nil, err
	}
	if !a.waiting.Room(party, tx.Key, lane, len(raw), cost) {
		return nil, tooMuch(), nil
	}
	o := &queue.Order{Tx: tx, Read: read, Raw: raw, Party: party, Lane: lane, Cost: cost}
	if len(raw) > readBytes {
		o.Read, o.Tx = nil, &record.Tx{Key: tx.Key, ID: tx.ID, Order: record.Order{ChainID: tx.ChainID,
			Sequence: tx.Sequence, Until: tx.Until, Command: tx.Command}}
	}
	return o, a.gate.Pass(read, cost), nil
}

func tooMuch() *record.Refusal {
	return record.Refuse(record.RateLimited,
		"too many orders of this device or its party wait already; send it again later")
}

func refusedCheck(r *record.Refusal) *abcitypes.ResponseCheckTx {
	return &abcitypes.ResponseCheckTx{Code: uint32(r.Code), Log: r.Text, Codespace: "pedigree"}
}

// resetCheck starts the mempool's view anew on the last committed state, and drops
// what the block took, used up, or left without a right to enter. Nothing is read or
// verified again for that.
func (a *App) resetCheck() error {
	view, err := a.store.Tip()
	if err != nil {
		return err
	}
	if a.checkView != nil {
		a.checkView.Close()
	}
	a.checkView = view
	a.check = ledger.NewBlock(stateReader{view}, a.chainID, a.store.Height()+1, a.lastTime,
		a.signatures.verify, a.indexes.Of)
	a.gate = ledger.NewGate(a.check)
	a.wasted = make(map[record.KID]uint64)
	return a.waiting.Keep(func(o *queue.Order) (bool, error) {
		refusal, err := a.gate.Stay(o.Tx)
		return refusal == nil, err
	})
}
