package tests

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// The state beside the goods: people, permissions, what went wrong, governance.

// table is the records of a kind, each as text by the rest of its key.
func (c *comparing) table(kind string, text func(v record.Value) (string, error)) map[string]string {
	rows := map[string]string{}
	for key, v := range c.s {
		if rest, is := strings.CutPrefix(key, kind+"|"); is {
			t, err := text(v)
			if err != nil {
				c.differ(key, "can be read", err)
			}
			rows[rest] = t
		}
	}
	return rows
}

// sameTable compares what the model has of a kind with the records of that kind.
func sameTable[K comparable, V any](c *comparing, kind string, of map[K]V, key func(K) string,
	text func(V) string, got map[string]string) {
	want := map[string]string{}
	for k, v := range of {
		want[key(k)] = text(v)
	}
	for _, k := range slices.Sorted(maps.Keys(want)) {
		c.differ(kind+" "+k, want[k], got[k])
	}
	c.differ(kind+": how many", len(want), len(got))
}

func (c *comparing) people() {
	sameTable(c, "party", c.w.Parties, gs1.GLN.String, func(p *model.Party) string {
		return fmt.Sprint(p.Parent, p.Name, p.Country, p.Suspended, len(p.Licences), rolesOf(p.Licences))
	}, c.table("party", func(v record.Value) (string, error) {
		p, err := record.DecodeParty(v)
		parent := gs1.GLN{}
		if p.Parent != nil {
			parent = *p.Parent
		}
		return fmt.Sprint(parent, p.Name, p.Country, p.Suspended, len(p.Licences), rolesOf(p.Licences)), err
	}))
	sameTable(c, "key", c.w.Keys, record.KID.String, func(k *model.Key) string {
		return fmt.Sprint(k.Party, k.Site, k.Commands, k.From, k.Until, k.Revoked, k.Highest)
	}, c.table("key", func(v record.Value) (string, error) {
		k, err := record.DecodeDeviceKey(v)
		return fmt.Sprint(k.Party, k.Site, k.Commands, k.From, k.Until, k.Revoked != 0, k.Window.Highest), err
	}))
	same := func(s string) string { return s }
	sameTable(c, "prefix", c.w.Prefixes, same, gs1.GLN.String, c.table("prefix",
		func(v record.Value) (string, error) {
			p, err := record.DecodePrefix(v)
			return p.Party.String(), err
		}))
	sameTable(c, "grant", c.w.Grants, byID, func(g *model.Grant) string {
		return fmt.Sprint(g.Owner, g.Grantee, g.Kind, g.Until, g.Revoked)
	}, c.table("grant", func(v record.Value) (string, error) {
		g, err := record.DecodeGrant(v)
		return fmt.Sprint(g.Sealed.Owner, g.Sealed.Grantee, g.Sealed.Kind, g.Sealed.Until,
			g.Sealed.Revoked != 0), err
	}))
}

// rolesOf leaves out who gave the licences at genesis: nobody did.
func rolesOf(ls []record.Licence) (texts []string) {
	for _, l := range ls {
		texts = append(texts, fmt.Sprint(l.Role, l.From, l.Until, l.Number, l.Authority))
	}
	return texts
}

func byID(id record.ID) string { return string(id) }

func (c *comparing) others() {
	sameTable(c, "recall", c.w.Recalls, byID, func(r *model.Recall) string {
		return fmt.Sprint(indexOf.LotKey(r.Lot.GTIN, r.Lot.Number), r.Class, r.Depth)
	}, c.table("recall", func(v record.Value) (string, error) {
		r, err := record.DecodeRecall(v)
		return fmt.Sprint(r.Lot, r.Class, r.Depth), err
	}))
	sameTable(c, "ack", c.w.Answers, func(a model.Answer) string {
		return string(a.Recall) + "|" + a.Site.String()
	}, func(bool) string { return "" }, c.table("ack", func(record.Value) (string, error) { return "", nil }))
	sameTable(c, "case", c.w.Cases, byID, func(x *model.Case) string {
		var keys []string
		for _, s := range x.Subjects {
			keys = append(keys, subjectKey(s))
		}
		slices.Sort(keys)
		return fmt.Sprint(x.Party, keys, x.Findings, x.Closed, x.Outcome, x.Classification, x.Incident)
	}, c.table("case", func(v record.Value) (string, error) {
		x, err := record.DecodeCase(v)
		s := x.Sealed
		return fmt.Sprint(s.Party, s.Subjects, len(s.Findings), s.Closed != 0, s.Outcome, s.Classification,
			s.Incident), err
	}))
	sameTable(c, "exception", c.w.Exceptions, byID, func(x *model.Exception) string {
		return fmt.Sprint(x.Transfer, x.Kind, x.Reporter, x.Partner, x.Items, x.Resolved, x.Outcome)
	}, c.table("exception", func(v record.Value) (string, error) {
		x, err := record.DecodeException(v)
		s := x.Sealed
		return fmt.Sprint(s.Transfer, s.Kind, s.Reporter, s.Partner, s.Items, s.Resolved != 0, s.Outcome), err
	}))
	sameTable(c, "gov", c.w.Proposals, byID, func(p *model.Proposal) string {
		return fmt.Sprint(p.Command, p.Proposer, p.Expires, p.Approvals, p.Executed)
	}, c.table("gov", func(v record.Value) (string, error) {
		g, err := record.DecodeGov(v)
		s := g.Sealed
		return fmt.Sprint(s.Command, s.Proposer, s.Expires, s.Approvals, s.Executed != 0), err
	}))
	sameTable(c, "alert", c.w.Alerts, byID, record.Code.String, c.table("alert",
		func(v record.Value) (string, error) {
			a, err := record.DecodeAlert(v)
			return a.Sealed.Code.String(), err
		}))
	c.ruling()
}

func subjectKey(s model.Subject) string {
	switch {
	case s.Pack != model.PackID{}:
		return indexOf.UnitKey(s.Pack.GTIN, s.Pack.Serial)
	case s.Box != model.BoxID{}:
		return keyOf(s.Box)
	case s.Site.IsZero():
		return indexOf.LotKey(s.Lot.GTIN, s.Lot.Number)
	}
	return indexOf.HoldingKey(s.Lot.GTIN, s.Lot.Number, s.Site)
}

// ruling compares parameters and validators.
func (c *comparing) ruling() {
	for name, n := range c.w.Params {
		v, ok := c.s[record.ParamKey(name)]
		if !ok {
			continue // its default counts
		}
		p, err := record.DecodeParam(v)
		if err != nil {
			c.differ("parameter "+name, "can be read", err)
			continue
		}
		got, _ := p.Number()
		c.differ("parameter "+name, n, got)
	}
	sameTable(c, "validator", c.w.Validators, func(k record.PublicKey) string { return record.KIDOf(k[:]).String() },
		func(power uint64) string { return fmt.Sprint(power) }, c.validators())
}

func (c *comparing) validators() map[string]string {
	rows := map[string]string{}
	for key, v := range c.s {
		if record.KindOf(key) == "validator" {
			if x, err := record.DecodeValidator(v); err == nil {
				rows[record.KIDOf(x.Public[:]).String()] = fmt.Sprint(x.Power)
			}
		}
	}
	return rows
}
