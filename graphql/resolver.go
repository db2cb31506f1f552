package graphql

import (
	"context"
	"fmt"
	"maps"

	gql "github.com/graphql-go/graphql"
)

// resolvers lists all of them by "Type.field".
func resolvers() map[string]gql.FieldResolveFn {
	all := map[string]gql.FieldResolveFn{}
	for _, some := range []map[string]gql.FieldResolveFn{
		rootResolvers(), verdictResolvers(), unitResolvers(), containerResolvers(), lotResolvers(), productResolvers(),
		partyResolvers(), eventResolvers(), listResolvers(), traceResolvers(), historyResolvers(),
		troubleResolvers(),
		networkResolvers(), submitResolvers(),
		governResolvers(),
	} {
		maps.Copy(all, some)
	}
	return all
}

// of resolves a field that its record holds.
func of[T any](get func(T) any) gql.FieldResolveFn {
	return func(p gql.ResolveParams) (any, error) {
		source, ok := p.Source.(T)
		if !ok {
			return nil, fmt.Errorf("%s.%s of a %T", p.Info.ParentType, p.Info.FieldName, p.Source)
		}
		return get(source), nil
	}
}

// find resolves a field that has to be looked up: what it gives may be a thunk.
func find[T any](get func(context.Context, *asking, T, arguments) (any, error)) gql.FieldResolveFn {
	return func(p gql.ResolveParams) (any, error) {
		source, ok := p.Source.(T)
		if !ok {
			return nil, fmt.Errorf("%s.%s of a %T", p.Info.ParentType, p.Info.FieldName, p.Source)
		}
		return get(p.Context, askingOf(p.Context), source, p.Args)
	}
}

// root resolves a field of Query, Mutation or Subscription.
func root(get func(context.Context, *asking, arguments) (any, error)) gql.FieldResolveFn {
	return func(p gql.ResolveParams) (any, error) {
		return get(p.Context, askingOf(p.Context), p.Args)
	}
}

func askingOf(ctx context.Context) *asking { return ctx.Value(askingKey{}).(*asking) }

// later makes a thunk of what a loader promised.
func later[V any](promise func() (V, error)) func() (any, error) {
	return func() (any, error) {
		v, err := promise()
		if err != nil {
			return nil, err
		}
		return v, nil
	}
}

// then makes a thunk that turns what a loader promised into something else.
func then[V any](promise func() (V, error), turn func(V) any) func() (any, error) {
	return func() (any, error) {
		v, err := promise()
		if err != nil {
			return nil, err
		}
		return turn(v), nil
	}
}

// party resolves a GLN to its party.
func party[T any](gln func(T) string) gql.FieldResolveFn {
	return find(func(ctx context.Context, a *asking, source T, _ arguments) (any, error) {
		if gln(source) == "" {
			return nil, nil
		}
		return later(a.parties.load(ctx, gln(source))), nil
	})
}

// product resolves a GTIN to its product.
func product[T any](gtin func(T) string) gql.FieldResolveFn {
	return find(func(ctx context.Context, a *asking, source T, _ arguments) (any, error) {
		return later(a.products.load(ctx, gtin(source))), nil
	})
}
