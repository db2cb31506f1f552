package readmodel

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"

	"pedigree/record"
)

// authorize writes a party or site and replaces its licences.
func authorize(ctx context.Context, w *writing, c *record.Authorize) error {
	gln := c.GLN.String()
	err := w.one(ctx, `INSERT INTO parties (gln, name, country, parent, suspended)
		VALUES (?, ?, ?, ?, 0) ON CONFLICT (gln) DO UPDATE SET name = excluded.name,
		country = excluded.country, parent = excluded.parent`,
		gln, c.Name, c.Country, c.Parent.String())
	if err != nil {
		return err
	}
	return licences(ctx, w, gln, c.Licences)
}

// licences replaces what a party or site may do.
func licences(ctx context.Context, w *writing, gln string, list []record.Licence) error {
	clear(w.set.seen.actors) // who acts may do so in another role or country from now on
	if err := w.do(ctx, "DELETE FROM licences WHERE gln = ?", gln); err != nil {
		return err
	}
	for n, l := range list {
		err := w.one(ctx, `INSERT INTO licences (gln, n, role, since, until, number, authority)
			VALUES (?, ?, ?, ?, ?, ?, ?)`,
			gln, n, string(l.Role), l.From, l.Until, l.Number, l.Authority.String())
		if err != nil {
			return err
		}
	}
	return nil
}

func addKey(ctx context.Context, w *writing, c *record.KeyAdded) error {
	return w.one(ctx, `INSERT INTO keys (kid, public, party, site, label, commands, since, until,
		revoked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
		c.Key.String(), hex.EncodeToString(c.Public[:]), c.Party.String(), c.Site.String(), c.Label,
		jsonText(c.Commands), c.From, c.Until)
}

// actor gives the role and country in which somebody acted, as the public may
// know them: the role that the act needs, or else the most telling one that the
// site or its party held at that time.
func actor(ctx context.Context, w *writing, f *record.Fact) (role, country string, err error) {
	key := actorKey{glnText(f.Site), glnText(f.Party), f.Command, record.DayOf(int64(f.Time))}
	seen, known := w.set.seen.actors[key]
	if !known {
		if seen.role, seen.country, err = findActor(ctx, w, f); err == nil {
			w.set.seen.actors[key] = seen
		}
	}
	return seen.role, seen.country, err
}

type actorKey struct {
	site, party, command string
	day                  record.Day
}

type actorSeen struct{ role, country string }

func findActor(ctx context.Context, w *writing, f *record.Fact) (role, country string, err error) {
	if f.Site == nil && f.Party == nil {
		return "", "", nil
	}
	site, party := glnText(f.Site), glnText(f.Party)
	err = w.find(ctx, "SELECT country FROM parties WHERE gln IN (?, ?) ORDER BY gln <> ? LIMIT 1",
		[]any{site, party, site}, &country)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	day := record.DayOf(int64(f.Time))
	rows, err := w.query(ctx, `SELECT role FROM licences WHERE gln IN (?, ?)
		AND since <= ? AND (until = 0 OR until >= ?)`, site, party, day, day)
	if err != nil {
		return "", "", err
	}
	defer rows.Close()
	held := map[record.Role]bool{}
	for rows.Next() {
		var r record.Role
		if err := rows.Scan(&r); err != nil {
			return "", "", err
		}
		held[r] = true
	}
	return string(publicRole(f.Command, held)), country, rows.Err()
}

func publicRole(command string, held map[record.Role]bool) record.Role {
	needed := map[string]record.Role{
		"register_lot": record.Manufacturer, "add_serials": record.Manufacturer,
		"close_lot": record.Manufacturer, "dispense": record.Dispenser,
	}[command]
	if held[needed] {
		return needed
	}
	for _, r := range record.Roles() {
		if held[r] {
			return r
		}
	}
	return ""
}
