package graphql

import (
	"context"
	"encoding/base64"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// verify asks about a code. The answer says nothing that anybody who holds the pack may
// not know; its proof shows sealed parts to whom they concern.
func verify(ctx context.Context, a *asking, args arguments) (any, error) {
	height, err := args.number("minHeight")
	if err != nil {
		return nil, err
	}
	purpose := record.Purpose(args.text("purpose"))
	if purpose == "" {
		purpose = record.ForPatient
	}
	answer, err := a.h.Verifier.Verify(ctx, Ask{Code: args.text("code"), Purpose: purpose,
		Market: args.text("market"), MinHeight: height, By: a.who.device})
	if err != nil {
		return nil, a.h.answered(err, "ledger")
	}
	return &answer, nil
}

func verdictResolvers() map[string]gql.FieldResolveFn {
	fns := map[string]gql.FieldResolveFn{
		"Verdict.verdict":      of(func(v *Answer) any { return string(v.Headline) }),
		"Verdict.authenticity": of(func(v *Answer) any { return string(v.Authenticity) }),
		"Verdict.use":          of(func(v *Answer) any { return string(v.Use) }),
		"Verdict.reasons":      of(func(v *Answer) any { return pointers(v.Reasons) }),
		"Verdict.basis":        of(basis),
		"Verdict.label":        of(label),
		"Verdict.lot":          of(publicLotOf),
		"Verdict.product":      of(publicProductOf),
		"Verdict.trail":        find(trail),
		"Verdict.height":       of(func(v *Answer) any { return number(v.Height) }),
		"Verdict.time":         of(func(v *Answer) any { return moment(v.Time) }),
		"Verdict.bundle":       find(bundle),
		"Verdict.message":      of(func(v *Answer) any { return v.Message }),
		"Verdict.advice":       of(func(v *Answer) any { return v.Advice }),

		"Reason.code": of(func(r *record.Reason) any { return r.Code }),
		"Reason.text": of(func(r *record.Reason) any { return r.Text }),

		"Label.gtin":          of(func(l *gs1.Label) any { return l.GTIN.String() }),
		"Label.serial":        of(func(l *gs1.Label) any { return text(l.Serial.String()) }),
		"Label.lot":           of(func(l *gs1.Label) any { return text(l.Lot.String()) }),
		"Label.expiry":        of(func(l *gs1.Label) any { return text(l.Expiry.String()) }),
		"Label.humanReadable": of(func(l *gs1.Label) any { return l.HumanReadable() }),
		"Label.digitalLink":   of(func(l *gs1.Label) any { return l.DigitalLink("") }),

		"PublicStep.step":    of(func(s *readmodel.Step) any { return s.Step }),
		"PublicStep.role":    of(func(s *readmodel.Step) any { return s.Role }),
		"PublicStep.country": of(func(s *readmodel.Step) any { return s.Country }),
		"PublicStep.day":     of(func(s *readmodel.Step) any { return s.Day.String() }),
	}
	for name, fn := range publicResolvers() {
		fns[name] = fn
	}
	return fns
}

// basis never says PROVEN: that is not for a server to say.
func basis(v *Answer) any {
	if v.Basis == record.Sealed {
		return string(record.Sealed)
	}
	return string(record.Reported)
}

func label(v *Answer) any {
	if v.Label.GTIN.IsZero() {
		return nil
	}
	return &v.Label
}

// bundle makes the proof. None is given rather than one that cannot be made now: who
// asked for it does not believe the verdict without.
func bundle(ctx context.Context, a *asking, v *Answer, _ arguments) (any, error) {
	if v.Bundle == nil {
		return nil, nil
	}
	b, err := v.Bundle(ctx)
	if err != nil {
		return nil, a.h.answered(err, "ledger")
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// trail gives the way of a pack that is on the ledger; of a lot without serials
// only where it comes from. It stands beside the verdict, which rests on the ledger
// alone: without a read model the trail is empty, as while the read model lags, and
// the verdict stands.
func trail(ctx context.Context, a *asking, v *Answer, _ arguments) (any, error) {
	if v.Lot == nil {
		return []*readmodel.Step{}, nil
	}
	steps, err := a.steps(ctx, v)
	if err != nil && ctx.Err() == nil {
		a.h.Log.Warn("graphql", "part", "trail", "trouble", err)
		return []*readmodel.Step{}, nil
	}
	return pointers(steps), err
}

func (a *asking) steps(ctx context.Context, v *Answer) ([]readmodel.Step, error) {
	s, err := a.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	gtin := v.Label.GTIN.String()
	switch {
	case v.Unit != nil:
		return s.Trail(ctx, readmodel.UnitKey{GTIN: gtin, Serial: v.Label.Serial.String()})
	case !v.Lot.Serialised:
		return s.TrailOfLot(ctx, readmodel.LotKey{GTIN: gtin, Lot: v.Label.Lot.String()})
	}
	return nil, nil
}
