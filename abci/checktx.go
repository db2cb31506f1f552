package abci

import (
	"context"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci/ledger"
	"pedigree/record"
)

// maxPendingPerKey bounds what one device may have waiting in the mempool.
const maxPendingPerKey = 256

// waiting are the orders of one device that were admitted, with their cost.
type waiting map[record.Hash]uint64

// CheckTx says whether an order may enter the mempool, or stay there after a
// block. It judges what could not be repaired later; the command itself is
// judged in its block. The same bytes get the same answer until a block comes: a
// mempool that turns out to be full drops what was admitted, and whoever sends it
// again must not hear that its sequence was used.
func (a *App) CheckTx(_ context.Context, req *abcitypes.RequestCheckTx) (
	*abcitypes.ResponseCheckTx, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failed != nil {
		return nil, a.failed
	}
	tx, err := record.DecodeTx(req.Tx)
	if err == nil {
		if cost, waits := a.admitted[tx.Key][tx.ID]; waits {
			return &abcitypes.ResponseCheckTx{GasWanted: int64(cost)}, nil
		}
		if len(a.admitted[tx.Key]) >= maxPendingPerKey {
			return refusedCheck(record.Refuse(record.RateLimited,
				"%d orders of this device wait already; send it again later", maxPendingPerKey)), nil
		}
		if _, ok, err := a.answer(tx.ID); err != nil || ok {
			return refusedCheck(record.Refuse(record.Duplicate, "the order was answered already")), err
		}
	}
	cost, refusal, err := a.check.Admit(req.Tx)
	if err != nil {
		return nil, err
	}
	if refusal != nil {
		return refusedCheck(refusal), nil
	}
	if a.admitted[tx.Key] == nil {
		a.admitted[tx.Key] = make(waiting)
	}
	a.admitted[tx.Key][tx.ID] = cost
	return &abcitypes.ResponseCheckTx{GasWanted: int64(cost)}, nil
}

func refusedCheck(r *record.Refusal) *abcitypes.ResponseCheckTx {
	return &abcitypes.ResponseCheckTx{Code: uint32(r.Code), Log: r.Text, Codespace: "pedigree"}
}

// resetCheck starts the mempool's view anew on the last committed state. What is
// still waiting is checked again by CometBFT.
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
		a.signatures.verify)
	a.admitted = make(map[record.KID]waiting)
	return nil
}
