package tests

import (
	"context"
	"fmt"
	"strings"

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
		var what any
		var err error
		switch record.KindOf(key) {
		case "party":
			var p *record.Party
			if p, err = record.DecodeParty(v); err == nil {
				parent := ""
				if p.Parent != nil {
					parent = p.Parent.String()
				}
				what = []any{p.Name, p.Country, parent, p.Suspended, licenceWords(p.Licences)}
			}
		case "product":
			var p *record.Product
			if p, err = record.DecodeProduct(v); err == nil {
				what = []any{p.Sealed.Maker, p.Name, p.Substance, p.Strength, p.Form, p.Pack, p.Codes,
					p.Withdrawn}
			}
		case "recall":
			var x *record.Recall
			if x, err = record.DecodeRecall(v); err == nil {
				what = []any{x.Sealed.GTIN, x.Sealed.Number, x.Class, x.Depth, x.Sealed.Party,
					x.Sealed.Reason, x.Sealed.Time}
			}
		case "exception":
			var x *record.Exception
			if x, err = record.DecodeException(v); err == nil {
				e := x.Sealed
				what = []any{e.Transfer, e.Kind, e.Reporter, e.Partner, e.Text, e.Opened, e.Resolved,
					e.Outcome, len(e.Items)}
			}
		case "case":
			var x *record.Case
			if x, err = record.DecodeCase(v); err == nil {
				c := x.Sealed
				what = []any{c.Party, c.Site, c.Reason, c.Opened, c.Closed, c.Outcome, c.Classification,
					c.Incident, len(c.Findings)}
			}
		case "ack":
			var x *record.Acknowledgement
			if x, err = record.DecodeAcknowledgement(v); err == nil {
				what = []any{x.Sealed.Time}
			}
		case "grant":
			var x *record.Grant
			if x, err = record.DecodeGrant(v); err == nil {
				g := x.Sealed
				what = []any{g.Owner, g.Grantee, g.Kind, g.Until, g.Revoked}
			}
		default:
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		words[key] = fmt.Sprintf("%v", what)
	}
	return words, nil
}

func licenceWords(list []record.Licence) (words []string) {
	for _, l := range list {
		words = append(words, fmt.Sprint(l.Role, l.From, l.Until, l.Number, l.Authority))
	}
	return words
}

// everything is a page that leaves nothing out.
var everything = readmodel.Page{First: 100_000}

// toldOthers puts the same into words, as the read model has it.
func toldOthers(ctx context.Context, s *readmodel.Snapshot, now state, r *records) (map[string]string, error) {
	words := map[string]string{}
	say := func(key string, what ...any) { words[key] = fmt.Sprintf("%v", what) }
	glns, gtins := namesOf(now, "party|"), namesOf(now, "product|")
	parties, err := s.Parties(ctx, glns)
	if err != nil {
		return nil, err
	}
	given, err := s.Licences(ctx, glns)
	if err != nil {
		return nil, err
	}
	for _, p := range parties {
		var list []string
		for _, l := range given[p.GLN] {
			list = append(list, fmt.Sprint(l.Role, l.From, l.Until, l.Number, l.Authority))
		}
		say("party|"+p.GLN, p.Name, p.Country, p.Parent, p.Suspended, list)
	}
	products, err := s.Products(ctx, gtins)
	if err != nil {
		return nil, err
	}
	for _, p := range products {
		say("product|"+p.GTIN, p.Maker, p.Name, p.Substance, p.Strength, p.Form, p.Pack, p.Codes,
			p.Withdrawn)
	}
	var lots []readmodel.LotKey
	for key, l := range r.lots {
		lots = append(lots, readmodel.LotKey{GTIN: gtinOf(key), Lot: l.Sealed.Number.String()})
	}
	recalls, err := s.Recalls(ctx, lots)
	if err != nil {
		return nil, err
	}
	for _, list := range recalls {
		for _, x := range list {
			say("recall|"+x.ID, x.GTIN, x.Lot, x.Class, x.Depth, x.Party, x.Reason, x.Time)
			reach, err := s.Reaches(ctx, []string{x.ID})
			if err != nil {
				return nil, err
			}
			for _, at := range reach[x.ID] {
				if at.Acknowledged > 0 {
					say("ack|"+x.ID+"|"+at.Site, at.Acknowledged)
				}
			}
		}
	}
	grants, err := s.Grants(ctx, glns)
	if err != nil {
		return nil, err
	}
	for _, list := range grants {
		for _, g := range list {
			say("grant|"+g.ID, g.Owner, g.Grantee, g.Kind, g.Until, g.Revoked)
		}
	}
	return words, toldTroubles(ctx, s, say)
}

func toldTroubles(ctx context.Context, s *readmodel.Snapshot, say func(string, ...any)) error {
	exceptions, err := s.ListExceptions(ctx, "", false, everything)
	if err != nil {
		return err
	}
	for _, e := range exceptions {
		say("exception|"+e.ID, e.Transfer, e.Kind, e.Reporter, e.Partner, e.Text, e.Opened, e.Resolved,
			e.Outcome, len(e.Items))
	}
	cases, err := s.ListCases(ctx, false, everything)
	if err != nil {
		return err
	}
	for _, c := range cases {
		found, err := s.Findings(ctx, []string{c.ID})
		if err != nil {
			return err
		}
		say("case|"+c.ID, c.Party, c.Site, c.Reason, c.Opened, c.Closed, c.Outcome, c.Classification,
			c.Incident, len(found[c.ID]))
	}
	return nil
}

// namesOf gives what stands behind a prefix of keys.
func namesOf(now state, prefix string) (names []string) {
	for _, key := range now.keys(prefix) {
		names = append(names, strings.TrimPrefix(key, prefix))
	}
	return names
}
