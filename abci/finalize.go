package abci

import (
	"context"
	"crypto/sha256"
	"fmt"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/record"
)

// FinalizeBlock executes a decided block. It checks everything again: block sync
// brings blocks that ProcessProposal never saw. An error stops the node.
func (a *App) FinalizeBlock(_ context.Context, req *abcitypes.RequestFinalizeBlock) (
	*abcitypes.ResponseFinalizeBlock, error) {
	height := uint64(req.Height)
	view, err := a.store.At(height - 1)
	if err != nil {
		return nil, a.fail(err)
	}
	defer view.Close()
	block := ledger.NewBlock(stateReader{view}, a.chain(), height, req.Time.Unix(),
		a.signatures.verify, a.indexes.Of)
	if err := a.knowsRules(block); err != nil {
		return nil, a.fail(err)
	}
	log, err := a.newLog(height)
	if err != nil {
		return nil, a.fail(err)
	}
	a.indexes.prepare(req.Txs...)
	results := make([]*abcitypes.ExecTxResult, len(req.Txs))
	for i, tx := range req.Txs {
		r, err := a.deliver(block, uint64(i), tx)
		if err != nil {
			return nil, a.fail(fmt.Errorf("height %d, tx %d: %w", height, i, err))
		}
		results[i] = &abcitypes.ExecTxResult{Code: uint32(r.Code), Data: r.Data()}
		log.add(uint32(i), tx, r)
	}
	if err := log.begin(view); err != nil {
		return nil, a.fail(err)
	}
	res := &abcitypes.ResponseFinalizeBlock{TxResults: results}
	if err := a.govern(block, log, res); err != nil {
		return nil, a.fail(err)
	}
	root, err := a.prepare(height, req.Time.Unix(), block.Finish(), log)
	if err != nil {
		return nil, a.fail(err)
	}
	res.AppHash = root[:]
	return res, nil
}

// deliver executes an order, as it was read for the proposal if this node has seen
// that.
func (a *App) deliver(block *ledger.Block, index uint64, tx []byte) (ledger.Result, error) {
	id := record.Hash(sha256.Sum256(tx))
	o := a.read[id]
	if o == nil {
		return block.Deliver(index, tx)
	}
	delete(a.read, id) // an order is executed once as it was read
	return block.Execute(index, o)
}

// prepare computes the next root; nothing of it is visible before commit.
func (a *App) prepare(height uint64, unix int64, changes []ledger.Change, log *blockLog) (
	[32]byte, error) {
	rows := make([]store.Change, len(changes))
	for i, c := range changes {
		rows[i] = store.Change{Key: c.Key,
			Value: &store.Value{Open: c.Value.Open, Sealed: c.Value.Sealed}}
	}
	pending, err := a.store.Apply(height, rows, append(log.rows, tipRow(a.chain(), unix)))
	if err != nil {
		return [32]byte{}, err
	}
	a.pending, a.time = pending, unix
	return pending.Root(), nil
}

// Commit makes the block durable: one synced batch holds height, root and data.
func (a *App) Commit(context.Context, *abcitypes.RequestCommit) (*abcitypes.ResponseCommit, error) {
	if a.pending == nil {
		return nil, a.fail(fmt.Errorf("commit without a finalized block"))
	}
	if err := a.store.Commit(a.pending); err != nil {
		return nil, a.fail(err)
	}
	a.pending, a.read = nil, nil
	if err := a.sync.keep(a.store); err != nil {
		return nil, a.fail(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lastTime = a.time
	if err := a.resetCheck(); err != nil {
		return nil, err
	}
	close(a.committed)
	a.committed = make(chan struct{})
	return &abcitypes.ResponseCommit{}, nil
}

// write is prepare and commit in one, for genesis.
func (a *App) write(height uint64, chainID string, unix int64, changes []ledger.Change,
	log *blockLog) error {
	a.mu.Lock()
	a.chainID = chainID
	a.mu.Unlock()
	if _, err := a.prepare(height, unix, changes, log); err != nil {
		return a.fail(err)
	}
	_, err := a.Commit(context.Background(), nil)
	return err
}

// fail remembers that the node must not go on: CometBFT stops when an ABCI call
// gives an error, and the mempool answers no more.
func (a *App) fail(err error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failed = err; a.committed != nil {
		close(a.committed) // whoever waits for a block hears that none will come
		a.committed = make(chan struct{})
	}
	return err
}
