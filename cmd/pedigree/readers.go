package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"pedigree/abci"
	"pedigree/events"
	"pedigree/events/stream"
	"pedigree/graphql/readmodel"
	"pedigree/proof"
	"pedigree/record"
	"pedigree/scanner"
)

// fixTrust writes the trust root of a new chain: the first header. A later start
// keeps what is written, and so does not believe a chain that was exchanged.
func (p *process) fixTrust(ctx context.Context) error {
	name := filepath.Join(p.options.home, "trust.json")
	b, err := os.ReadFile(name)
	if err == nil {
		p.trust, err = proof.ParseTrust(b)
		return err
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := p.node.Client.WaitFor(ctx, 1); err != nil {
		return err
	}
	if p.trust, err = p.node.Client.Trust(ctx, 1); err != nil {
		return err
	}
	return os.WriteFile(name, p.trust.Encode(), 0o644)
}

// startStream connects to the NATS server that was named, which need not be up; or to
// the one in this process, which is also there for partners.
func (p *process) startStream(context.Context) (err error) {
	if p.options.nats == "" || p.options.natsListen != "" {
		if err := p.startNATS(); err != nil {
			return err
		}
	}
	p.conn = p.local
	if p.options.nats != "" {
		if p.conn, err = stream.Connect(stream.Options{URL: p.options.nats}); err != nil {
			return err
		}
	}
	p.relay = stream.NewRelay(p.conn, factLog{p.node.Client},
		stream.RelayOptions{Replicas: p.options.natsReplicas})
	return nil
}

func (p *process) startModel(ctx context.Context) (err error) {
	if p.options.db != "" {
		if p.model, err = readmodel.Open(p.options.db); err != nil {
			return err
		}
		return p.sameLedger(ctx)
	}
	dir := filepath.Join(p.options.home, "read")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	p.model, err = readmodel.Open(filepath.Join(dir, "model.db"))
	return err
}

// sameLedger refuses tables that were made from another chain: a database outlives a
// home directory. The last fact that they hold has to be this chain's.
func (p *process) sameLedger(ctx context.Context) error {
	at, err := p.model.Cursor(ctx)
	if err != nil || at.Ordinal == 0 {
		return err
	}
	facts, err := factLog{p.node.Client}.Read(ctx, at.Ordinal, 1)
	if err != nil {
		return err
	}
	if len(facts) == 0 {
		return fmt.Errorf("read model: %w: it has %d facts, more than this one",
			readmodel.ErrOtherLedger, at.Ordinal)
	}
	last, err := entryOf(facts[0])
	if err != nil {
		return err
	}
	return p.model.Apply(ctx, []readmodel.Entry{last})
}

// databasePause is how long a database that is out of reach is left alone.
const databasePause = time.Second

// project feeds the read model from the stream. While its database is out of reach it
// stands still, and says so once.
func (p *process) project(ctx context.Context) error {
	for said := false; ; said = true {
		err := p.followStream(ctx)
		if ctx.Err() != nil || !errors.Is(err, readmodel.ErrLost) {
			return err
		}
		if !said {
			fmt.Fprintln(p.errOut, "The projection waits:", err)
		}
		select {
		case <-time.After(databasePause):
		case <-ctx.Done():
		}
	}
}

func (p *process) followStream(ctx context.Context) error {
	at, err := p.model.Cursor(ctx)
	if err != nil {
		return err
	}
	return stream.Follow(ctx, p.conn, at.Ordinal, func(ms []stream.Message) error {
		entries := make([]readmodel.Entry, len(ms))
		for i, m := range ms {
			entries[i] = readmodel.Entry{Ordinal: m.Ordinal, Fact: m.Fact, FactBytes: m.FactBytes,
				Event: m.Event}
		}
		return p.model.Apply(ctx, entries)
	})
}

// rebuildBatch is how many facts a rebuild reads and commits at a time.
const rebuildBatch = 500

// rebuild fills the read model anew from the fact log. Should that fail, the old one is
// still served, and nothing else is harmed.
func (p *process) rebuild(ctx context.Context) {
	err := p.model.Rebuild(ctx, p.entriesAfter)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		fmt.Fprintln(p.errOut, "The read model was not rebuilt:", err)
		return
	}
	at, _ := p.model.At()
	fmt.Fprintf(p.errOut, "The read model was rebuilt, up to height %d.\n", at.Height)
}

// entriesAfter reads some of the fact log, as the projection takes it.
func (p *process) entriesAfter(ctx context.Context, after uint64) ([]readmodel.Entry, error) {
	facts, err := factLog{p.node.Client}.Read(ctx, after+1, rebuildBatch)
	if err != nil {
		return nil, err
	}
	entries := make([]readmodel.Entry, len(facts))
	for i, f := range facts {
		if entries[i], err = entryOf(f); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// entryOf renders a fact as the relay does.
func entryOf(e stream.Entry) (readmodel.Entry, error) {
	f, err := record.DecodeFact(e.Fact)
	if err != nil {
		return readmodel.Entry{}, err
	}
	event, err := events.Render(f)
	return readmodel.Entry{Ordinal: e.Ordinal, Fact: f, FactBytes: e.Fact, Event: event.JSON}, err
}

// observe tells the read model how far the ledger is, so that it knows its lag.
func (p *process) observe(ctx context.Context) error {
	for {
		tip, err := p.node.Client.FactTip(ctx)
		if err != nil {
			return err
		}
		p.model.Observe(readmodel.Cursor{Ordinal: tip.Count, Height: tip.Height, Time: tip.Time})
		if err := p.node.Client.WaitFor(ctx, tip.Height+1); err != nil {
			return err
		}
	}
}

// caughtUp waits until the readers are where the ledger is, and until the ledger has
// a block that is fresh enough to judge by. After a long pause that is the second
// idle block: the first one's time is that of the votes from before the pause.
func (p *process) caughtUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	for paused := false; ; paused = true {
		tip, err := p.node.Client.FactTip(ctx)
		if err != nil {
			return err
		}
		if time.Since(time.Unix(tip.Time, 0)) < scanner.Fresh/2 {
			return p.model.Wait(ctx, tip.Height)
		}
		if !paused {
			fmt.Fprintln(p.errOut, "Waiting for a fresh block …")
		}
		if err := p.node.Client.WaitFor(ctx, tip.Height+1); err != nil {
			return err
		}
	}
}

// factLog is the ledger's fact log as the relay reads it.
type factLog struct{ client *abci.Client }

func (l factLog) Head(ctx context.Context) (uint64, error) {
	tip, err := l.client.FactTip(ctx)
	return tip.Count, err
}

func (l factLog) Read(ctx context.Context, from uint64, limit int) ([]stream.Entry, error) {
	facts, err := l.client.Facts(ctx, from, limit)
	entries := make([]stream.Entry, len(facts))
	for i, f := range facts {
		entries[i] = stream.Entry{Ordinal: from + uint64(i), Fact: f}
	}
	return entries, err
}

func (l factLog) Wait(ctx context.Context, after uint64) error { return l.client.WaitFacts(ctx, after) }
