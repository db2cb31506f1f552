package tests

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// compareBoxes compares the last use of each SSCC, with all that is in it.
func (r *records) compareBoxes(ctx context.Context, s *readmodel.Snapshot) error {
	want := map[string]string{} // key by SSCC
	var ssccs []string
	for key := range r.containers {
		sscc := readmodel.SSCCOf(key)
		if want[sscc] == "" {
			ssccs = append(ssccs, sscc)
		}
		want[sscc] = max(want[sscc], key)
	}
	got, err := s.Containers(ctx, ssccs)
	if err != nil {
		return err
	}
	for sscc, key := range want {
		b := got[sscc]
		if b == nil {
			return fmt.Errorf("no container %s", sscc)
		}
		if err := r.compareBox(ctx, s, key, b); err != nil {
			return err
		}
	}
	return nil
}

func (r *records) compareBox(ctx context.Context, s *readmodel.Snapshot, key string,
	b *readmodel.Container) error {
	c := r.containers[key]
	at := r.follow(place{owner: c.Sealed.Owner, holder: c.Sealed.Holder, offer: c.Sealed.Transfer},
		c.Sealed.Parent)
	hold := c.Hold
	for up := c.Sealed.Parent; up != nil; up = r.containers[*up].Sealed.Parent {
		hold = max(hold, r.containers[*up].Hold)
	}
	state := "PACKED"
	if c.State == record.ContainerDissolved {
		state = "DISSOLVED"
	}
	told := projected{state: b.State, owner: b.Owner, holder: b.Holder, moving: b.InTransit,
		hold: record.HoldFlag(b.Hold)}
	if p := at.projected(state, hold); b.Box != key || told != p {
		return fmt.Errorf("%s is %s, %+v; the ledger says %+v", key, b.Box, told, p)
	}
	rows, err := s.Contents(ctx, []string{key})
	if err != nil {
		return err
	}
	inside := map[string]uint64{}
	for _, x := range rows[key] {
		g, err := gs1.ParseGTIN(x.GTIN)
		if err != nil {
			return err
		}
		lot, err := gs1.ParseLot(x.Lot)
		if err != nil {
			return err
		}
		inside[ordinalName(x.GTIN, r.lots[indexOf.LotKey(g, lot)].Sealed.Ordinal)] = x.Count
	}
	if want := said(c); !maps.Equal(inside, want) {
		return fmt.Errorf("in %s are %v, the ledger says %v", key, inside, want)
	}
	return nil
}

// compareTransfers compares what became of each offer.
func (r *records) compareTransfers(ctx context.Context, s *readmodel.Snapshot) error {
	var ids []string
	for key := range r.transfers {
		ids = append(ids, strings.TrimPrefix(key, "transfer|"))
	}
	got, err := s.Transfers(ctx, ids)
	if err != nil {
		return err
	}
	for key, t := range r.transfers {
		told := got[strings.TrimPrefix(key, "transfer|")]
		if told == nil || told.State != t.State.String() || told.Keep != t.Keep ||
			told.Deadline != int64(t.Deadline) {
			return fmt.Errorf("%s is %+v, the ledger says %+v", key, told, t)
		}
	}
	return nil
}
