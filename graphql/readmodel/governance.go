package readmodel

import (
	"context"
	"database/sql"
)

// Proposal is an order of governance that was put to the vote.
type Proposal struct {
	ID, Command, Body, Proposer string
	Proposed, Expires           int64 // unix seconds
	Needed, Executed            uint64
	Approvals                   []string // GLNs
}

// Proposals gives the newest proposals, the newest first; authorities see them.
func (s *Snapshot) Proposals(ctx context.Context, limit int) ([]Proposal, error) {
	return query(ctx, s, `SELECT id, command, body, proposer, proposed, expires, needed, approvals,
		executed FROM proposals WHERE `+seesAll+` ORDER BY ordinal DESC LIMIT ?2`, scanProposal, s.as, limit)
}

func scanProposal(r *sql.Rows, p *Proposal) error {
	var approvals string
	err := r.Scan(&p.ID, &p.Command, &p.Body, &p.Proposer, &p.Proposed, &p.Expires, &p.Needed,
		&approvals, &p.Executed)
	if err != nil {
		return err
	}
	return fromJSON(approvals, &p.Approvals)
}

// Grant is a standing permission.
type Grant struct {
	ID, Owner, Grantee, Kind string
	Since, Until, Revoked    int64 // unix seconds; 0 = open, not
}

// Grants finds what parties have permitted to others, in order of time.
func (s *Snapshot) Grants(ctx context.Context, owners []string) (map[string][]Grant, error) {
	rows, err := query(ctx, s, `SELECT g.id, owner, grantee, kind, since, until, revoked
		FROM json_each(?2) k JOIN grants g ON owner = k.value
		WHERE `+own("g.owner")+` OR `+own("g.grantee")+` ORDER BY owner, since, g.id`,
		func(r *sql.Rows, g *Grant) error {
			return r.Scan(&g.ID, &g.Owner, &g.Grantee, &g.Kind, &g.Since, &g.Until, &g.Revoked)
		}, s.as, jsonOf(owners))
	return group(rows, func(g *Grant) string { return g.Owner }), err
}

// Param is a parameter of the ledger that is not at its default.
type Param struct {
	Name  string
	Value uint64
}

// Params gives the parameters that were set, by name.
func (s *Snapshot) Params(ctx context.Context) ([]Param, error) {
	return query(ctx, s, "SELECT name, value FROM params ORDER BY name",
		func(r *sql.Rows, p *Param) error { return r.Scan(&p.Name, &p.Value) })
}

// Upgrade is a version of the rules and the height from which it counts.
type Upgrade struct{ Height, Version uint64 }

// Upgrades gives those that were scheduled and not called off, by height.
func (s *Snapshot) Upgrades(ctx context.Context) ([]Upgrade, error) {
	return query(ctx, s, "SELECT height, version FROM upgrades WHERE version > 0 ORDER BY height",
		func(r *sql.Rows, u *Upgrade) error { return r.Scan(&u.Height, &u.Version) })
}
