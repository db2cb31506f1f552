package abci

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"
	"sync"

	"pedigree/proof"
	"pedigree/record"
)

// maxCheckpoints is how many a verifier follows (docs/proofs.md). Whoever trusts a
// root from before more of them needs a newer root.
const maxCheckpoints = 1024

// checkpoints keeps what never changes once it is there.
type checkpoints struct {
	mu   sync.Mutex
	seen map[uint64]proof.Checkpoint
}

// Since gives a client whose bundles lead from a trust root of that height: they
// carry the set that it names, and the headers where the set changed since. The
// bundles of a new client lead from the first header.
func (c *Client) Since(height uint64) *Client {
	return &Client{rpc: c.rpc, wait: c.wait, known: c.known, root: max(height, 1)}
}

// Checkpoints gives, from a height on and before another, the headers whose next
// validators are others than their own, each with its commit and the next set.
func (c *Client) Checkpoints(ctx context.Context, from, before uint64) ([]proof.Checkpoint, error) {
	var heights []uint64
	_, _, err := c.query(ctx, pathCheckpoints, factsQuery{From: from, Limit: maxCheckpoints}, &heights)
	if err != nil {
		return nil, err
	}
	list := make([]proof.Checkpoint, 0, len(heights))
	for _, height := range heights {
		if height >= before {
			break
		}
		p, err := c.checkpoint(ctx, height)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

func (c *Client) checkpoint(ctx context.Context, height uint64) (proof.Checkpoint, error) {
	c.known.mu.Lock()
	p, ok := c.known.seen[height]
	c.known.mu.Unlock()
	if ok {
		return p, nil
	}
	b, err := c.SignedHeader(ctx, height)
	if err != nil {
		return p, err
	}
	next, err := c.validators(ctx, int64(height)+1)
	if err != nil {
		return p, err
	}
	p = proof.Checkpoint{Header: b.Header, BlockID: b.BlockID, Round: b.Round,
		Signatures: b.Signatures, NextValidators: next}
	c.known.mu.Lock()
	defer c.known.mu.Unlock()
	c.known.seen[height] = p
	return p, nil
}

// lead puts before a signed header what leads to it from the root's height.
func (c *Client) lead(ctx context.Context, b *proof.Bundle) (err error) {
	b.Checkpoints, err = c.Checkpoints(ctx, c.root, b.Header.Height)
	if err != nil || len(b.Checkpoints) == 0 {
		return err
	}
	b.Validators, err = c.validators(ctx, int64(b.Checkpoints[0].Header.Height))
	return err
}

func (a *App) queryCheckpoints(data []byte) (uint64, []byte, error) {
	var q factsQuery
	if err := record.Unmarshal(data, &q); err != nil || q.Limit == 0 || q.Limit > maxCheckpoints {
		return 0, nil, errQuery
	}
	heights, err := a.checkpointsFrom(q.From, int(q.Limit))
	if err != nil {
		return 0, nil, err
	}
	return a.store.Height(), record.MustMarshal(heights), nil
}

// Changes is the answer to GET /checkpoints: whoever trusts a root of the height
// asked for can follow the chain with it. Each part is base64url of its CBOR.
type Changes struct {
	Validators  string   `json:"validators"` // the set that signed at that height
	Checkpoints []string `json:"checkpoints"`
}

func (d Door) checkpoints(w http.ResponseWriter, r *http.Request) {
	from, err := strconv.ParseUint(r.URL.Query().Get("from"), 10, 63)
	if err != nil || from == 0 {
		replyError(w, http.StatusBadRequest, "from is a height, at least 1")
		return
	}
	changes, err := d.changes(r.Context(), from)
	if err != nil {
		replyError(w, http.StatusServiceUnavailable, ErrUnavailable.Error())
		return
	}
	replyJSON(w, http.StatusOK, changes)
}

func (d Door) changes(ctx context.Context, from uint64) (*Changes, error) {
	tip, err := d.Client.StateHeight(ctx)
	if err != nil {
		return nil, err
	}
	set, err := d.Client.validators(ctx, int64(from))
	if err != nil {
		return nil, err
	}
	list, err := d.Client.Checkpoints(ctx, from, tip)
	if err != nil {
		return nil, err
	}
	c := &Changes{Validators: base64.RawURLEncoding.EncodeToString(record.MustMarshal(set)),
		Checkpoints: make([]string, len(list))}
	for i := range list {
		c.Checkpoints[i] = base64.RawURLEncoding.EncodeToString(record.MustMarshal(&list[i]))
	}
	return c, nil
}
