package stream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Follow hands over every fact after an ordinal, in order, each once and without gaps,
// in batches, until ctx ends (then it returns its error) or handle fails (then it
// returns that error). It survives restarts and the loss of the stream: what it has
// handed over is never repeated, and what the stream lacks it waits for.
func Follow(ctx context.Context, c *Conn, after uint64, handle func([]Message) error) error {
	f := follower{conn: c, last: after, handle: handle}
	for attempt := 0; ; attempt++ {
		before := f.last
		err := f.subscribe(ctx)
		var refused handlerError
		switch {
		case errors.As(err, &refused):
			return refused.error
		case ctx.Err() != nil:
			return ctx.Err()
		case f.last > before:
			attempt = 0
		}
		c.trouble(err)
		c.pause(ctx, attempt)
	}
}

// handlerError is an error of the reader, which is not ours to heal.
type handlerError struct{ error }

type follower struct {
	conn   *Conn
	last   uint64 // ordinal of the last fact handed over
	handle func([]Message) error
}

const (
	batchSize = 256
	heartbeat = time.Second // of an idle server; two missed ones mean that it is gone
	idleLimit = 5 * time.Minute
)

// subscribe reads until there is doubt about the stream; the error says which. Its
// consumer keeps no acknowledgements: the reader's own cursor says where to go on.
func (f *follower) subscribe(ctx context.Context) error {
	ctx, cancel := f.conn.connected(ctx)
	defer cancel()
	consumer, err := f.conn.js.CreateConsumer(ctx, Name, jetstream.ConsumerConfig{
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       f.last + 1,
		AckPolicy:         jetstream.AckNonePolicy,
		MemoryStorage:     true,
		InactiveThreshold: idleLimit,
	})
	if err != nil {
		return f.conn.explain(fmt.Errorf("following stream %s: %w", Name, err))
	}
	defer f.unsubscribe(ctx, consumer.CachedInfo().Name)
	for {
		if err := f.fetch(ctx, consumer); err != nil {
			return f.conn.explain(err)
		}
	}
}

// unsubscribe spares the server a consumer that nobody reads; if it fails, idleLimit
// does the same.
func (f *follower) unsubscribe(ctx context.Context, consumer string) {
	if !f.conn.Connected() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), heartbeat)
	defer cancel()
	_ = f.conn.js.DeleteConsumer(ctx, Name, consumer)
}

// fetch asks for one batch and hands over what comes, as soon as it comes.
func (f *follower) fetch(ctx context.Context, consumer jetstream.Consumer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b, err := consumer.Fetch(batchSize, jetstream.FetchContext(ctx),
		jetstream.FetchHeartbeat(heartbeat))
	if err != nil {
		return fmt.Errorf("following stream %s: %w", Name, err)
	}
	for first := range b.Messages() {
		batch, err := f.collect(first, b.Messages())
		if len(batch) > 0 {
			if err := f.handle(batch); err != nil {
				return handlerError{err}
			}
			f.last = batch[len(batch)-1].Ordinal
		}
		if err != nil {
			return err
		}
	}
	if err := b.Error(); err != nil {
		return fmt.Errorf("following stream %s: %w", Name, err)
	}
	return nil
}

// collect takes a message and whatever has arrived with it. What the reader has already
// is passed over, should a server begin before the sequence it was asked for. On a
// message that does not belong where it is, it gives what came before it, and an error.
func (f *follower) collect(first jetstream.Msg, more <-chan jetstream.Msg) ([]Message, error) {
	var batch []Message
	last := f.last
	for raw := first; raw != nil; {
		m, err := read(raw)
		if err != nil {
			return batch, err
		}
		if m.Ordinal > last+1 {
			return batch, fmt.Errorf("%w: fact %d follows %d", errForeign, m.Ordinal, last)
		}
		if m.Ordinal == last+1 {
			batch, last = append(batch, m), m.Ordinal
		}
		select {
		case raw = <-more: // nil when the batch has ended
		default:
			raw = nil
		}
	}
	return batch, nil
}

func read(raw jetstream.Msg) (Message, error) {
	meta, err := raw.Metadata()
	if err != nil {
		return Message{}, fmt.Errorf("%w: %w", errForeign, err)
	}
	m, _, err := decode(raw.Headers(), raw.Data(), meta.Sequence.Stream)
	return m, err
}
