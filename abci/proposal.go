package abci

import (
	"context"
	"crypto/sha256"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci/ledger"
	"pedigree/abci/queue"
	"pedigree/abci/store"
	"pedigree/record"
)

// proposeWithin is how long orders are gathered for a block. Other validators wait
// for a proposal for timeout_propose, three seconds; the block is shorter then, and
// none of them is kept waiting.
const proposeWithin = 500 * time.Millisecond

// perOrder is what the length of an order takes in a block at most, in bytes.
const perOrder = 8

// PrepareProposal fills the block with what waits, in the order in which the queue
// shares blocks out. What CometBFT would take, the first that came, is not looked at:
// it is in the queue, too, behind whatever one device has sent before.
func (a *App) PrepareProposal(_ context.Context, req *abcitypes.RequestPrepareProposal) (
	*abcitypes.ResponsePrepareProposal, error) {
	p, err := a.propose(req.Height, req.Time)
	if err != nil {
		return nil, err
	}
	defer p.view.Close()
	p.bytes, p.until = req.MaxTxBytes, time.Now().Add(proposeWithin)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting.Pick(ledger.MaxCost, p.offer)
	if p.failed != nil {
		return nil, p.failed
	}
	a.read = p.read
	return &abcitypes.ResponsePrepareProposal{Txs: p.txs}, nil
}

// ProcessProposal rejects a block with an order that may not enter, or of orders that
// cost too much. In which order they come is the proposer's business: who else waits
// there no other node knows.
func (a *App) ProcessProposal(_ context.Context, req *abcitypes.RequestProcessProposal) (
	*abcitypes.ResponseProcessProposal, error) {
	p, err := a.propose(req.Height, req.Time)
	if err != nil {
		return nil, err
	}
	defer p.view.Close()
	status := abcitypes.ResponseProcessProposal_ACCEPT
	for _, tx := range req.Txs {
		o := a.read[sha256.Sum256(tx)]
		if o == nil {
			o, _ = ledger.Read(tx)
		}
		ok, err := false, error(nil)
		if o != nil {
			ok, err = p.fits(o)
		}
		if err != nil {
			return nil, err
		}
		if !ok {
			status = abcitypes.ResponseProcessProposal_REJECT
			break
		}
	}
	a.read = p.read
	return &abcitypes.ResponseProcessProposal{Status: status}, nil
}

// proposal judges the orders of a block by the state before it, plus the
// sequences that earlier ones use.
type proposal struct {
	view *store.View
	gate *ledger.Gate
	cost uint64
	read map[record.Hash]*ledger.Order // what is in it

	// Of whoever makes it:
	txs    [][]byte
	bytes  int64 // that are left
	until  time.Time
	failed error
}

func (a *App) propose(height int64, t time.Time) (*proposal, error) {
	view, err := a.store.At(uint64(height) - 1)
	if err != nil {
		return nil, err
	}
	block := ledger.NewBlock(stateReader{view}, a.chain(), uint64(height), t.Unix(),
		a.signatures.verify, a.indexes.Of)
	if err := a.knowsRules(block); err != nil {
		view.Close()
		return nil, a.fail(err)
	}
	return &proposal{view: view, gate: ledger.NewGate(block),
		read: make(map[record.Hash]*ledger.Order)}, nil
}

// offer takes an order that waits into the block that is made.
func (p *proposal) offer(o *queue.Order) queue.Answer {
	size := int64(len(o.Raw)) + perOrder
	switch {
	case time.Now().After(p.until):
		return queue.Refused
	case size > p.bytes || p.cost+o.Cost > ledger.MaxCost:
		return queue.Left
	}
	read := o.Read
	if read == nil {
		read, _ = ledger.Read(o.Raw)
	}
	ok, err := p.fits(read)
	if err != nil {
		p.failed = err
		return queue.Refused
	}
	if !ok {
		return queue.Left
	}
	p.bytes -= size
	p.txs = append(p.txs, o.Raw)
	return queue.Taken
}

// fits takes an order into the block if it may enter and the block has room for what
// it costs.
func (p *proposal) fits(o *ledger.Order) (bool, error) {
	_, refusal, err := p.gate.Knock(o.Tx)
	if err != nil || refusal != nil {
		return false, err
	}
	cost, err := p.gate.Weigh(o)
	if err != nil || p.cost+cost > ledger.MaxCost {
		return false, err
	}
	p.cost += cost
	p.read[o.Tx.ID] = o
	return p.gate.Pass(o, cost) == nil, nil
}

func (a *App) chain() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.chainID
}
