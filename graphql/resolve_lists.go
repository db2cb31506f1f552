package graphql

import (
	"context"
	"maps"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// maxItems is how many lines of a transfer are shown.
const maxItems = 100

func findTransfer(ctx context.Context, a *asking, args arguments) (any, error) {
	return later(a.transfers.load(ctx, args.text("id"))), nil
}

// list reads the page and a snapshot for a list of the read model.
func list[T any](ctx context.Context, a *asking, name string, args arguments, ordinal func(*T) uint64,
	find func(*readmodel.Snapshot, readmodel.Page) ([]T, error)) (any, error) {

	l, err := a.listing(args, name)
	if err != nil {
		return nil, err
	}
	s, err := a.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := find(s, l.Page)
	if err != nil {
		return nil, err
	}
	return connect(rows, l, ordinal), nil
}

func listLots(ctx context.Context, a *asking, args arguments) (any, error) {
	in := args.input("filter")
	gtin, err := parsed("gtin", in.text("gtin"), gs1.ParseGTIN)
	if err != nil {
		return nil, err
	}
	f := readmodel.LotFilter{GTIN: gtin.String()}
	if recalled, given := in["recalled"].(bool); given {
		f.Recalled = &recalled
	}
	return list(ctx, a, "Query.lots", args, func(l *readmodel.Lot) uint64 { return l.Fact },
		func(s *readmodel.Snapshot, p readmodel.Page) ([]readmodel.Lot, error) {
			return s.ListLots(ctx, f, p)
		})
}

func listTransfers(ctx context.Context, a *asking, args arguments) (any, error) {
	in := args.input("filter")
	from, err := parsed("from", in.text("from"), gs1.ParseGLN)
	if err != nil {
		return nil, err
	}
	to, err := parsed("to", in.text("to"), gs1.ParseGLN)
	if err != nil {
		return nil, err
	}
	f := readmodel.TransferFilter{State: in.text("state"), From: from.String(), To: to.String()}
	return list(ctx, a, "Query.transfers", args, func(t *readmodel.Transfer) uint64 { return t.Fact },
		func(s *readmodel.Snapshot, p readmodel.Page) ([]readmodel.Transfer, error) {
			return s.ListTransfers(ctx, f, p)
		})
}

func listAlerts(ctx context.Context, a *asking, args arguments) (any, error) {
	f, err := args.alertFilter()
	if err != nil {
		return nil, err
	}
	return list(ctx, a, "Query.alerts", args, func(x *readmodel.Alert) uint64 { return x.Fact },
		func(s *readmodel.Snapshot, p readmodel.Page) ([]readmodel.Alert, error) {
			return s.ListAlerts(ctx, f, p)
		})
}

func (a arguments) alertFilter() (f readmodel.AlertFilter, err error) {
	in := a.input("filter")
	gtin, err := parsed("gtin", in.text("gtin"), gs1.ParseGTIN)
	if err != nil {
		return f, err
	}
	lot, err := parsed("lot", in.text("lot"), gs1.ParseLot)
	return readmodel.AlertFilter{Code: in.text("code"), GTIN: gtin.String(), Lot: lot.String()}, err
}

func listResolvers() map[string]gql.FieldResolveFn {
	fns := connectionResolvers[readmodel.Transfer]("Transfer")
	maps.Copy(fns, connectionResolvers[readmodel.Alert]("Alert"))
	goods := func(get func(*record.Goods) any) gql.FieldResolveFn { return of(get) }
	maps.Copy(fns, map[string]gql.FieldResolveFn{
		"Transfer.id":        of(func(t *readmodel.Transfer) any { return t.ID }),
		"Transfer.state":     of(func(t *readmodel.Transfer) any { return t.State }),
		"Transfer.purpose":   of(func(t *readmodel.Transfer) any { return t.Purpose }),
		"Transfer.keep":      of(func(t *readmodel.Transfer) any { return t.Keep }),
		"Transfer.fromParty": party(func(t *readmodel.Transfer) string { return t.FromParty }),
		"Transfer.fromSite":  party(func(t *readmodel.Transfer) string { return t.FromSite }),
		"Transfer.toParty":   party(func(t *readmodel.Transfer) string { return t.ToParty }),
		"Transfer.toSite":    party(func(t *readmodel.Transfer) string { return t.ToSite }),
		"Transfer.shipped":   of(func(t *readmodel.Transfer) any { return moment(t.Shipped) }),
		"Transfer.deadline":  of(func(t *readmodel.Transfer) any { return momentOrNone(t.Deadline) }),
		"Transfer.carrier":   of(func(t *readmodel.Transfer) any { return text(t.Carrier) }),
		"Transfer.items": items(func(all []record.Goods) any {
			return pointers(all[:min(len(all), maxItems)])
		}),
		"Transfer.lines": items(func(all []record.Goods) any { return len(all) }),

		"TransferItem.gtin":     goods(func(g *record.Goods) any { return text(g.GTIN.String()) }),
		"TransferItem.lot":      goods(func(g *record.Goods) any { return text(g.Lot.String()) }),
		"TransferItem.serial":   goods(func(g *record.Goods) any { return text(g.Serial.String()) }),
		"TransferItem.quantity": goods(func(g *record.Goods) any { return number(g.Quantity) }),
		"TransferItem.whole":    goods(func(g *record.Goods) any { return g.Whole }),
		"TransferItem.owner":    party(func(g *record.Goods) string { return g.Owner.String() }),

		"Alert.id":      of(func(x *readmodel.Alert) any { return x.ID }),
		"Alert.code":    of(func(x *readmodel.Alert) any { return x.Code }),
		"Alert.refused": of(func(x *readmodel.Alert) any { return x.Refused }),
		"Alert.gtin":    of(func(x *readmodel.Alert) any { return text(x.GTIN) }),
		"Alert.serial":  of(func(x *readmodel.Alert) any { return text(x.Serial) }),
		"Alert.lot":     of(func(x *readmodel.Alert) any { return text(x.Lot) }),
		"Alert.site":    party(func(x *readmodel.Alert) string { return x.Site }),
		"Alert.time":    of(func(x *readmodel.Alert) any { return moment(x.Time) }),
	})
	return fns
}

func items(show func([]record.Goods) any) gql.FieldResolveFn {
	return find(func(ctx context.Context, a *asking, t *readmodel.Transfer, _ arguments) (any, error) {
		return then(a.items.load(ctx, t.Fact), show), nil
	})
}
