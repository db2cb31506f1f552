package abci

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"pedigree/proof"
	"pedigree/record"
)

// maxCheckpoints is how many a verifier follows (docs/proofs.md). Whoever trusts a
// root from before more of them needs a newer root.
const maxCheckpoints = 1024

// A station is a header whose next validators are others than its own, with its commit
// and the next set, and the set that signed it.
type station struct {
	_          struct{} `cbor:",toarray"`
	Signers    []proof.Validator
	Checkpoint proof.Checkpoint
}

// checkpoints keeps what never changes once it is there.
type checkpoints struct {
	mu   sync.Mutex
	seen map[uint64]*station

	last     *proof.Bundle // the last header that was asked for, without records
	lastRoot uint64        // the height that it leads from
}

// Since gives a client whose bundles lead from a trust root of that height: they
// carry the set that it names, and the headers where the set changed since. The
// bundles of a new client lead from the first header.
func (c *Client) Since(height uint64) *Client {
	since := *c
	since.root = max(height, 1)
	return &since
}

// stations gives, from a height on and before another, the headers where the set
// changes.
func (c *Client) stations(ctx context.Context, from, before uint64) ([]*station, error) {
	var rows []stationRow
	_, _, err := c.query(ctx, pathCheckpoints, factsQuery{From: from, Limit: maxCheckpoints}, &rows)
	if err != nil {
		return nil, err
	}
	var list []*station
	for _, row := range rows {
		if row.Height >= before {
			break
		}
		s, err := c.station(ctx, row)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// station takes what the node keeps of before its snapshot, or asks CometBFT.
func (c *Client) station(ctx context.Context, row stationRow) (*station, error) {
	c.known.mu.Lock()
	s, ok := c.known.seen[row.Height]
	c.known.mu.Unlock()
	if ok {
		return s, nil
	}
	s = new(station)
	if len(row.Kept) > 0 {
		if err := record.Unmarshal(row.Kept, s); err != nil {
			return nil, fmt.Errorf("%w: checkpoint %d: %v", ErrUnavailable, row.Height, err)
		}
	} else {
		b, err := c.SignedHeader(ctx, row.Height)
		if err != nil {
			return nil, err
		}
		next, err := c.validators(ctx, int64(row.Height)+1)
		if err != nil {
			return nil, err
		}
		s.Signers, s.Checkpoint = b.Validators, proof.Checkpoint{Header: b.Header,
			BlockID: b.BlockID, Round: b.Round, Signatures: b.Signatures, NextValidators: next}
	}
	c.known.mu.Lock()
	defer c.known.mu.Unlock()
	c.known.seen[row.Height] = s
	return s, nil
}

// lead puts before a signed header what leads to it from the root's height.
func (c *Client) lead(ctx context.Context, b *proof.Bundle) error {
	list, err := c.stations(ctx, c.root, b.Header.Height)
	if err != nil || len(list) == 0 {
		return err
	}
	b.Validators = list[0].Signers
	b.Checkpoints = make([]proof.Checkpoint, len(list))
	for i, s := range list {
		b.Checkpoints[i] = s.Checkpoint
	}
	return nil
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
		replyError(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	replyJSON(w, http.StatusOK, changes)
}

func (d Door) changes(ctx context.Context, from uint64) (*Changes, error) {
	tip, err := d.Client.StateHeight(ctx)
	if err != nil {
		return nil, err
	}
	list, err := d.Client.stations(ctx, from, tip)
	if err != nil {
		return nil, err
	}
	var set []proof.Validator
	if len(list) > 0 {
		set = list[0].Signers
	} else if set, err = d.Client.validators(ctx, int64(tip)); err != nil {
		return nil, err
	}
	c := &Changes{Validators: base64.RawURLEncoding.EncodeToString(record.MustMarshal(set)),
		Checkpoints: make([]string, len(list))}
	for i := range list {
		c.Checkpoints[i] = base64.RawURLEncoding.EncodeToString(record.MustMarshal(&list[i].Checkpoint))
	}
	return c, nil
}
