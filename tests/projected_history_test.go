package tests

import (
	"context"
	"fmt"
	"slices"

	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// compareHistories chains the facts that the read model has of each pack, lot, container and
// site's part of a lot: it has to come to what the record says, or no history could be
// shown to be complete.
func (r *records) compareHistories(ctx context.Context, s *readmodel.Snapshot,
	packs map[readmodel.UnitKey]string) error {
	for k, key := range packs {
		want := record.NewHistory(key)
		if u := r.units[key]; u.Sealed != nil {
			want = u.Sealed.History
		}
		if err := chained(key, want)(s.FactsOfUnit(ctx, k)); err != nil {
			return err
		}
	}
	for key, l := range r.lots {
		if err := chained(key, l.Sealed.History)(s.FactsOfLot(ctx, lotKey(l))); err != nil {
			return err
		}
	}
	for key, h := range r.holdings {
		of := lotOfHolding(key)
		if err := chained(key, h.History)(s.FactsOfLot(ctx, lotKey(r.lots[of]))); err != nil {
			return err
		}
	}
	for key, c := range r.containers {
		if err := chained(key, c.Sealed.History)(s.FactsOfBox(ctx, key)); err != nil {
			return err
		}
	}
	return nil
}

func chained(key string, want record.History) func([]readmodel.Event, error) error {
	return func(rows []readmodel.Event, err error) error {
		h := record.NewHistory(key)
		for _, row := range rows {
			f, failed := record.DecodeFact(row.Fact)
			if failed != nil {
				return failed
			}
			if slices.Contains(f.Subjects, key) {
				h = h.Add(record.FactHash(row.Fact))
			}
		}
		if err == nil && h != want {
			err = fmt.Errorf("the facts of %s come to %d %s; it says %d %s", key, h.Count, h.Head,
				want.Count, want.Head)
		}
		return err
	}
}
