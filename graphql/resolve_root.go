package graphql

import (
	"context"
	"errors"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
)

func rootResolvers() map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		"Query.verify":        root(verify),
		"Query.unit":          root(findUnit),
		"Query.lot":           root(findLot),
		"Query.container":     root(findContainer),
		"Query.product":       root(findProduct),
		"Query.party":         root(findParty),
		"Query.events":        root(findEvents),
		"Query.holders":       root(findHolders),
		"Query.history":       root(findHistory),
		"Query.trace":         root(findTrace),
		"Query.transfer":      root(findTransfer),
		"Query.lots":          root(listLots),
		"Query.transfers":     root(listTransfers),
		"Query.alerts":        root(listAlerts),
		"Query.recalls":       root(findRecalls),
		"Query.exceptions":    root(listExceptions),
		"Query.cases":         root(listCases),
		"Query.network":       root(network),
		"Query.governance":    root(findGovernance),
		"Mutation.submit":     root(submit),
		"Subscription.events": followed, "Subscription.alerts": followed, "Subscription.verdict": followed,
	}
}

// followed resolves the root of a subscription: what topics made of facts.
func followed(p gql.ResolveParams) (any, error) { return p.Source, nil }

// reading lists the root fields that answer from the read model, and are refused
// while it lags. A verdict does not wait for it: it rests on the ledger's state.
func reading(field string) bool {
	switch field {
	case "unit", "container", "lot", "product", "party", "events", "holders", "governance", "transfer", "lots",
		"transfers", "alerts", "trace", "history", "recalls", "exceptions", "cases":
		return true
	}
	return false
}

func findUnit(ctx context.Context, a *asking, args arguments) (any, error) {
	label, err := gs1.ParseLabel(args.text("code"), a.h.Now().UTC().Year())
	if err != nil {
		return nil, refused(codeBadInput, "%v", err)
	}
	if label.GTIN.IsZero() || label.Serial.IsZero() {
		return nil, refused(codeBadInput, "the code names no single pack: it needs GTIN and serial")
	}
	key := readmodel.UnitKey{GTIN: label.GTIN.String(), Serial: label.Serial.String()}
	return later(a.units.load(ctx, key)), nil
}

func findLot(ctx context.Context, a *asking, args arguments) (any, error) {
	key, err := args.lotKey()
	if err != nil {
		return nil, err
	}
	return later(a.lots.load(ctx, key)), nil
}

func findProduct(ctx context.Context, a *asking, args arguments) (any, error) {
	gtin, err := gs1.ParseGTIN(args.text("gtin"))
	if err != nil {
		return nil, refused(codeBadInput, "gtin: %v", err)
	}
	return later(a.products.load(ctx, gtin.String())), nil
}

func findParty(ctx context.Context, a *asking, args arguments) (any, error) {
	gln, err := gs1.ParseGLN(args.text("gln"))
	if err != nil {
		return nil, refused(codeBadInput, "gln: %v", err)
	}
	return later(a.parties.load(ctx, gln.String())), nil
}

func findEvents(ctx context.Context, a *asking, args arguments) (any, error) {
	filter, err := args.filter()
	if err != nil {
		return nil, err
	}
	l, err := a.listing(args, "Query.events")
	if err != nil {
		return nil, err
	}
	s, err := a.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.Events(ctx, filter, l.Page)
	if err != nil {
		return nil, err
	}
	return connectEvents(rows, l), nil
}

func findHolders(ctx context.Context, a *asking, args arguments) (any, error) {
	key, err := args.lotKey()
	if err != nil {
		return nil, err
	}
	return holdersOf(ctx, a, key), nil
}

func holdersOf(ctx context.Context, a *asking, key readmodel.LotKey) any {
	return then(a.holdings.load(ctx, key), func(rows []readmodel.Holding) any {
		return pointers(rows)
	})
}

// pointers lists rows for the executor, which needs a list also where there is
// none.
func pointers[T any](rows []T) []*T {
	list := make([]*T, len(rows))
	for i := range rows {
		list[i] = &rows[i]
	}
	return list
}

// answered says what an error of another part means to the asker.
func (h *Handler) answered(err error, part string) error {
	var f *fault
	switch {
	case errors.As(err, &f), errors.Is(err, ErrLagging),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return err
	}
	h.Log.Warn("graphql", "part", part, "trouble", err)
	return refused(codeUnavailable, "the %s does not answer; try again in a moment", part)
}
