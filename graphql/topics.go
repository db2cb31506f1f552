package graphql

import (
	"context"
	"fmt"
	"slices"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// topic is what a subscription is about: which facts wake it, as whom they are
// looked at, and what they become for the subscriber.
type topic struct {
	filter readmodel.Filter
	whole  bool // wakes on facts that the subscriber may not see
	turn   func(ctx context.Context, s *readmodel.Snapshot, rows []readmodel.Event) ([]any, error)
}

// topicOf reads the arguments of a subscription.
func (h *Handler) topicOf(field string, args arguments) (topic, error) {
	switch field {
	case "alerts":
		return h.alertTopic(args)
	case "verdict":
		return h.verdictTopic(args)
	}
	filter, err := args.filter()
	return topic{filter: filter, turn: func(_ context.Context, _ *readmodel.Snapshot,
		rows []readmodel.Event) ([]any, error) {
		return roots(rows), nil
	}}, err
}

func roots[T any](rows []T) []any {
	list := make([]any, len(rows))
	for i := range rows {
		list[i] = &rows[i]
	}
	return list
}

func (h *Handler) alertTopic(args arguments) (topic, error) {
	f, err := args.alertFilter()
	return topic{filter: readmodel.Filter{Command: "alert"}, turn: func(ctx context.Context,
		s *readmodel.Snapshot, rows []readmodel.Event) ([]any, error) {
		if len(rows) == 0 {
			return nil, nil
		}
		list, err := s.ListAlerts(ctx, f, readmodel.Page{After: rows[0].Ordinal - 1, First: batch})
		last := rows[len(rows)-1].Ordinal
		list = slices.DeleteFunc(list, func(x readmodel.Alert) bool { return x.Fact > last })
		return roots(list), err
	}}, err
}

// verdictTopic says the verdict on a pack at once, and again whenever it changes. It
// looks again after facts about the pack's product, of which it shows none.
func (h *Handler) verdictTopic(args arguments) (topic, error) {
	ask := Ask{Code: args.text("code"), Purpose: record.Purpose(args.text("purpose")),
		Market: args.text("market")}
	if ask.Purpose == "" {
		ask.Purpose = record.ForPatient
	}
	label, err := gs1.ParseLabel(ask.Code, h.Now().UTC().Year())
	if err != nil || label.GTIN.IsZero() {
		return topic{}, refused(codeBadInput, "the code names no product")
	}
	last := ""
	return topic{filter: readmodel.Filter{GTIN: label.GTIN.String()}, whole: true,
		turn: func(ctx context.Context, _ *readmodel.Snapshot, rows []readmodel.Event) ([]any, error) {
			if last != "" && len(rows) == 0 {
				return nil, nil
			}
			if n := len(rows); n > 0 {
				ask.MinHeight = rows[n-1].Height
			}
			answer, err := h.Verifier.Verify(ctx, ask)
			if err != nil {
				return nil, h.answered(err, "ledger")
			}
			said := fmt.Sprint(answer.Headline, answer.Use, answer.Reasons)
			if said == last {
				return nil, nil
			}
			last = said
			return []any{&answer}, nil
		}}, nil
}
