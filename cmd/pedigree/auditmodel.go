package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"pedigree/abci"
	"pedigree/events/stream"
	"pedigree/graphql/readmodel"
)

// The standing audit of the read model starts so long after the last one has ended, and
// between two batches of facts it rests so many times as long as one has taken: it costs a
// twentieth of a processor.
const (
	modelAuditEvery = 10 * time.Minute
	modelAuditRests = 20
)

// auditModel audits the read model until ctx ends. What keeps it from auditing is told once.
func (p *process) auditModel(ctx context.Context) {
	told := ""
	for wait(ctx, modelAuditEvery) {
		err := p.auditModelOnce(ctx, modelAuditRests)
		if ctx.Err() != nil {
			return
		}
		if err != nil && err.Error() != told {
			fmt.Fprintln(p.errOut, "The read model was not audited:", err)
			told = err.Error()
		}
	}
}

// auditModelOnce makes the read model anew from the ledger's facts, compares, and serves the
// new one if the other is different.
func (p *process) auditModelOnce(ctx context.Context, rests int) error {
	began := time.Now()
	d, err := p.model.Verify(ctx, func(ctx context.Context, after uint64) ([]readmodel.Entry, error) {
		wait(ctx, time.Duration(rests)*time.Since(began))
		began = time.Now()
		return p.entriesAfter(ctx, after)
	})
	if d != nil {
		fmt.Fprintf(p.errOut, "The read model was not what the ledger's facts make: %s.\n", d)
		if err == nil {
			fmt.Fprintln(p.errOut, "It was filled anew, and the new one is served.")
		}
	}
	return err
}

// wait says whether it could wait so long.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// auditStoppedModel compares the read model of a home, or of a database, with what the facts
// of a node that is not running make, and changes neither. Without a read model it gives 0.
func auditStoppedModel(ctx context.Context, home, db string, show func(string, uint64)) (facts uint64, err error) {
	address := db
	if address == "" {
		address = filepath.Join(home, "read", "model.db")
	}
	have, err := readmodel.OpenToRead(ctx, address)
	if errors.Is(err, readmodel.ErrNone) && db == "" {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer have.Close()
	served, err := have.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer served.Close()
	dir, err := os.MkdirTemp("", "pedigree-audit")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	want, err := readmodel.Open(filepath.Join(dir, "model.db"))
	if err != nil {
		return 0, err
	}
	defer want.Close()
	last := served.At().Ordinal
	if err := fillFromHome(ctx, want, home, last, show); err != nil {
		return 0, err
	}
	made, err := want.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer made.Close()
	if made.At().Ordinal != last {
		return 0, fmt.Errorf("read model: it has %d facts, the log %d", last, made.At().Ordinal)
	}
	d, err := served.Compare(ctx, made)
	if d != nil {
		err = fmt.Errorf("read model: %s; `pedigree dev --rebuild` fills it anew", d)
	}
	return last, err
}

var errEnough = errors.New("as far as the read model is")

// fillFromHome projects the facts up to an ordinal of a node that is not running.
func fillFromHome(ctx context.Context, m *readmodel.Model, home string, last uint64,
	show func(string, uint64)) error {

	var batch []readmodel.Entry
	apply := func() error {
		err := m.Apply(ctx, batch)
		batch = batch[:0]
		return err
	}
	err := abci.FactsOfHome(filepath.Join(home, "node"), func(ordinal uint64, fact []byte) error {
		if ordinal > last {
			return errEnough
		}
		e, err := entryOf(stream.Entry{Ordinal: ordinal, Fact: slices.Clone(fact)})
		if err != nil {
			return err
		}
		if batch = append(batch, e); len(batch) < rebuildBatch {
			return nil
		}
		if show != nil {
			show("read model", ordinal)
		}
		return apply()
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	return apply()
}
