package readmodel

import (
	"context"
	"database/sql"
	"strings"
)

// Container is a logistic unit in the last use of its SSCC.
type Container struct {
	Box, SSCC, State, Owner, Holder, Parent string
	Generation                              uint64
	InTransit                               bool
	Hold                                    int // its own, or that of a container around it
}

// Content counts the packs of a lot in a container and in all containers in it.
type Content struct {
	Box, GTIN, Lot string
	Count          uint64
}

// Containers finds logistic units by SSCC.
func (s *Snapshot) Containers(ctx context.Context, sscc []string) (map[string]*Container, error) {
	rows, err := query(ctx, s, `SELECT c.box, c.sscc, c.state, c.owner, c.holder, c.parent,
			c.generation, c.transfer <> '', (WITH RECURSIVE up(parent, opened, hold) AS (
				SELECT c.parent, c.opened, c.hold UNION ALL SELECT o.parent, o.opened, o.hold
				FROM containers o JOIN up ON o.box IN (up.parent, up.opened)) SELECT max(hold) FROM up)
		FROM json_each(?2) k JOIN containers c ON c.sscc = k.value
		WHERE c.box = (SELECT max(n.box) FROM containers n WHERE n.sscc = c.sscc)
			AND (`+own("c.owner")+` OR `+own("c.holder")+`)`,
		func(r *sql.Rows, c *Container) error {
			return r.Scan(&c.Box, &c.SSCC, &c.State, &c.Owner, &c.Holder, &c.Parent, &c.Generation,
				&c.InTransit, &c.Hold)
		}, s.as, jsonOf(sscc))
	return by(rows, func(c *Container) string { return c.SSCC }), err
}

// Contents finds what is in containers that were found, by GTIN and lot.
func (s *Snapshot) Contents(ctx context.Context, boxes []string) (map[string][]Content, error) {
	rows, err := query(ctx, s, `SELECT x.box, x.gtin, x.lot, x.count FROM json_each(?) k
		JOIN contents x ON x.box = k.value ORDER BY x.box, x.gtin, x.lot`,
		func(r *sql.Rows, c *Content) error { return r.Scan(&c.Box, &c.GTIN, &c.Lot, &c.Count) },
		jsonOf(boxes))
	return group(rows, func(c *Content) string { return c.Box }), err
}

// SSCCOf takes the SSCC out of a container's key.
func SSCCOf(box string) string {
	sscc, _, _ := strings.Cut(strings.TrimPrefix(box, "sscc|"), "|")
	return sscc
}
