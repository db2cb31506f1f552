package stream

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Of several relays one works, and the others watch: whoever holds the lease may publish,
// and may delete a stream that is wrong. The lease saves work and keeps two relays from
// deleting each other's stream. It is not what makes each fact be published once: that is
// the expected last sequence, which holds even where two believe that they have the lease.

const (
	leaseBucket = "PEDIGREE_RELAY"
	leaseKey    = "lease"

	defaultLease = 5 * time.Second
)

// lease is the right to relay, until lost is done.
type lease struct {
	kv       jetstream.KeyValue
	revision uint64
	ended    chan struct{} // renewing has ended
	cancel   context.CancelFunc
}

// takeLease waits until the lease is free and takes it. The context that it gives ends
// when the lease is lost. Meanwhile it says what the working relay has done.
func (r *Relay) takeLease(ctx context.Context) (context.Context, *lease, error) {
	kv, err := r.conn.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: leaseBucket, Description: "which relay works", TTL: r.options.Lease,
		Storage: jetstream.MemoryStorage, Replicas: r.options.Replicas,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("lease: %w", err)
	}
	for {
		revision, err := kv.Create(ctx, leaseKey, []byte(r.name))
		if err == nil {
			held, cancel := context.WithCancel(ctx)
			l := &lease{kv: kv, revision: revision, ended: make(chan struct{}), cancel: cancel}
			r.options.Step(StepLease)
			go l.renew(held, r.name, r.options)
			return held, l, nil
		}
		if !errors.Is(err, jetstream.ErrKeyExists) {
			return nil, nil, fmt.Errorf("lease: %w", err)
		}
		if err := r.watch(ctx); err != nil {
			return nil, nil, err
		}
	}
}

// watch is what a relay does that has no lease: it knows how far the other one is.
func (r *Relay) watch(ctx context.Context) error {
	s, err := r.conn.js.Stream(ctx, Name)
	switch {
	case err == nil:
		r.has(s.CachedInfo().State.LastSeq)
		r.note(nil)
	case !errors.Is(err, jetstream.ErrStreamNotFound):
		return fmt.Errorf("stream %s: %w", Name, err)
	}
	t := time.NewTimer(r.options.Lease / 8)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// renew keeps the lease from running out; the first failure loses it.
func (l *lease) renew(ctx context.Context, name string, o RelayOptions) {
	defer close(l.ended)
	defer l.cancel()
	every := o.Lease / 4
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		o.Step(StepRenewal)
		within, done := context.WithTimeout(ctx, 2*every)
		revision, err := l.kv.Update(within, leaseKey, []byte(name), l.revision)
		done()
		if err != nil {
			return
		}
		l.revision = revision
		o.Step(StepRenewed)
	}
}

// release gives the lease back, so that the next relay need not wait for its end.
func (l *lease) release(ctx context.Context, c *Conn, step func(Step)) {
	l.cancel()
	<-l.ended
	if !c.Connected() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), heartbeat)
	defer cancel()
	step(StepRelease)
	// If it fails, the lease runs out by itself.
	_ = l.kv.Purge(ctx, leaseKey, jetstream.LastRevision(l.revision))
	step(StepReleased)
}

// relayName tells relays apart; only people read it.
func relayName() string {
	b := make([]byte, 8)
	rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}
