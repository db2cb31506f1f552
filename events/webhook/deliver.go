package webhook

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"pedigree/events/stream"
	"pedigree/gs1"
	"pedigree/record"
)

// Options say what is delivered, and how.
type Options struct {
	Conn   *stream.Conn
	Hooks  []Hook
	Poster *Poster
	Dir    string // where the cursors are kept
	Chain  string // of whose facts they speak

	// Sees says who may see a fact: everybody, or the parties named.
	Sees func(f *record.Fact) (open bool, parties map[string]bool, err error)

	// Active gives an error for a party whose events must wait, as one that is suspended.
	Active func(ctx context.Context, party gs1.GLN) error

	// Shortest and Longest bound the pause after a delivery that failed, which doubles each
	// time; 0 means a second, and an hour.
	Shortest, Longest time.Duration

	// Trouble is told why a delivery failed, from several goroutines; it may be nil.
	Trouble func(error)
}

// saveEvery is after how many facts of others a cursor is saved.
const saveEvery = 1000

// Webhooks are deliveries under way, one a party: who does not answer holds up nobody.
type Webhooks struct {
	options    Options
	deliveries []*delivery
}

type delivery struct {
	*Webhooks
	hook   Hook
	at     *cursor
	looked atomic.Uint64 // at.Ordinal, for everybody
	pause  time.Duration
}

// New reads the cursors; Run delivers.
func New(o Options) (*Webhooks, error) {
	if o.Shortest <= 0 {
		o.Shortest = time.Second
	}
	if o.Longest <= 0 {
		o.Longest = time.Hour
	}
	if o.Trouble == nil {
		o.Trouble = func(error) {}
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	w := &Webhooks{options: o}
	for _, h := range o.Hooks {
		at, err := openCursor(filepath.Join(o.Dir, h.Party.String()+".json"), o.Chain)
		if err != nil {
			return nil, err
		}
		d := &delivery{Webhooks: w, hook: h, at: at, pause: o.Shortest}
		d.looked.Store(at.Ordinal)
		w.deliveries = append(w.deliveries, d)
	}
	return w, nil
}

// Run delivers until ctx ends, and returns its error.
func (w *Webhooks) Run(ctx context.Context) error {
	var running sync.WaitGroup
	for _, d := range w.deliveries {
		running.Go(func() { d.run(ctx) })
	}
	running.Wait()
	<-ctx.Done()
	return ctx.Err()
}

// Lag says how many of the stream's facts the slowest hook has still to look at.
func (w *Webhooks) Lag(relayed uint64) uint64 {
	slowest := relayed
	for _, d := range w.deliveries {
		slowest = min(slowest, d.looked.Load())
	}
	return relayed - slowest
}

// run follows the stream while deliveries succeed. While it pauses it holds no message.
func (d *delivery) run(ctx context.Context) {
	for {
		err := stream.Follow(ctx, d.options.Conn, d.at.Ordinal, func(ms []stream.Message) error {
			for _, m := range ms {
				if err := d.deliver(ctx, m); err != nil {
					return fmt.Errorf("event %s for %s: %w", m.ID, d.hook.Party, err)
				}
			}
			return nil
		})
		if ctx.Err() != nil {
			return
		}
		d.options.Trouble(err)
		// Between half and all of it, so that receivers behind one address are not asked at once.
		select {
		case <-time.After(d.pause/2 + rand.N(d.pause/2+1)):
		case <-ctx.Done():
			return
		}
		d.pause = min(2*d.pause, d.options.Longest)
	}
}

// deliver sends a fact if it is for this party. The cursor moves on 2xx only.
func (d *delivery) deliver(ctx context.Context, m stream.Message) error {
	open, parties, err := d.options.Sees(m.Fact)
	if err != nil {
		return err
	}
	wanted := (open || parties[d.hook.Party.String()]) && m.Height >= d.hook.FromHeight
	if wanted {
		if err := d.options.Active(ctx, d.hook.Party); err != nil {
			return err
		}
		if err := d.options.Poster.Post(ctx, d.hook.URL, m, time.Now()); err != nil {
			return err
		}
		d.pause = d.options.Shortest
	}
	d.at.Ordinal = m.Ordinal
	d.looked.Store(m.Ordinal)
	if wanted || m.Ordinal%saveEvery == 0 {
		return d.at.save()
	}
	return nil
}
