package graphql

import (
	"context"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/record"
)

func unitResolvers() map[string]gql.FieldResolveFn {
	parts := func(get func(*readmodel.Unit) int) gql.FieldResolveFn {
		return of(func(u *readmodel.Unit) any {
			if u.Of == 0 {
				return nil
			}
			return get(u)
		})
	}
	return map[string]gql.FieldResolveFn{
		"Unit.gtin":   of(func(u *readmodel.Unit) any { return u.GTIN }),
		"Unit.serial": of(func(u *readmodel.Unit) any { return u.Serial }),
		"Unit.lot": find(func(ctx context.Context, a *asking, u *readmodel.Unit, _ arguments) (
			any, error) {
			return later(a.lots.load(ctx, readmodel.LotKey{GTIN: u.GTIN, Lot: u.Lot})), nil
		}),
		"Unit.product":  product(func(u *readmodel.Unit) string { return u.GTIN }),
		"Unit.status":   of(func(u *readmodel.Unit) any { return u.Status }),
		"Unit.supplied": parts(func(u *readmodel.Unit) int { return u.Part }),
		"Unit.of":       parts(func(u *readmodel.Unit) int { return u.Of }),
		"Unit.holder":   party(func(u *readmodel.Unit) string { return u.Holder }),
		"Unit.owner":    party(func(u *readmodel.Unit) string { return u.Owner }),
		"Unit.inTransit": of(func(u *readmodel.Unit) any {
			if !u.Near {
				return nil
			}
			return u.InTransit
		}),
		"Unit.hold": of(func(u *readmodel.Unit) any { return holdName(u.Hold) }),
		"Unit.events": find(func(ctx context.Context, a *asking, u *readmodel.Unit, args arguments) (
			any, error) {
			l, err := a.listing(args, "Unit.events", u.GTIN, u.Serial)
			if err != nil {
				return nil, err
			}
			return then(a.unitEvents.at(l.Page).load(ctx, u.Key()), func(rows []readmodel.Event) any {
				return connectEvents(rows, l)
			}), nil
		}),
	}
}

// yield resolves a figure of a lot that is its maker's business; 0 says nothing.
func yield(get func(*readmodel.Lot) uint64) gql.FieldResolveFn {
	return of(func(l *readmodel.Lot) any {
		if n := get(l); l.Mine && n > 0 {
			return number(n)
		}
		return nil
	})
}

func lotResolvers() map[string]gql.FieldResolveFn {
	fns := connectionResolvers[readmodel.Lot]("Lot")
	for name, fn := range map[string]gql.FieldResolveFn{
		"Lot.gtin":       of(func(l *readmodel.Lot) any { return l.GTIN }),
		"Lot.lot":        of(func(l *readmodel.Lot) any { return l.Lot }),
		"Lot.ordinal":    yield(func(l *readmodel.Lot) uint64 { return l.Ordinal }),
		"Lot.expiry":     of(func(l *readmodel.Lot) any { return l.Expiry.String() }),
		"Lot.made":       of(func(l *readmodel.Lot) any { return text(l.Made.String()) }),
		"Lot.serialised": of(func(l *readmodel.Lot) any { return l.Serialised }),
		"Lot.closed":     of(func(l *readmodel.Lot) any { return l.Closed }),
		"Lot.planned":    yield(func(l *readmodel.Lot) uint64 { return l.Planned }),
		"Lot.registered": of(func(l *readmodel.Lot) any {
			if !l.Mine {
				return nil
			}
			return number(l.Registered)
		}),
		"Lot.maker":   party(func(l *readmodel.Lot) string { return l.Maker }),
		"Lot.product": product(func(l *readmodel.Lot) string { return l.GTIN }),
		"Lot.recall": of(func(l *readmodel.Lot) any {
			if l.Class == 0 {
				return nil
			}
			return recall{l.Class, l.Depth}
		}),
		"Lot.hold": of(func(l *readmodel.Lot) any { return holdName(l.Hold) }),
		"Lot.holders": find(func(ctx context.Context, a *asking, l *readmodel.Lot, _ arguments) (
			any, error) {
			return holdersOf(ctx, a, l.Key()), nil
		}),
		"Lot.events": find(func(ctx context.Context, a *asking, l *readmodel.Lot, args arguments) (
			any, error) {
			events, err := a.listing(args, "Lot.events", l.GTIN, l.Lot)
			if err != nil {
				return nil, err
			}
			return then(a.lotEvents.at(events.Page).load(ctx, l.Key()), func(rows []readmodel.Event) any {
				return connectEvents(rows, events)
			}), nil
		}),

		"Holding.site":     party(func(h *readmodel.Holding) string { return h.Site }),
		"Holding.owner":    party(func(h *readmodel.Holding) string { return h.Owner }),
		"Holding.held":     of(func(h *readmodel.Holding) any { return number(h.Held) }),
		"Holding.packed":   of(func(h *readmodel.Holding) any { return number(h.Packed) }),
		"Holding.outgoing": of(func(h *readmodel.Holding) any { return number(h.Outgoing) }),
		"Holding.supplied": of(func(h *readmodel.Holding) any { return number(h.Supplied) }),
		"Holding.gone":     of(func(h *readmodel.Holding) any { return number(h.Gone) }),
		"Holding.hold":     of(func(h *readmodel.Holding) any { return holdName(h.Hold) }),
	} {
		fns[name] = fn
	}
	return fns
}

func productResolvers() map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		"Product.gtin":         of(func(p *readmodel.Product) any { return p.GTIN }),
		"Product.name":         of(func(p *readmodel.Product) any { return p.Name }),
		"Product.strength":     of(func(p *readmodel.Product) any { return p.Strength }),
		"Product.form":         of(func(p *readmodel.Product) any { return p.Form }),
		"Product.pack":         of(func(p *readmodel.Product) any { return p.Pack }),
		"Product.codes":        of(func(p *readmodel.Product) any { return pointers(p.Codes) }),
		"Product.storage":      of(func(p *readmodel.Product) any { return text(p.Storage) }),
		"Product.withdrawn":    of(func(p *readmodel.Product) any { return p.Withdrawn }),
		"Product.manufacturer": party(func(p *readmodel.Product) string { return p.Maker }),
		"Product.lots": find(func(ctx context.Context, a *asking, p *readmodel.Product, args arguments) (
			any, error) {
			lots, err := a.listing(args, "Product.lots", p.GTIN)
			if err != nil {
				return nil, err
			}
			return then(a.lotsOf.at(lots.Page).load(ctx, p.GTIN), func(rows []readmodel.Lot) any {
				return connect(rows, lots, func(l *readmodel.Lot) uint64 { return l.Ordinal })
			}), nil
		}),
		"NationalCode.scheme": of(func(c *record.NationalCode) any { return c.Scheme }),
		"NationalCode.code":   of(func(c *record.NationalCode) any { return c.Code }),
	}
}

// holdName spells a hold flag of a record.
func holdName(flag int) string {
	return [...]string{"NONE", "HELD", "SUSPECT"}[min(max(flag, 0), 2)]
}
