package load

import (
	"context"
	"sync/atomic"

	abcitypes "github.com/cometbft/cometbft/abci/types"
)

// noop is an application without rules or state: what consensus alone costs.
type noop struct {
	abcitypes.BaseApplication
	block        int64 // orders of the block that is not committed yet
	done, blocks atomic.Int64
}

// FinalizeBlock accepts everything.
func (n *noop) FinalizeBlock(_ context.Context, req *abcitypes.RequestFinalizeBlock) (
	*abcitypes.ResponseFinalizeBlock, error) {
	results := make([]*abcitypes.ExecTxResult, len(req.Txs))
	for i := range results {
		results[i] = &abcitypes.ExecTxResult{}
	}
	n.block = int64(len(req.Txs))
	return &abcitypes.ResponseFinalizeBlock{TxResults: results, AppHash: make([]byte, 32)}, nil
}

// Commit counts what is committed.
func (n *noop) Commit(context.Context, *abcitypes.RequestCommit) (
	*abcitypes.ResponseCommit, error) {
	n.done.Add(n.block)
	n.blocks.Add(1)
	return &abcitypes.ResponseCommit{}, nil
}
