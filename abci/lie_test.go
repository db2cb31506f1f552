package abci_test

import (
	"context"

	"github.com/cometbft/cometbft/libs/bytes"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"

	"pedigree/abci"
)

// lie is a node that tells something else on one path.
type lie struct {
	abci.RPC
	path string
	tell func(answer []byte) []byte
}

func (l lie) ABCIQuery(ctx context.Context, path string, data bytes.HexBytes) (
	*ctypes.ResultABCIQuery, error) {
	r, err := l.RPC.ABCIQuery(ctx, path, data)
	if err == nil && path == l.path && r.Response.Code == 0 {
		r.Response.Value = l.tell(r.Response.Value)
	}
	return r, err
}
