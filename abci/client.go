package abci

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/libs/bytes"
	rpc "github.com/cometbft/cometbft/rpc/client"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"

	"pedigree/record"
)

// ErrUnavailable says that the node gave no answer. It is never an answer about
// goods.
var ErrUnavailable = errors.New("the ledger node does not answer")

// RPC is what the client uses of a CometBFT node, in process or over HTTP.
type RPC interface {
	rpc.ABCIClient
	rpc.SignClient
	rpc.StatusClient
}

// Client asks one node. It is safe for many goroutines.
type Client struct {
	rpc  RPC
	app  *App // where the node is in this process: records are then read without a detour
	wait func(ctx context.Context, height uint64) error

	root  uint64       // height of the trust root from which bundles lead
	known *checkpoints // shared by all clients of one node
}

// NewClient makes a client. wait may be nil (the node is then polled); in process
// it is App.Wait.
func NewClient(node RPC, wait func(context.Context, uint64) error) *Client {
	c := &Client{rpc: node, wait: wait, root: 1,
		known: &checkpoints{seen: make(map[uint64]*station)}}
	if wait == nil {
		c.wait = c.poll
	}
	return c
}

const pollEvery = 200 * time.Millisecond

func (c *Client) poll(ctx context.Context, height uint64) error {
	for {
		if h, err := c.StateHeight(ctx); err == nil && h >= height {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pollEvery):
		}
	}
}

// WaitFor returns when the node's state is at least at a height.
func (c *Client) WaitFor(ctx context.Context, height uint64) error { return c.wait(ctx, height) }

// StateHeight is the height of the last committed block.
func (c *Client) StateHeight(ctx context.Context) (uint64, error) {
	height, _, err := c.tip(ctx)
	return height, err
}

// tip gives height and root of the newest state.
func (c *Client) tip(ctx context.Context) (height uint64, root []byte, err error) {
	if c.app != nil {
		r, err := c.app.Info(ctx, nil)
		return uint64(r.LastBlockHeight), r.LastBlockAppHash, err
	}
	r, err := c.rpc.ABCIInfo(ctx)
	if err != nil {
		return 0, nil, unavailable(err)
	}
	return uint64(r.Response.LastBlockHeight), r.Response.LastBlockAppHash, nil
}

// Status is what CometBFT says of itself.
func (c *Client) Status(ctx context.Context) (*ctypes.ResultStatus, error) {
	s, err := c.rpc.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrUnavailable, err)
	}
	return s, nil
}

// query asks the application. into may be nil where the raw answer is wanted.
func (c *Client) query(ctx context.Context, path string, ask, into any) (uint64, []byte, error) {
	data, raw := ask.(bytes.HexBytes)
	if !raw && ask != nil {
		data = record.MustMarshal(ask)
	}
	r, err := c.rpc.ABCIQuery(ctx, path, data)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %v", ErrUnavailable, err)
	}
	if r.Response.Code != 0 {
		return 0, nil, fmt.Errorf("%w: %s: %s", ErrUnavailable, path, r.Response.Log)
	}
	if into != nil && len(r.Response.Value) > 0 {
		err = record.Unmarshal(r.Response.Value, into)
	}
	return uint64(r.Response.Height), r.Response.Value, err
}

// Answer finds what became of an order; nil where nothing is known (yet).
func (c *Client) Answer(ctx context.Context, id record.Hash) (*Answer, error) {
	var a Answer
	_, raw, err := c.query(ctx, pathAnswer, bytes.HexBytes(id[:]), &a)
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	return &a, nil
}

// FactTip says where the fact log stands.
type FactTip struct {
	Height uint64 // of the last block
	Time   int64  // of that block, unix seconds
	Count  uint64 // facts up to and including that block
}

// FactTip gives the newest height and how many facts the chain holds.
func (c *Client) FactTip(ctx context.Context) (FactTip, error) {
	var t factTip
	height, _, err := c.query(ctx, pathCount, nil, &t)
	return FactTip{Height: height, Time: t.Time, Count: t.Count}, err
}

// Facts reads encoded facts from an ordinal (the first is 1), at most limit.
func (c *Client) Facts(ctx context.Context, from uint64, limit int) (facts [][]byte, err error) {
	_, _, err = c.query(ctx, pathFacts, factsQuery{From: from, Limit: uint64(limit)}, &facts)
	return facts, err
}

// WaitFacts returns when the chain holds more than after facts.
func (c *Client) WaitFacts(ctx context.Context, after uint64) error {
	for {
		tip, err := c.FactTip(ctx)
		if err != nil {
			return err
		}
		if tip.Count > after {
			return nil
		}
		if err := c.wait(ctx, tip.Height+1); err != nil {
			return err
		}
	}
}

// Get reads records at a height (0 is the newest), sealed parts included; it
// says of which height they are. A key without a record is not in the answer.
func (c *Client) Get(ctx context.Context, height uint64, keys ...string) (
	uint64, map[string]record.Value, error) {
	at, got, err := c.get(ctx, getQuery{Height: height, Keys: keys})
	if err != nil {
		return 0, nil, err
	}
	if len(got) != len(keys) {
		return 0, nil, fmt.Errorf("%w: %d values for %d keys", ErrUnavailable, len(got), len(keys))
	}
	values := make(map[string]record.Value, len(keys))
	for i, g := range got {
		if g.Found {
			values[keys[i]] = record.Value{Open: g.Open, Sealed: g.Sealed}
		}
	}
	return at, values, nil
}

func (c *Client) get(ctx context.Context, q getQuery) (at uint64, got []gotValue, err error) {
	if c.app != nil {
		if at, got, err = c.app.values(q); err != nil {
			err = unavailable(err)
		}
		return at, got, err
	}
	at, _, err = c.query(ctx, pathGet, q, &got)
	return at, got, err
}
