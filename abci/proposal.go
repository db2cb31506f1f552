package abci

import (
	"context"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci/ledger"
	"pedigree/abci/store"
)

// PrepareProposal keeps, in mempool order, what can use its sequence and fits
// the block's bytes and cost.
func (a *App) PrepareProposal(_ context.Context, req *abcitypes.RequestPrepareProposal) (
	*abcitypes.ResponsePrepareProposal, error) {
	p, err := a.propose(req.Height, req.Time)
	if err != nil {
		return nil, err
	}
	defer p.view.Close()
	var txs [][]byte
	var size int64
	for _, tx := range req.Txs {
		// A transaction's length prefix in the block takes at most 5 bytes more.
		if size += int64(len(tx)) + 8; size > req.MaxTxBytes {
			break
		}
		ok, err := p.fits(tx)
		if err != nil {
			return nil, err
		}
		if ok {
			txs = append(txs, tx)
		}
	}
	return &abcitypes.ResponsePrepareProposal{Txs: txs}, nil
}

// ProcessProposal rejects exactly the blocks that PrepareProposal does not make.
func (a *App) ProcessProposal(_ context.Context, req *abcitypes.RequestProcessProposal) (
	*abcitypes.ResponseProcessProposal, error) {
	p, err := a.propose(req.Height, req.Time)
	if err != nil {
		return nil, err
	}
	defer p.view.Close()
	status := abcitypes.ResponseProcessProposal_ACCEPT
	for _, tx := range req.Txs {
		ok, err := p.fits(tx)
		if err != nil {
			return nil, err
		}
		if !ok {
			status = abcitypes.ResponseProcessProposal_REJECT
			break
		}
	}
	return &abcitypes.ResponseProcessProposal{Status: status}, nil
}

// proposal judges the orders of a block by the state before it, plus the
// sequences that earlier ones use.
type proposal struct {
	view  *store.View
	block *ledger.Block
	cost  uint64
}

func (a *App) propose(height int64, t time.Time) (*proposal, error) {
	view, err := a.store.At(uint64(height) - 1)
	if err != nil {
		return nil, err
	}
	p := &proposal{view: view, block: ledger.NewBlock(stateReader{view}, a.chain(),
		uint64(height), t.Unix(), a.signatures.verify)}
	if err := a.knowsRules(p.block); err != nil {
		view.Close()
		return nil, a.fail(err)
	}
	return p, nil
}

func (p *proposal) fits(tx []byte) (bool, error) {
	cost, refusal, err := p.block.Admit(tx)
	if err != nil || refusal != nil {
		return false, err
	}
	if p.cost+cost > ledger.MaxCost {
		return false, nil
	}
	p.cost += cost
	return true, nil
}

func (a *App) chain() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.chainID
}
