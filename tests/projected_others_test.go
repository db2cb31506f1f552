package tests

import (
	"context"
	"fmt"

	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// compareOthers compares what the trade does not move: parties, products, recalls,
// exceptions, cases and permissions.
func (r *records) compareOthers(ctx context.Context, s *readmodel.Snapshot, now state) error {
	want, err := spoken(now)
	if err != nil {
		return err
	}
	told, err := toldOthers(ctx, s, now, r)
	if err != nil {
		return err
	}
	for key, text := range want {
		if told[key] != text {
			return fmt.Errorf("%s is %s; the ledger says %s", key, told[key], text)
		}
	}
	for key := range told {
		if want[key] == "" {
			return fmt.Errorf("%s is not in the ledger", key)
		}
	}
	return nil
}

// spoken puts records into words, by their keys.
func spoken(now state) (map[string]string, error) {
	words := map[string]string{}
	for key, v := range now {
		say := inWords[record.KindOf(key)]
		if say == nil {
			continue
		}
		what, err := say(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		words[key] = fmt.Sprintf("%v", what)
	}
	return words, nil
}

// inWords are what the read model should say of records, by kind.
var inWords = map[string]func(record.Value) ([]any, error){
	"party": read(record.DecodeParty, func(p *record.Party) []any {
		parent := ""
		if p.Parent != nil {
			parent = p.Parent.String()
		}
		return []any{p.Name, p.Country, parent, p.Suspended, licenceWords(p.Licences)}
	}),
	"product": read(record.DecodeProduct, func(p *record.Product) []any {
		return []any{p.Sealed.Maker, p.Name, p.Substance, p.Strength, p.Form, p.Pack, p.Codes, p.Withdrawn}
	}),
	"recall": read(record.DecodeRecall, func(x *record.Recall) []any {
		r := x.Sealed
		return []any{r.GTIN, r.Number, x.Class, x.Depth, r.Party, r.Reason, r.Time}
	}),
	"exception": read(record.DecodeException, func(x *record.Exception) []any {
		e := x.Sealed
		return []any{e.Transfer, e.Kind, e.Reporter, e.Partner, e.Text, e.Opened, e.Resolved, e.Outcome,
			len(e.Items)}
	}),
	"case": read(record.DecodeCase, func(x *record.Case) []any {
		c := x.Sealed
		return []any{c.Party, c.Site, c.Reason, c.Opened, c.Closed, c.Outcome, c.Classification,
			c.Incident, len(c.Findings)}
	}),
	"ack": read(record.DecodeAcknowledgement, func(x *record.Acknowledgement) []any {
		return []any{x.Sealed.Time}
	}),
	"grant": read(record.DecodeGrant, func(x *record.Grant) []any {
		g := x.Sealed
		return []any{g.Owner, g.Grantee, g.Kind, g.Until, g.Revoked}
	}),
}

func read[T any](decode func(record.Value) (*T, error), say func(*T) []any) func(record.Value) ([]any, error) {
	return func(v record.Value) ([]any, error) {
		x, err := decode(v)
		if err != nil {
			return nil, err
		}
		return say(x), nil
	}
}

func licenceWords(list []record.Licence) (words []string) {
	for _, l := range list {
		words = append(words, fmt.Sprint(l.Role, l.From, l.Until, l.Number, l.Authority))
	}
	return words
}
