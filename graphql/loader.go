package graphql

import (
	"context"
	"time"

	"pedigree/graphql/readmodel"
)

// loader gathers the keys that resolvers of one level ask for, and finds all of
// them with one statement when the first value is needed: the executor resolves
// thunks level by level.
type loader[K comparable, V any] struct {
	fetch func(context.Context, []K) (map[K]V, error)
	queue []K
	known map[K]bool // found, or in the queue
	found map[K]V
	err   error
}

// batchTime bounds one statement.
const batchTime = time.Second

func (l *loader[K, V]) load(ctx context.Context, k K) func() (V, error) {
	if l.known == nil {
		l.known, l.found = map[K]bool{}, map[K]V{}
	}
	if !l.known[k] {
		l.known[k] = true
		l.queue = append(l.queue, k)
	}
	return func() (V, error) {
		if len(l.queue) > 0 && l.err == nil {
			l.flush(ctx)
		}
		return l.found[k], l.err
	}
}

func (l *loader[K, V]) flush(ctx context.Context) {
	var found map[K]V
	found, l.err = l.fetch(ctx, l.queue)
	l.queue = nil
	for k, v := range found {
		l.found[k] = v
	}
}

// pages is a loader for each page that is asked for.
type pages[K comparable, T any] struct {
	fetch  func(readmodel.Page) func(context.Context, []K) (map[K][]T, error)
	byPage map[readmodel.Page]*loader[K, []T]
}

func (p *pages[K, T]) at(page readmodel.Page) *loader[K, []T] {
	if p.byPage == nil {
		p.byPage = map[readmodel.Page]*loader[K, []T]{}
	}
	if p.byPage[page] == nil {
		p.byPage[page] = &loader[K, []T]{fetch: p.fetch(page)}
	}
	return p.byPage[page]
}

// fetching binds a question of the read model to the asking's snapshot.
func fetching[K comparable, V any](a *asking,
	find func(*readmodel.Snapshot, context.Context, []K) (map[K]V, error),
) func(context.Context, []K) (map[K]V, error) {
	return func(ctx context.Context, keys []K) (map[K]V, error) {
		s, err := a.snapshot(ctx) // lives as long as the whole question
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(ctx, batchTime)
		defer cancel()
		return find(s, ctx, keys)
	}
}

func paging[K comparable, T any](a *asking,
	find func(*readmodel.Snapshot, context.Context, []K, readmodel.Page) (map[K][]T, error),
) func(readmodel.Page) func(context.Context, []K) (map[K][]T, error) {
	return func(page readmodel.Page) func(context.Context, []K) (map[K][]T, error) {
		return fetching(a, func(s *readmodel.Snapshot, ctx context.Context, keys []K) (
			map[K][]T, error) {
			return find(s, ctx, keys, page)
		})
	}
}
