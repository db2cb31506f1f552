package tests

import (
	"context"
	"fmt"
	"strings"

	"pedigree/graphql/readmodel"
)

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
	grants, err := s.Grants(ctx, glns)
	if err != nil {
		return nil, err
	}
	for _, list := range grants {
		for _, g := range list {
			say("grant|"+g.ID, g.Owner, g.Grantee, g.Kind, g.Until, g.Revoked)
		}
	}
	if err := toldRecalls(ctx, s, r, say); err != nil {
		return nil, err
	}
	return words, toldTroubles(ctx, s, say)
}

func toldRecalls(ctx context.Context, s *readmodel.Snapshot, r *records, say func(string, ...any)) error {
	var lots []readmodel.LotKey
	for _, l := range r.lots {
		lots = append(lots, lotKey(l))
	}
	recalls, err := s.Recalls(ctx, lots)
	if err != nil {
		return err
	}
	for _, list := range recalls {
		for _, x := range list {
			say("recall|"+x.ID, x.GTIN, x.Lot, x.Class, x.Depth, x.Party, x.Reason, x.Time)
			reach, err := s.Reaches(ctx, []string{x.ID})
			if err != nil {
				return err
			}
			for _, at := range reach[x.ID] {
				if at.Acknowledged > 0 {
					say("ack|"+x.ID+"|"+at.Site, at.Acknowledged)
				}
			}
		}
	}
	return nil
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
