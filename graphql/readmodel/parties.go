package readmodel

import (
	"context"
	"database/sql"

	"pedigree/record"
)

// Party is a trading partner, site or authority.
type Party struct {
	GLN, Name, Country, Parent string
	Suspended                  bool
}

// Licence is a role that a party holds.
type Licence struct {
	GLN, Role, Number, Authority string
	From, Until                  record.Day
}

// Parties finds parties by GLN.
func (s *Snapshot) Parties(ctx context.Context, glns []string) (map[string]*Party, error) {
	rows, err := query(ctx, s, `SELECT p.gln, p.name, p.country, p.parent, p.suspended
		FROM json_each(?2) k JOIN parties p ON p.gln = k.value WHERE `+seesParty,
		func(r *sql.Rows, p *Party) error {
			return r.Scan(&p.GLN, &p.Name, &p.Country, &p.Parent, &p.Suspended)
		}, s.as, jsonOf(glns))
	return by(rows, func(p *Party) string { return p.GLN }), err
}

// Licences finds the licences of parties, in the order in which they were given.
func (s *Snapshot) Licences(ctx context.Context, glns []string) (map[string][]Licence, error) {
	rows, err := query(ctx, s, `SELECT gln, role, number, authority, since, until
		FROM json_each(?) k JOIN licences ON gln = k.value ORDER BY gln, n`,
		func(r *sql.Rows, l *Licence) error {
			return r.Scan(&l.GLN, &l.Role, &l.Number, &l.Authority, &l.From, &l.Until)
		}, jsonOf(glns))
	return group(rows, func(l *Licence) string { return l.GLN }), err
}
