package tests

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"pedigree/events"
	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// compareReadModel holds the read model against the state: the facts of a chain, projected,
// say of each pack, container and site what the ledger says.
func (s *scenario) compareReadModel() error {
	dir, err := os.MkdirTemp("", "projected")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m, err := project(filepath.Join(dir, "model"), s.facts)
	if err != nil {
		return err
	}
	defer m.Close()
	r, err := readState(s.state())
	if err != nil {
		return err
	}
	if err := r.compareWith(m, s.state(), s.facts); err != nil {
		return fmt.Errorf("read model: %w", err)
	}
	return nil
}

// project fills a read model, in batches as they come from the stream.
func project(address string, facts [][]byte) (*readmodel.Model, error) {
	m, err := readmodel.Open(address)
	if err != nil {
		return nil, err
	}
	var batch []readmodel.Entry
	for i, b := range facts {
		f, err := record.DecodeFact(b)
		if err != nil {
			return nil, err
		}
		e, err := rendered(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", events.Summary(f), err)
		}
		batch = append(batch, readmodel.Entry{Ordinal: uint64(i + 1), Fact: f, FactBytes: b,
			Event: e.JSON})
		if len(batch) < 30 && i < len(facts)-1 {
			continue
		}
		if err := m.Apply(context.Background(), batch); err != nil {
			return nil, fmt.Errorf("facts to %d, %s: %w", i+1, events.Summary(f), err)
		}
		batch = nil
	}
	return m, nil
}

// rendered is a fact as an event, which is valid EPCIS and is rendered again by its id.
func rendered(f *record.Fact) (e events.Event, err error) {
	if e, err = events.Render(f); err != nil || !e.Standard {
		return e, err
	}
	if err := events.Validate(e.JSON); err != nil {
		return e, fmt.Errorf("not valid: %w", err)
	}
	again, err := events.RenderNamed(f, e.ID)
	if err == nil && !bytes.Equal(again, e.JSON) {
		err = fmt.Errorf("rendered again by its id it is %s", again)
	}
	return e, err
}

func (r *records) compareWith(m *readmodel.Model, now state, facts [][]byte) error {
	ctx := context.Background()
	s, err := m.SnapshotFor(ctx, readmodel.Viewer{All: true})
	if err != nil {
		return err
	}
	defer s.Close()
	packs, err := packsMade(facts)
	if err != nil {
		return err
	}
	if err := r.comparePacks(ctx, s, packs); err != nil {
		return err
	}
	if err := r.compareBoxes(ctx, s); err != nil {
		return err
	}
	if err := r.compareHistories(ctx, s, packs); err != nil {
		return err
	}
	if err := r.compareOthers(ctx, s, now); err != nil {
		return err
	}
	if err := r.compareTransfers(ctx, s); err != nil {
		return err
	}
	return r.compareLots(ctx, s)
}
