package graphql

import (
	"context"
	"encoding/base64"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// maxOrder is the largest order that submit takes; POST /tx takes larger ones.
const maxOrder = 48_000

// How far an order got, and how far it is to be followed.
const (
	statusAccepted  = "ACCEPTED"
	statusCommitted = "COMMITTED"
	statusProjected = "PROJECTED"
)

// submit sends an order and follows it as far as the asker wants. PROJECTED is
// said only once it is true: an order that the read model has not reached in
// time stays COMMITTED.
func submit(ctx context.Context, a *asking, args arguments) (any, error) {
	tx, err := base64.StdEncoding.Strict().DecodeString(args.text("tx"))
	if err != nil || len(tx) == 0 {
		return nil, refused(codeBadInput, "tx is the order's bytes in base64")
	}
	if len(tx) > maxOrder {
		return nil, refused(codeTooLarge, "submit takes at most %d bytes; send more to POST /tx",
			maxOrder)
	}
	wait := args.text("wait")
	follow := wait
	if wait == statusProjected {
		follow = statusCommitted
	}
	o, err := a.h.Ledger.Submit(ctx, tx, follow)
	if err != nil {
		return nil, a.h.answered(err, "ledger")
	}
	if wait == statusProjected && o.Status == statusCommitted && a.projected(ctx, o) == nil {
		o.Status = statusProjected
	}
	return &o, nil
}

func (a *asking) projected(ctx context.Context, o Outcome) error {
	ctx, cancel := context.WithTimeout(ctx, a.h.pace.height)
	defer cancel()
	if o.Facts > 0 {
		return a.h.Model.WaitFact(ctx, o.First+o.Facts-1)
	}
	return a.h.Model.Wait(ctx, o.Height)
}

func submitResolvers() map[string]gql.FieldResolveFn {
	refusal := func(get func(record.Code) any) gql.FieldResolveFn {
		return of(func(o *Outcome) any {
			if o.Code == record.OK {
				return nil
			}
			return get(o.Code)
		})
	}
	placed := func(get func(*Outcome) any) gql.FieldResolveFn {
		return of(func(o *Outcome) any {
			if o.Height == 0 {
				return nil
			}
			return get(o)
		})
	}
	return map[string]gql.FieldResolveFn{
		"Submitted.id":      of(func(o *Outcome) any { return o.ID }),
		"Submitted.status":  of(func(o *Outcome) any { return o.Status }),
		"Submitted.height":  placed(func(o *Outcome) any { return number(o.Height) }),
		"Submitted.index":   placed(func(o *Outcome) any { return int(o.Index) }),
		"Submitted.code":    refusal(func(c record.Code) any { return c.String() }),
		"Submitted.number":  refusal(func(c record.Code) any { return int(c) }),
		"Submitted.advice":  refusal(func(c record.Code) any { return text(c.Advice()) }),
		"Submitted.message": of(func(o *Outcome) any { return text(o.Text) }),
		"Submitted.events": find(func(ctx context.Context, a *asking, o *Outcome, _ arguments) (
			any, error) {
			if o.Height == 0 {
				return []*readmodel.Event{}, nil
			}
			s, err := a.snapshot(ctx)
			if err != nil {
				return nil, err
			}
			rows, err := s.EventsOfTx(ctx, o.Height, o.Index)
			return pointers(rows), err
		}),
	}
}
