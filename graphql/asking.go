package graphql

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// asking is one question while it is answered: one snapshot of the read model,
// opened when the first record is needed, and the loaders that share it.
type asking struct {
	h      *Handler
	who    asker
	viewer readmodel.Viewer

	mu     sync.Mutex // an answer that took too long is closed while it still runs
	snap   *readmodel.Snapshot
	closed bool
	weight weight

	// Owned by the executor's one goroutine.
	parties    loader[string, *readmodel.Party]
	makers     loader[string, string]
	licences   loader[string, []readmodel.Licence]
	grants     loader[string, []readmodel.Grant]
	products   loader[string, *readmodel.Product]
	lots       loader[readmodel.LotKey, *readmodel.Lot]
	containers loader[string, *readmodel.Container]
	contents   loader[string, []readmodel.Content]
	units      loader[readmodel.UnitKey, *readmodel.Unit]
	holdings   loader[readmodel.LotKey, []readmodel.Holding]
	transfers  loader[string, *readmodel.Transfer]
	items      loader[uint64, []record.Goods]
	recalls    loader[readmodel.LotKey, []readmodel.RecallOrder]
	reaches    loader[string, []readmodel.Reach]
	findings   loader[string, []readmodel.Finding]
	lotEvents  pages[readmodel.LotKey, readmodel.Event]
	unitEvents pages[readmodel.UnitKey, readmodel.Event]
	lotsOf     pages[string, readmodel.Lot]
}

type askingKey struct{}

func (h *Handler) ask(ctx context.Context, who asker) (*asking, context.Context) {
	a := &asking{h: h, who: who, viewer: h.viewer(who)}
	a.parties.fetch = fetching(a, (*readmodel.Snapshot).Parties)
	a.makers.fetch = fetching(a, (*readmodel.Snapshot).Makers)
	a.licences.fetch = fetching(a, (*readmodel.Snapshot).Licences)
	a.grants.fetch = fetching(a, (*readmodel.Snapshot).Grants)
	a.products.fetch = fetching(a, (*readmodel.Snapshot).Products)
	a.lots.fetch = fetching(a, (*readmodel.Snapshot).Lots)
	a.containers.fetch = fetching(a, (*readmodel.Snapshot).Containers)
	a.contents.fetch = fetching(a, (*readmodel.Snapshot).Contents)
	a.units.fetch = fetching(a, (*readmodel.Snapshot).Units)
	a.holdings.fetch = fetching(a, (*readmodel.Snapshot).Holdings)
	a.recalls.fetch = fetching(a, (*readmodel.Snapshot).Recalls)
	a.reaches.fetch = fetching(a, (*readmodel.Snapshot).Reaches)
	a.findings.fetch = fetching(a, (*readmodel.Snapshot).Findings)
	a.transfers.fetch = fetching(a, (*readmodel.Snapshot).Transfers)
	a.items.fetch = fetching(a, (*readmodel.Snapshot).Items)
	a.lotEvents.fetch = paging(a, (*readmodel.Snapshot).LotEvents)
	a.unitEvents.fetch = paging(a, (*readmodel.Snapshot).UnitEvents)
	a.lotsOf.fetch = paging(a, func(s *readmodel.Snapshot, ctx context.Context, gtins []string,
		p readmodel.Page) (map[string][]readmodel.Lot, error) {
		return s.LotsOf(ctx, gtins, p.After, p.First)
	})
	return a, context.WithValue(ctx, askingKey{}, a)
}

// snapshot gives the one snapshot of this question.
func (a *asking) snapshot(ctx context.Context) (*readmodel.Snapshot, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return nil, context.Canceled
	}
	if a.snap == nil {
		s, err := a.h.Model.SnapshotFor(ctx, a.viewer)
		if err != nil {
			return nil, err
		}
		s.Meter(func(bytes int) error { return a.weight.add(bytes, 0) })
		a.snap = s
	}
	return a.snap, nil
}

// asOf says of when the answer is: of the snapshot, or else of now.
func (a *asking) asOf() map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	at, lag := a.h.Model.At()
	if a.snap != nil {
		at, lag = a.snap.At(), a.snap.Lag()
	}
	of := map[string]any{"height": number(at.Height), "time": moment(at.Time)}
	if a.viewer.All { // it counts what everybody does
		of["lag"] = number(lag)
	}
	return of
}

func (a *asking) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	if a.snap != nil {
		a.snap.Close()
	}
}

// guarded wraps resolvers: they are counted, what they give is weighed, and a panic in one is a fault of
// ours in the answer, not the end of the process.
func (h *Handler) guarded(fns map[string]gql.FieldResolveFn) map[string]gql.FieldResolveFn {
	wrapped := make(map[string]gql.FieldResolveFn, len(fns))
	for name, fn := range fns {
		wrapped[name] = func(p gql.ResolveParams) (v any, err error) {
			defer rescue(&err)
			w := &askingOf(p.Context).weight
			if f := w.over.Load(); f != nil {
				return nil, f // nothing more is made of what ended
			}
			if err := p.Context.Err(); err != nil {
				return nil, err
			}
			v, err = w.once(name, p, h.counted(fn))
			if later, ok := v.(func() (any, error)); ok {
				return func() (v any, err error) {
					defer rescue(&err)
					if v, err = later(); err == nil {
						err = w.field(p, v)
					}
					return v, err
				}, err
			}
			if err == nil {
				err = w.field(p, v)
			}
			return v, err
		}
	}
	return wrapped
}

// counted counts the resolvers that have run.
func (h *Handler) counted(fn gql.FieldResolveFn) gql.FieldResolveFn {
	return func(p gql.ResolveParams) (any, error) {
		h.resolved.Add(1)
		return fn(p)
	}
}

func rescue(err *error) {
	if r := recover(); r != nil {
		*err = errors.Join(errPanic, fmt.Errorf("%v", r))
	}
}

var errPanic = errors.New("a resolver panicked")

// number writes a 64-bit number as GraphQL can carry it.
func number(n uint64) string { return strconv.FormatUint(n, 10) }

// moment writes unix seconds as RFC 3339 in UTC.
func moment(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }

// text is nothing where a record has nothing.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
