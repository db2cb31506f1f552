package partner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events/stream"
)

// fillsAtOnce is how many copies are filled at the same time.
const fillsAtOnce = 2

// A copy that fails again and again is tried less and less often.
const (
	shortestRest = 50 * time.Millisecond
	longestRest  = time.Minute
)

// fill fills copies that are new, or were set back, apart from the others: they need not
// wait for one that begins with the first fact.
func (p *Partners) fill(ctx context.Context) error {
	var running sync.WaitGroup
	defer running.Wait()
	places := make(chan struct{}, fillsAtOnce)
	for {
		select {
		case c := <-p.behind:
			running.Go(func() { p.keepFilling(ctx, c, places) })
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (p *Partners) keepFilling(ctx context.Context, c *copying, places chan struct{}) {
	for {
		if time.Since(c.failedAt) > 2*longestRest {
			c.failures = 0
		}
		if c.failures > 0 && wait(ctx, min(shortestRest<<min(c.failures, 20), longestRest)) != nil {
			return
		}
		c.failures, c.failedAt = c.failures+1, time.Now()
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return
		}
		err := p.catchUp(ctx, c)
		<-places
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			break
		}
		p.options.Trouble(fmt.Errorf("events of %s: %w", c.account, err))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	c.filled = true
	close(p.changed)
	p.changed = make(chan struct{})
}

var errFilled = errors.New("caught up")

// catchUp brings a copy to where the stream was when it began.
func (p *Partners) catchUp(ctx context.Context, c *copying) error {
	kv, err := p.bucket(ctx)
	if err != nil {
		return err
	}
	if err := c.begin(ctx, kv); errors.Is(err, errCopy) {
		p.options.Trouble(fmt.Errorf("events of %s: %w", c.account, err))
		if err := c.again(ctx, kv); err != nil {
			return err
		}
		p.sendAway(c.account)
	} else if err != nil {
		return err
	}
	if _, err := kv.Get(ctx, c.account); errors.Is(err, jetstream.ErrKeyNotFound) {
		err = c.save(ctx, kv) // so that the next start knows of it
		if err != nil {
			return err
		}
	}
	all, err := p.options.Conn.JetStream().Stream(ctx, stream.Name)
	if err != nil {
		return err
	}
	goal := all.CachedInfo().State.LastSeq
	if c.at.Ordinal > goal {
		return nil // the stream is being made again, and tells less than was copied
	}
	if c.at.Ordinal == goal {
		return c.settle(ctx)
	}
	alone := []*copying{c}
	err = stream.Follow(ctx, p.options.Conn, c.at.Ordinal, func(ms []stream.Message) error {
		if err := p.copyFacts(ctx, kv, alone, ms); err != nil {
			return err
		}
		if c.at.Ordinal >= goal {
			return errFilled
		}
		return nil
	})
	if errors.Is(err, errFilled) {
		return c.settle(ctx)
	}
	return err
}

// settle compares a copy of all that the stream has told: it holds nothing besides.
func (c *copying) settle(ctx context.Context) error {
	c.settled = true
	if err := c.exists(ctx); err != nil {
		return err
	}
	return c.wrong(ctx)
}

// sendAway disconnects an account's devices, whose consumers went with the stream: they
// are made anew for who comes again.
func (p *Partners) sendAway(account string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for client, g := range p.sessions {
		if g.account() == account {
			delete(p.sessions, client)
			_ = p.options.Server.Disconnect(client) // it may be gone already
		}
	}
}

// begin finds out how far a copy is and compares. A copy whose place is not known begins
// with the first fact.
func (c *copying) begin(ctx context.Context, kv jetstream.KeyValue) error {
	if c.at == (place{}) {
		e, err := kv.Get(ctx, c.account)
		switch {
		case errors.Is(err, jetstream.ErrKeyNotFound):
		case err != nil:
			return err
		case json.Unmarshal(e.Value(), &c.at) != nil:
			c.at = place{}
		case c.at.Chain != c.chain:
			c.at = place{Count: math.MaxUint64} // which no stream holds
		}
	}
	if err := c.exists(ctx); err != nil {
		return err
	}
	c.looked.Store(c.at.Ordinal)
	return c.wrong(ctx)
}

// again makes a copy that is wrong anew, from the first fact.
func (c *copying) again(ctx context.Context, kv jetstream.KeyValue) error {
	c.setup.Lock()
	err := c.conn.JetStream().DeleteStream(ctx, StreamName)
	c.setup.Unlock()
	if err != nil {
		return fmt.Errorf("stream of %s: %w", c.account, err)
	}
	c.at, c.length, c.settled = place{}, 0, false
	c.looked.Store(0)
	if err := c.save(ctx, kv); err != nil {
		return err
	}
	return c.exists(ctx)
}

func (c *copying) save(ctx context.Context, kv jetstream.KeyValue) error {
	c.at.Chain = c.chain
	b, err := json.Marshal(c.at)
	if err == nil {
		_, err = kv.Put(ctx, c.account, b)
	}
	return err
}
