package abci

import (
	"context"
	"strings"
	"time"

	"pedigree/record"
)

// Stage is how far an order got (architecture.md, 2).
type Stage string

// The stages that the write side knows. ACCEPTED may still vanish; COMMITTED and
// REFUSED are final.
const (
	Accepted  Stage = "ACCEPTED"
	Committed Stage = "COMMITTED"
	Refused   Stage = "REFUSED"
)

// Outcome is what became of an order. Height is 0 where no block holds it: then
// REFUSED is this node's word, and the order was not used up.
type Outcome struct {
	ID     record.Hash
	Stage  Stage
	Height uint64
	Index  uint32
	Code   record.Code
	Text   string
	First  uint64 // ordinal of its first fact
	Facts  uint64
}

const resendEvery = 2 * time.Second

// Submit sends an order and, unless accepted is enough, waits until it is
// COMMITTED or REFUSED. CometBFT may drop what it accepted when its mempool is
// full, so the same bytes are sent again until one of both, or until the order
// itself is too old. Sending the same bytes twice gives the same answer.
func (c *Client) Submit(ctx context.Context, tx []byte, acceptedIsEnough bool) (Outcome, error) {
	t, err := record.DecodeTx(tx)
	if err != nil {
		return Outcome{Stage: Refused, Code: record.Malformed, Text: err.Error()}, nil
	}
	o := Outcome{ID: t.ID}
	for {
		if done, err := c.final(ctx, &o); err != nil || done {
			return o, err
		}
		height, err := c.StateHeight(ctx)
		if err != nil {
			return o, err
		}
		refused, err := c.send(ctx, tx, &o)
		if err != nil {
			return o, err
		}
		if refused {
			// A block may have answered it in the meantime: that is the answer.
			_, err := c.final(ctx, &o)
			return o, err
		}
		if o.Stage = Accepted; acceptedIsEnough {
			return o, nil
		}
		if done, err := c.await(ctx, &o, height); err != nil || done {
			return o, err
		}
	}
}

// await follows new blocks for a while.
func (c *Client) await(ctx context.Context, o *Outcome, height uint64) (bool, error) {
	resend, cancel := context.WithTimeout(ctx, resendEvery)
	defer cancel()
	for {
		if done, err := c.final(ctx, o); err != nil || done {
			return done, err
		}
		if err := c.wait(resend, height+1); err != nil {
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			return false, nil
		}
		now, err := c.StateHeight(ctx)
		if err != nil {
			return false, err
		}
		height = now
	}
}

func (c *Client) final(ctx context.Context, o *Outcome) (bool, error) {
	a, err := c.Answer(ctx, o.ID)
	if err != nil || a == nil {
		return false, err
	}
	o.Stage, o.Height, o.Index, o.Code, o.Text = Committed, a.Height, a.Index, a.Code, a.Text
	o.First, o.Facts = a.First, a.Facts
	if a.Code != record.OK {
		o.Stage = Refused
	}
	return true, nil
}

// send hands the order to the mempool. It says whether the node refused it for
// good.
func (c *Client) send(ctx context.Context, tx []byte, o *Outcome) (bool, error) {
	r, err := c.rpc.BroadcastTxSync(ctx, tx)
	if err != nil {
		if text := err.Error(); strings.Contains(text, "already exists in cache") ||
			strings.Contains(text, "mempool is full") {
			return false, nil // wait, then try again
		}
		return false, unavailable(err)
	}
	switch code := record.Code(r.Code); code {
	case record.OK, record.Duplicate:
		return false, nil
	default:
		o.Stage, o.Code, o.Text = Refused, code, r.Log
		return true, nil
	}
}
