package stream

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"pedigree/record"
)

// The standing audit reads the stream from end to end, a part at a time, and compares
// each message with what the log says it has to be: payload, headers and place. Over both
// sides it keeps a hash that goes on from message to message, so that two relays, or a
// relay and whoever reads the stream, can compare all of it by one value.

// defaultAuditPart is how many messages one audit reads; it costs a tenth of a second.
const defaultAuditPart = 2000

// Audit says how far the standing audit is.
type Audit struct {
	Ordinal uint64 // messages 1 to Ordinal are as the log says
	Hash    record.Hash
	Rounds  uint64 // times it has reached the end of the stream
}

// Audit gives the state of the standing audit.
func (r *Relay) Audit() Audit {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.audited
}

// examine audits the next part of the stream, of which last is the last message. An
// error that wraps errForeign says which message is wrong.
func (r *Relay) examine(ctx context.Context, s jetstream.Stream, last uint64) error {
	a := r.Audit()
	if a.Ordinal >= last {
		a = Audit{Rounds: a.Rounds}
	}
	until := min(last, a.Ordinal+r.options.AuditPart)
	for a.Ordinal < until {
		entries, err := r.log.Read(ctx, a.Ordinal+1, int(min(window, until-a.Ordinal)))
		if err != nil {
			return fmt.Errorf("fact log: %w", err)
		}
		if len(entries) == 0 {
			break // a stream longer than the log: our node is behind
		}
		for _, e := range entries {
			if err := r.examineOne(ctx, s, e, &a); err != nil {
				return err
			}
		}
	}
	if a.Ordinal == last {
		a.Rounds++
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.audited = a
	return nil
}

func (r *Relay) examineOne(ctx context.Context, s jetstream.Stream, e Entry, a *Audit) error {
	_, want, err := encode(e)
	if err != nil {
		return err
	}
	have, err := stored(ctx, s, e.Ordinal)
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("%w: message %d is not fact %s as it is rendered", errForeign, e.Ordinal,
			want.id)
	}
	h := sha256.New()
	h.Write(a.Hash[:])
	h.Write(have.digest[:])
	h.Sum(a.Hash[:0])
	a.Ordinal = e.Ordinal
	return nil
}
