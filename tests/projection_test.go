package tests

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/events"
	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// The read model says of each pack and each site what the ledger says: the facts of a
// scenario, projected, are its state.
func TestProjectionIsTheState(t *testing.T) {
	for _, name := range []string{"containers", "leaving_the_trade", "hold_and_release",
		"dscsa_582_c_4_saleable_return", "whole_lot", "owners", "recall_acknowledged", "exceptions",
		"dscsa_582_b_4_suspect_product", "suspect_container", "repackage", "corrections"} {
		t.Run(name, func(t *testing.T) {
			s := newScenario(t)
			_, genesis, err := ledger.Begin(genesisOf(s.actors["authority"]), scenarioChain, 1, s.now)
			if err != nil {
				t.Fatal(err)
			}
			s.run(filepath.Join("scenarios", name+".txt"))
			m := project(t, append(genesis, s.facts...))
			defer m.Close()
			if err := compareWithState(m, s.state()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func project(t *testing.T, facts [][]byte) *readmodel.Model {
	m, err := readmodel.Open(filepath.Join(t.TempDir(), "model"))
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range facts {
		f, err := record.DecodeFact(b)
		if err != nil {
			t.Fatal(err)
		}
		e, err := events.Render(f)
		if err != nil {
			t.Fatal(err)
		}
		err = m.Apply(context.Background(), []readmodel.Entry{{Ordinal: uint64(i + 1), Fact: f,
			FactBytes: b, Event: e.JSON}})
		if err != nil {
			t.Fatalf("%s: %v", events.Summary(f), err)
		}
	}
	return m
}

func compareWithState(m *readmodel.Model, now state) error {
	r, err := readState(now)
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := m.SnapshotFor(ctx, readmodel.Viewer{All: true})
	if err != nil {
		return err
	}
	defer s.Close()
	for key, l := range r.lots {
		k := readmodel.LotKey{GTIN: gtinOf(key), Lot: l.Sealed.Number.String()}
		rows, err := s.Holdings(ctx, []readmodel.LotKey{k})
		if err != nil {
			return err
		}
		said := tally{}
		for _, h := range rows[k] {
			site, _ := gs1.ParseGLN(h.Site)
			owner, _ := gs1.ParseGLN(h.Owner)
			*said.at(key, site, owner) = figures{h.Held, h.Packed, h.Outgoing, h.Supplied, h.Gone}
		}
		only := &records{holdings: map[string]*record.HoldingSealed{}, lots: r.lots}
		for hk, h := range r.holdings {
			if hk[:len(hk)-len("|4000001000005")] == "holding"+key[len("lot"):] {
				only.holdings[hk] = h
			}
		}
		err = only.compareRows(said, func(_ *record.Lot, row figures) (figures, bool) { return row, true })
		if err != nil {
			return fmt.Errorf("read model: %w", err)
		}
	}
	return nil
}
