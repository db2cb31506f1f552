package partner

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events"
	"pedigree/events/stream"
)

// places is the bucket of the main account where the copies' places are kept, by account.
// One that is lost costs reading all facts again, nothing else.
const places = "PEDIGREE_PARTNERS"

// saveEvery is after how many facts a place is saved that nothing was written at.
const saveEvery = 1000

// open gives the copy of an account, and makes it where it is new: then it is filled
// from the first fact on.
func (p *Partners) open(ctx context.Context, account string) (*copying, error) {
	select {
	case p.opening <- struct{}{}: // two devices of one party may come at once
		defer func() { <-p.opening }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.mu.Lock()
	c, found := p.copies[account]
	p.mu.Unlock()
	if found {
		return c, nil
	}
	conn, err := p.connect(account)
	if err != nil {
		return nil, err
	}
	c = &copying{account: account, chain: p.options.Chain, conn: conn}
	if err := c.exists(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	p.mu.Lock()
	p.copies[account] = c
	p.mu.Unlock()
	select {
	case p.behind <- c:
		return c, nil
	case <-ctx.Done():
		p.mu.Lock()
		delete(p.copies, account)
		p.mu.Unlock()
		conn.Close()
		return nil, ctx.Err()
	}
}

// mirror copies new facts into the accounts whose copies are filled, and has those filled
// that were there at an earlier start.
func (p *Partners) mirror(ctx context.Context) error {
	const shortest, longest = 50 * time.Millisecond, 5 * time.Second
	known := false
	for pause := shortest; ; {
		err := error(nil)
		if !known {
			err = p.reopen(ctx)
			known = err == nil
		}
		if err == nil {
			err = p.pass(ctx)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			pause = shortest
			continue
		}
		p.options.Trouble(fmt.Errorf("partners' events: %w", err))
		if err := wait(ctx, pause); err != nil {
			return err
		}
		pause = min(2*pause, longest)
	}
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Partners) bucket(ctx context.Context) (jetstream.KeyValue, error) {
	return p.options.Places.JetStream().CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: places, Description: "how far the copies for partners are"})
}

func (p *Partners) reopen(ctx context.Context) error {
	select {
	case <-p.ready: // accounts are entered through the callout
	case <-ctx.Done():
		return ctx.Err()
	}
	kv, err := p.bucket(ctx)
	if err != nil {
		return err
	}
	accounts, err := kv.Keys(ctx)
	if errors.Is(err, jetstream.ErrNoKeysFound) {
		return nil
	}
	for _, account := range accounts {
		if _, err := p.open(ctx, account); err != nil {
			return err
		}
	}
	return err
}

// pass copies until an audit is due, other copies are filled, or something goes wrong.
func (p *Partners) pass(ctx context.Context) error {
	p.mu.Lock()
	changed := p.changed
	var copies []*copying
	for _, c := range p.copies {
		if c.filled {
			copies = append(copies, c)
		}
	}
	p.mu.Unlock()
	part, done := context.WithTimeout(ctx, p.options.Audit)
	defer done()
	go func() {
		select {
		case <-changed:
			done()
		case <-part.Done():
		}
	}()
	kv, err := p.bucket(ctx)
	if err != nil {
		return err
	}
	first := ^uint64(0)
	for _, c := range copies {
		if err := c.begin(ctx, kv); err != nil {
			p.setBack(ctx, c, err)
			return nil // the others go on
		}
		first = min(first, c.at.Ordinal)
	}
	if len(copies) == 0 {
		<-part.Done()
		return nil
	}
	err = stream.Follow(part, p.options.Conn, first, func(ms []stream.Message) error {
		return p.copyFacts(ctx, kv, copies, ms)
	})
	var f failure
	switch {
	case part.Err() != nil:
		return nil
	case errors.As(err, &f):
		p.setBack(ctx, f.copy, f.error)
		return nil
	}
	return err
}

// failure is an error of one copy alone.
type failure struct {
	copy *copying
	error
}

// setBack takes a copy that is wrong, or that cannot be written, from among the filled.
func (p *Partners) setBack(ctx context.Context, c *copying, err error) {
	p.options.Trouble(fmt.Errorf("events of %s: %w", c.account, err))
	p.mu.Lock()
	c.filled = false
	close(p.changed)
	p.changed = make(chan struct{})
	p.mu.Unlock()
	select {
	case p.behind <- c:
	case <-ctx.Done():
	}
}

// copyFacts hands facts to every copy that may see them. A copy that fails is set back,
// which ends the pass for all: the others go on with the next one.
func (p *Partners) copyFacts(ctx context.Context, kv jetstream.KeyValue, copies []*copying,
	ms []stream.Message) error {

	before := make([]place, len(copies))
	for i, c := range copies {
		before[i] = c.at
	}
	var failed error
	for _, m := range ms {
		if failed = p.copyFact(ctx, copies, m); failed != nil {
			break
		}
	}
	for i, c := range copies {
		c.looked.Store(c.at.Ordinal)
		if c.at.Count == before[i].Count && c.at.Ordinal/saveEvery == before[i].Ordinal/saveEvery {
			continue
		}
		if err := c.save(ctx, kv); err != nil {
			return err
		}
	}
	return failed
}

func (p *Partners) copyFact(ctx context.Context, copies []*copying, m stream.Message) error {
	open, parties, err := p.options.Sees(m.Fact)
	if err != nil {
		return err
	}
	var fact said
	for _, c := range copies {
		if m.Ordinal <= c.at.Ordinal {
			continue
		}
		if c.sees(open, parties) {
			if fact.id == "" {
				if fact, err = say(m); err != nil {
					return err
				}
			}
			if err := c.add(ctx, fact); err != nil {
				return failure{c, err}
			}
		}
		c.at.Ordinal = m.Ordinal
	}
	return nil
}

// say renders a fact, from the fact alone.
func say(m stream.Message) (said, error) {
	e, err := events.Render(m.Fact)
	return said{id: m.ID, event: e.ID, subject: e.Subject, height: m.Height,
		digest: sha256.Sum256(e.JSON), payload: e.JSON}, err
}

// Lag says how many of the stream's facts were not yet looked at for the slowest copy.
func (p *Partners) Lag(relayed uint64) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	slowest := relayed
	for _, c := range p.copies {
		slowest = min(slowest, c.looked.Load())
	}
	return relayed - slowest
}
