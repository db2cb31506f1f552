package graphql

import (
	"context"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
)

func partyResolvers() map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		"Party.gln":       of(func(p *readmodel.Party) any { return p.GLN }),
		"Party.name":      of(func(p *readmodel.Party) any { return p.Name }),
		"Party.country":   of(func(p *readmodel.Party) any { return p.Country }),
		"Party.parent":    party(func(p *readmodel.Party) string { return p.Parent }),
		"Party.suspended": of(func(p *readmodel.Party) any { return p.Suspended }),
		"Party.licences": find(func(ctx context.Context, a *asking, p *readmodel.Party, _ arguments) (
			any, error) {
			return then(a.licences.load(ctx, p.GLN), func(rows []readmodel.Licence) any {
				return pointers(rows)
			}), nil
		}),

		"Licence.role": of(func(l *readmodel.Licence) any { return l.Role }),
		// A licence without a first day has held for ever.
		"Licence.from":      of(func(l *readmodel.Licence) any { return l.From.Date().String() }),
		"Licence.until":     of(func(l *readmodel.Licence) any { return text(l.Until.String()) }),
		"Licence.number":    of(func(l *readmodel.Licence) any { return l.Number }),
		"Licence.authority": of(func(l *readmodel.Licence) any { return text(l.Authority) }),
	}
}

func eventResolvers() map[string]gql.FieldResolveFn {
	fns := connectionResolvers[readmodel.Event]("Event")
	for name, fn := range map[string]gql.FieldResolveFn{
		"PageInfo.hasNextPage": of(func(i *pageInfo) any { return i.more }),
		"PageInfo.endCursor": of(func(i *pageInfo) any {
			if i.end == nil {
				return nil
			}
			return i.end()
		}),

		"Event.id":          of(func(e *readmodel.Event) any { return e.ID() }),
		"Event.height":      of(func(e *readmodel.Event) any { return number(e.Height) }),
		"Event.time":        of(func(e *readmodel.Event) any { return moment(e.Time) }),
		"Event.txId":        of(func(e *readmodel.Event) any { return e.TxID }),
		"Event.command":     of(func(e *readmodel.Event) any { return e.Command }),
		"Event.bizStep":     of(func(e *readmodel.Event) any { return text(e.BizStep) }),
		"Event.disposition": of(func(e *readmodel.Event) any { return text(e.Disposition) }),
		"Event.party":       party(func(e *readmodel.Event) string { return e.Party }),
		"Event.site":        party(func(e *readmodel.Event) string { return e.Site }),
		"Event.gtin":        of(func(e *readmodel.Event) any { return text(e.GTIN) }),
		"Event.lot":         of(func(e *readmodel.Event) any { return text(e.Lot) }),
		"Event.summary":     of(func(e *readmodel.Event) any { return e.Summary }),
		"Event.epcis": find(func(_ context.Context, _ *asking, e *readmodel.Event, _ arguments) (any, error) {
			epcis, err := e.EPCIS()
			return text(epcis), err
		}),
	} {
		fns[name] = fn
	}
	return fns
}

func connectEvents(rows []readmodel.Event, l listing) any {
	return connect(rows, l, func(e *readmodel.Event) uint64 { return e.Ordinal })
}
