package stream

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ErrUnrelayable marks what no retry can heal: a fact that cannot be read, or a message
// that the server's max_payload forbids (see MaxMessageBytes).
var ErrUnrelayable = errors.New("cannot be relayed")

// Relay copies the fact log to the stream, each fact once and in order. Any number of
// relays may run at once: one has the lease and works, and even without it the stream
// accepts fact n only as its message n, so nothing is repeated.
type Relay struct {
	conn    *Conn
	log     Log
	options RelayOptions
	name    string

	mu       sync.Mutex
	relayed  uint64 // facts that the stream is known to hold
	rebuilds uint64
	audited  Audit
	trouble  error

	stuck int // refusals in a row of a stream that looked right; of the goroutine of Run
}

// RelayOptions tune a relay; the zero value is right for one NATS server.
type RelayOptions struct {
	// Audit is how often the relay compares stream and log, beside its start, each new
	// connection and each failure; 0 means a minute.
	Audit time.Duration

	// AuditPart is how many messages an audit reads, going on where the last one ended;
	// 0 means 2,000.
	AuditPart uint64

	// Lease is after how long another relay takes over from one that was killed; 0 means
	// 5 seconds. All relays of a stream have to agree about it.
	Lease time.Duration

	// Replicas is how many servers of a NATS cluster keep the stream; 0 means 1.
	Replicas int

	// Step is told what the relay is about to do or has just done (see the constants), by
	// whoever does it; nil for nobody. Tests kill the process there.
	Step func(Step)
}

const defaultAudit = time.Minute

// NewRelay makes a relay; Run starts it.
func NewRelay(c *Conn, log Log, o RelayOptions) *Relay {
	if o.Audit <= 0 {
		o.Audit = defaultAudit
	}
	if o.AuditPart == 0 {
		o.AuditPart = defaultAuditPart
	}
	if o.Lease <= 0 {
		o.Lease = defaultLease
	}
	o.Replicas = max(o.Replicas, 1)
	if o.Step == nil {
		o.Step = func(Step) {}
	}
	return &Relay{conn: c, log: log, options: o, name: relayName()}
}

// Run relays until ctx ends, and then returns its error. Whatever NATS or the log
// answer in the meantime, it tries again, except for an error that wraps ErrUnrelayable:
// that is returned.
func (r *Relay) Run(ctx context.Context) error {
	for attempt := 0; ; attempt++ {
		before := r.Relayed()
		err := r.lead(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.note(err)
		switch {
		case errors.Is(err, ErrUnrelayable):
			return err
		case err == nil || r.Relayed() > before:
			attempt = 0
		}
		if err != nil {
			r.conn.trouble(err)
			r.conn.pause(ctx, attempt)
		}
	}
}

// lead relays while it has connection and lease.
func (r *Relay) lead(ctx context.Context) error {
	ctx, cancel := r.conn.connected(ctx)
	defer cancel()
	held, l, err := r.takeLease(ctx)
	if err != nil {
		return r.conn.explain(err)
	}
	defer l.release(ctx, r.conn, r.options.Step)
	for {
		err := r.copy(held)
		switch {
		case held.Err() != nil && ctx.Err() == nil:
			return errLease
		case err != nil:
			return err
		}
	}
}

// errPlace: a message was stored where it does not belong.
var errPlace = errors.New("became message")

var errLease = errors.New("lost the lease to relay")

// copy aligns the stream and then publishes until there is doubt about it: an error, a
// lost connection, or an audit that is due (nil).
func (r *Relay) copy(ctx context.Context) error {
	last, err := r.align(ctx)
	if err != nil {
		return r.conn.explain(err)
	}
	// The next audit is due only after some work, however long this one took.
	doubt, enough := context.WithTimeout(ctx, r.options.Audit)
	defer enough()
	r.has(last.ordinal)
	r.note(nil)
	for doubt.Err() == nil {
		entries, err := r.log.Read(ctx, last.ordinal+1, window)
		if err != nil {
			return fmt.Errorf("fact log: %w", err)
		}
		if len(entries) > 0 {
			r.options.Step(StepRead)
			last, err = r.publish(ctx, last, entries)
		} else if err = r.log.Wait(doubt, last.ordinal); doubt.Err() != nil {
			err = nil
		}
		if err != nil {
			return r.conn.explain(r.weigh(err))
		}
	}
	return r.conn.explain(ctx.Err())
}

// The window bounds what is published but not yet acknowledged.
const (
	window      = 256     // messages
	windowBytes = 8 << 20 // plus one message
)

// publish sends entries and waits for their acknowledgements; it gives the last message
// that the stream is known to hold.
func (r *Relay) publish(ctx context.Context, last stamp, entries []Entry) (stamp, error) {
	sent := last
	var stamps []stamp
	var acks []jetstream.PubAckFuture
	size := 0
	for i, e := range entries {
		if e.Ordinal != sent.ordinal+1 {
			return last, fmt.Errorf("fact log: fact %d follows %d", e.Ordinal, sent.ordinal)
		}
		m, s, err := encode(e)
		if err != nil {
			return last, err
		}
		ack, err := r.send(m, sent)
		if err != nil {
			return last, err
		}
		r.options.Step(StepPublished)
		acks, stamps, size, sent = append(acks, ack), append(stamps, s), size+m.Size(), s
		if i < len(entries)-1 && size < windowBytes {
			continue
		}
		if last, err = r.settle(ctx, last, stamps, acks); err != nil {
			return last, err
		}
		acks, stamps, size = nil, nil, 0
	}
	return last, nil
}

// send publishes one message on the condition that it follows the one before.
func (r *Relay) send(m *nats.Msg, before stamp) (jetstream.PubAckFuture, error) {
	options := []jetstream.PublishOpt{
		jetstream.WithExpectStream(Name),
		jetstream.WithExpectLastSequence(before.ordinal),
		jetstream.WithRetryAttempts(0),
	}
	if before.ordinal > 0 {
		options = append(options, jetstream.WithExpectLastMsgID(before.id))
	}
	ack, err := r.conn.js.PublishMsgAsync(m, options...)
	if errors.Is(err, nats.ErrMaxPayload) {
		return nil, fmt.Errorf("%w: message of %d bytes, the server's max_payload is %d",
			ErrUnrelayable, m.Size(), r.conn.nc.MaxPayload())
	}
	if err != nil {
		return nil, fmt.Errorf("publishing fact %d: %w", before.ordinal+1, err)
	}
	return ack, nil
}

// settle waits for acknowledgements, in order; the first that fails is the doubt.
func (r *Relay) settle(
	ctx context.Context, last stamp, stamps []stamp, acks []jetstream.PubAckFuture,
) (stamp, error) {
	for i, ack := range acks {
		select {
		case <-ctx.Done():
			return last, ctx.Err()
		case err := <-ack.Err():
			return last, fmt.Errorf("publishing fact %d: %w", stamps[i].ordinal, err)
		case ok := <-ack.Ok():
			if ok.Sequence != stamps[i].ordinal {
				return last, fmt.Errorf("fact %d %w %d", stamps[i].ordinal, errPlace, ok.Sequence)
			}
			last = stamps[i]
			r.has(last.ordinal)
			r.moved()
			r.options.Step(StepAcknowledged)
		}
	}
	return last, nil
}
