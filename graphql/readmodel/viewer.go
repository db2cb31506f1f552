package readmodel

import (
	"context"
	"database/sql"
	"fmt"
)

// Viewer is as whom the read model is looked at. The zero Viewer is nobody, who
// sees what is public: products, recalls, and how the ledger is governed.
type Viewer struct {
	All   bool   // an authority, or the operator
	Party string // GLN; sees what it took part in, and what owners let it see
}

// everything stands for the GLNs of a viewer who sees all.
const everything = `["*"]`

// Conditions of queries: ?1 is the JSON list of the GLNs that the viewer may look
// as. They stand in the statement that finds a record, so that what is hidden and
// what does not exist take the same way and give the same answer.
const (
	// seesAll is put before every other condition.
	seesAll = "?1 = '" + everything + "'"
	// seesLot: of a row l of lots.
	seesLot = `(` + seesAll + ` OR EXISTS (SELECT 1 FROM json_each(?1) v
		CROSS JOIN listed s WHERE s.kind = 'lot' AND s.gln = v.value AND s.ordinal = l.fact))`
	// seesTransfer: of a row t of transfers.
	seesTransfer = `(` + seesAll + ` OR EXISTS (SELECT 1 FROM json_each(?1) v
		CROSS JOIN listed s WHERE s.kind = 'transfer' AND s.gln = v.value AND s.ordinal = t.fact))`
	// seesFact: of a row of facts.
	seesFact = `(` + seesAll + ` OR facts.open = 1 OR EXISTS (SELECT 1 FROM json_each(?1) v
		JOIN fact_party s ON s.gln = v.value AND s.ordinal = facts.ordinal AND s.part > 0))`
	// seesParty: of a row p of parties; authorities are known to all.
	seesParty = `(` + seesAll + ` OR EXISTS (SELECT 1 FROM json_each(?1) v
			WHERE p.gln = v.value OR p.parent = v.value)
		OR EXISTS (SELECT 1 FROM json_each(?1) v
			JOIN neighbours s ON s.gln = v.value AND s.other = p.gln)
		OR EXISTS (SELECT 1 FROM licences s WHERE s.gln = p.gln AND s.role = 'authority'))`
	// isOf: whether a party or site is the viewer's own; takes a column.
	isOf = `(` + seesAll + ` OR EXISTS (SELECT 1 FROM json_each(?1) v
		LEFT JOIN parties s ON s.gln = %[1]s WHERE v.value IN (%[1]s, s.parent)))`
	// seesUnit: of a row u of units. Whoever took part in something that happened to
	// the pack, alone or with its lot, sees it.
	seesUnit = `(` + seesAll + ` OR EXISTS (SELECT 1 FROM fact_unit d CROSS JOIN json_each(?1) v
			JOIN fact_party s ON s.gln = v.value AND s.ordinal = d.ordinal AND s.part = 2
			WHERE d.gtin = u.gtin AND d.serial = u.serial)
		OR EXISTS (SELECT 1 FROM fact_lot d CROSS JOIN json_each(?1) v
			JOIN fact_party s ON s.gln = v.value AND s.ordinal = d.ordinal AND s.part = 2
			WHERE d.gtin = u.gtin AND d.lot = u.lot AND d.whole = 1 AND d.ordinal > u.commissioned
				AND (u.touched = 0 OR d.ordinal < u.touched)))`
)

// own gives the condition that a column names the viewer's own party or site.
func own(column string) string { return fmt.Sprintf(isOf, column) }

// look fixes what the snapshot shows.
func (s *Snapshot) look(ctx context.Context, v Viewer) error {
	switch {
	case v.All:
		s.as = everything
		return nil
	case v.Party == "":
		s.as = "[]"
		return nil
	}
	owners, err := query(ctx, s, `SELECT owner FROM grants WHERE grantee = ? AND kind = 'see'
		AND revoked = 0 AND (until = 0 OR until > ?) ORDER BY owner`,
		func(r *sql.Rows, g *string) error { return r.Scan(g) }, v.Party, s.at.Time)
	if err != nil {
		return err
	}
	s.glns = []string{v.Party}
	for _, o := range owners {
		if o != s.glns[len(s.glns)-1] {
			s.glns = append(s.glns, o)
		}
	}
	s.as = jsonText(s.glns)
	return nil
}
