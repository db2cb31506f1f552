package graphql

import (
	"context"
	"maps"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/record"
)

func findRecalls(ctx context.Context, a *asking, args arguments) (any, error) {
	key, err := args.lotKey()
	if err != nil {
		return nil, err
	}
	return then(a.recalls.load(ctx, key), func(rows []readmodel.RecallOrder) any {
		return pointers(rows)
	}), nil
}

func listExceptions(ctx context.Context, a *asking, args arguments) (any, error) {
	in := args.input("filter")
	open, _ := in["open"].(bool)
	return list(ctx, a, "Query.exceptions", args, func(x *readmodel.Exception) uint64 { return x.Fact },
		func(s *readmodel.Snapshot, p readmodel.Page) ([]readmodel.Exception, error) {
			return s.ListExceptions(ctx, in.text("transfer"), open, p)
		})
}

func listCases(ctx context.Context, a *asking, args arguments) (any, error) {
	open, _ := args.input("filter")["open"].(bool)
	return list(ctx, a, "Query.cases", args, func(c *readmodel.Case) uint64 { return c.Fact },
		func(s *readmodel.Snapshot, p readmodel.Page) ([]readmodel.Case, error) {
			return s.ListCases(ctx, open, p)
		})
}

func recallResolvers() map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		"RecallOrder.id":     of(func(r *readmodel.RecallOrder) any { return r.ID }),
		"RecallOrder.gtin":   of(func(r *readmodel.RecallOrder) any { return r.GTIN }),
		"RecallOrder.lot":    of(func(r *readmodel.RecallOrder) any { return r.Lot }),
		"RecallOrder.class":  of(func(r *readmodel.RecallOrder) any { return int(r.Class) }),
		"RecallOrder.depth":  of(func(r *readmodel.RecallOrder) any { return r.Depth }),
		"RecallOrder.reason": of(func(r *readmodel.RecallOrder) any { return r.Reason }),
		"RecallOrder.party":  party(func(r *readmodel.RecallOrder) string { return r.Party }),
		"RecallOrder.time":   of(func(r *readmodel.RecallOrder) any { return moment(r.Time) }),
		"RecallOrder.reach": find(func(ctx context.Context, a *asking, r *readmodel.RecallOrder,
			_ arguments) (any, error) {
			return then(a.reaches.load(ctx, r.ID), func(rows []readmodel.Reach) any {
				return pointers(rows)
			}), nil
		}),

		"RecallReach.site":         party(func(r *readmodel.Reach) string { return r.Site }),
		"RecallReach.acknowledged": of(func(r *readmodel.Reach) any { return momentOrNone(r.Acknowledged) }),
		"RecallReach.seconds": of(func(r *readmodel.Reach) any {
			if r.Acknowledged == 0 {
				return nil
			}
			return number(uint64(r.Acknowledged - r.Ordered))
		}),
		"RecallReach.note":        of(func(r *readmodel.Reach) any { return text(r.Note) }),
		"RecallReach.held":        of(func(r *readmodel.Reach) any { return number(r.Held) }),
		"RecallReach.outgoing":    of(func(r *readmodel.Reach) any { return number(r.Outgoing) }),
		"RecallReach.supplied":    of(func(r *readmodel.Reach) any { return number(r.Supplied) }),
		"RecallReach.gone":        of(func(r *readmodel.Reach) any { return number(r.Gone) }),
		"RecallReach.returned":    of(func(r *readmodel.Reach) any { return number(r.Returned) }),
		"RecallReach.outstanding": of(func(r *readmodel.Reach) any { return number(r.Outstanding()) }),
	}
}

func troubleResolvers() map[string]gql.FieldResolveFn {
	fns := connectionResolvers[readmodel.Exception]("Exception")
	maps.Copy(fns, connectionResolvers[readmodel.Case]("Case"))
	maps.Copy(fns, recallResolvers())
	maps.Copy(fns, map[string]gql.FieldResolveFn{
		"Exception.id":       of(func(x *readmodel.Exception) any { return x.ID }),
		"Exception.transfer": of(func(x *readmodel.Exception) any { return x.Transfer }),
		"Exception.kind":     of(func(x *readmodel.Exception) any { return x.Kind }),
		"Exception.reporter": party(func(x *readmodel.Exception) string { return x.Reporter }),
		"Exception.partner":  party(func(x *readmodel.Exception) string { return x.Partner }),
		"Exception.items":    of(func(x *readmodel.Exception) any { return pointers(shortened(x.Items)) }),
		"Exception.text":     of(func(x *readmodel.Exception) any { return text(x.Text) }),
		"Exception.opened":   of(func(x *readmodel.Exception) any { return moment(x.Opened) }),
		"Exception.resolved": of(func(x *readmodel.Exception) any { return momentOrNone(x.Resolved) }),
		"Exception.outcome":  of(func(x *readmodel.Exception) any { return text(x.Outcome) }),

		"Case.id":             of(func(c *readmodel.Case) any { return c.ID }),
		"Case.party":          party(func(c *readmodel.Case) string { return c.Party }),
		"Case.site":           party(func(c *readmodel.Case) string { return c.Site }),
		"Case.reason":         of(func(c *readmodel.Case) any { return c.Reason }),
		"Case.items":          of(func(c *readmodel.Case) any { return pointers(goodsOf(c)) }),
		"Case.opened":         of(func(c *readmodel.Case) any { return moment(c.Opened) }),
		"Case.closed":         of(func(c *readmodel.Case) any { return momentOrNone(c.Closed) }),
		"Case.outcome":        of(func(c *readmodel.Case) any { return text(c.Outcome) }),
		"Case.classification": of(func(c *readmodel.Case) any { return text(c.Classification) }),
		"Case.incident":       of(func(c *readmodel.Case) any { return text(c.Incident) }),
		"Case.text":           of(func(c *readmodel.Case) any { return text(c.Text) }),
		"Case.noticeDue":      of(func(c *readmodel.Case) any { return momentOrNone(c.NoticeDue()) }),
		"Case.findings": find(func(ctx context.Context, a *asking, c *readmodel.Case, _ arguments) (
			any, error) {
			return then(a.findings.load(ctx, c.ID), func(rows []readmodel.Finding) any {
				return pointers(rows)
			}), nil
		}),
		"Finding.party": party(func(f *readmodel.Finding) string { return f.Party }),
		"Finding.time":  of(func(f *readmodel.Finding) any { return moment(f.Time) }),
		"Finding.text":  of(func(f *readmodel.Finding) any { return f.Text }),
	})
	return fns
}

func shortened(all []record.Goods) []record.Goods { return all[:min(len(all), maxItems)] }

func goodsOf(c *readmodel.Case) []record.Goods {
	goods := make([]record.Goods, 0, len(c.Items))
	for _, i := range c.Items {
		goods = append(goods, i.Goods)
	}
	return shortened(goods)
}
