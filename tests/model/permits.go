package model

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// Permissions of owners; what makers amend and withdraw.

// Grant is a standing permission.
type Grant struct {
	Owner, Grantee gs1.GLN
	Kind           string
	Until          uint64
	Revoked        bool
}

func (g *Grant) standing(now int64) bool {
	return !g.Revoked && (g.Until == 0 || uint64(now) <= g.Until)
}

func grant(t *turn, c *record.GiveGrant) *refusal {
	p := t.Parties[c.Grantee]
	switch {
	case p == nil:
		return no(record.NotFound)
	case !p.Parent.IsZero() || c.Grantee == t.Party || c.Until != 0 && c.Until <= uint64(t.Now):
		return no(record.Conflict)
	}
	id := t.newID("grant")
	t.Grants[id] = &Grant{Owner: t.Party, Grantee: c.Grantee, Kind: c.Kind, Until: c.Until}
	t.say("grant", record.Granted{ID: id, Owner: t.Party, Grantee: c.Grantee, Kind: c.Kind, Until: c.Until})
	return nil
}

func revokeGrant(t *turn, c *record.RevokeGrant) *refusal {
	g := t.Grants[c.Grant]
	switch {
	case g == nil:
		return no(record.NotFound)
	case g.Owner != t.Party:
		return no(record.Forbidden)
	case g.Revoked:
		return no(record.Conflict)
	}
	g.Revoked = true
	t.say("revoke_grant", record.GrantRevoked{ID: c.Grant, Owner: g.Owner, Grantee: g.Grantee,
		Kind: g.Kind, Reason: c.Reason})
	return nil
}

func amendProduct(t *turn, c *record.AmendProduct) *refusal {
	p := t.Products[c.GTIN]
	if p == nil {
		return no(record.NotFound)
	}
	var rs list
	rs.add(p.Maker != t.Party, record.Forbidden)
	rs.add(!t.licensed(record.Manufacturer, record.Repackager), record.NotLicensed)
	rs.add(t.prefixOf(c.GTIN.String()[1:]) != t.Party, record.PrefixNotGranted)
	if len(rs) > 0 {
		return no(rs...)
	}
	p.RegisterProduct = c.RegisterProduct
	t.say("amend_product", *c)
	return nil
}

func withdrawProduct(t *turn, c *record.WithdrawProduct) *refusal {
	p := t.Products[c.GTIN]
	if p == nil {
		return no(record.NotFound)
	}
	if p.Maker != t.Party && !t.isAuthority() {
		return no(record.Forbidden)
	}
	all := append(slices.Clone(p.Withdrawn), c.Markets...)
	slices.Sort(all)
	all = slices.Compact(all)
	if slices.Contains(all, "*") {
		all = []string{"*"}
	}
	if slices.Equal(all, p.Withdrawn) {
		return no(record.AlreadyExists)
	}
	p.Withdrawn = all
	t.say("withdraw_product", *c)
	return nil
}
