package partner

import (
	"context"
	"crypto/sha256"
	"encoding/json"
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
	c = &copying{account: account, conn: conn}
	if err := c.exists(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if other, found := p.copies[account]; found {
		conn.Close()
		return other, nil
	}
	p.copies[account] = c
	close(p.changed)
	p.changed = make(chan struct{})
	return c, nil
}

// mirror copies facts into the accounts, of those that were there at an earlier start too.
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
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
		pause = min(2*pause, longest)
	}
}

func (p *Partners) bucket(ctx context.Context) (jetstream.KeyValue, error) {
	return p.options.Conn.JetStream().CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
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

// pass copies until an audit is due, there is another copy, or something goes wrong.
func (p *Partners) pass(ctx context.Context) error {
	p.mu.Lock()
	changed := p.changed
	copies := make([]*copying, 0, len(p.copies))
	for _, c := range p.copies {
		copies = append(copies, c)
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
	if len(copies) == 0 {
		<-part.Done()
		return nil
	}
	kv, err := p.bucket(ctx)
	if err != nil {
		return err
	}
	first, err := p.begin(ctx, kv, copies)
	if err != nil {
		return err
	}
	err = stream.Follow(part, p.options.Conn, first, func(ms []stream.Message) error {
		return p.copyFacts(ctx, kv, copies, ms)
	})
	if part.Err() != nil {
		return nil
	}
	return err
}

// begin compares each copy and gives the fact after which the first of them goes on. A
// copy whose place is not known begins with the first fact.
func (p *Partners) begin(ctx context.Context, kv jetstream.KeyValue, copies []*copying) (
	uint64, error) {

	first := ^uint64(0)
	for _, c := range copies {
		if c.at == (place{}) {
			e, err := kv.Get(ctx, c.account)
			switch {
			case errors.Is(err, jetstream.ErrKeyNotFound):
			case err != nil:
				return 0, err
			case json.Unmarshal(e.Value(), &c.at) != nil:
				c.at = place{}
			}
		}
		err := c.compare(ctx)
		if errors.Is(err, errCopy) {
			p.options.Trouble(err)
			err = c.save(ctx, kv)
		}
		if err != nil {
			return 0, err
		}
		first = min(first, c.at.Ordinal)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reached = first
	return first, nil
}

func (c *copying) save(ctx context.Context, kv jetstream.KeyValue) error {
	b, err := json.Marshal(c.at)
	if err == nil {
		_, err = kv.Put(ctx, c.account, b)
	}
	return err
}

// copyFacts hands facts to every copy that may see them.
func (p *Partners) copyFacts(ctx context.Context, kv jetstream.KeyValue, copies []*copying,
	ms []stream.Message) error {

	before := make([]place, len(copies))
	for i, c := range copies {
		before[i] = c.at
	}
	for _, m := range ms {
		if err := p.copyFact(ctx, copies, m); err != nil {
			return err
		}
	}
	for i, c := range copies {
		if c.at.Count == before[i].Count && c.at.Ordinal/saveEvery == before[i].Ordinal/saveEvery {
			continue
		}
		if err := c.save(ctx, kv); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reached = ms[len(ms)-1].Ordinal
	return nil
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
				return err
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

// Lag says how many facts of the stream's were not yet looked at for some copy.
func (p *Partners) Lag(relayed uint64) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.copies) == 0 {
		return 0
	}
	return relayed - min(relayed, p.reached)
}
