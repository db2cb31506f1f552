package readmodel

import (
	"context"
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// Containers. The ledger lets what is in a container follow it; here each pack and
// each container says itself where it is, so that questions stay simple.

// boxKey names a use of an SSCC, as the ledger's record does.
func boxKey(sscc gs1.SSCC, generation uint64) string {
	return record.ContainerKey(sscc, uint8(generation))
}

// newest gives the last use of an SSCC.
func (w *writing) newest(ctx context.Context, sscc gs1.SSCC) (box string, err error) {
	err = w.find(ctx, "SELECT box FROM containers WHERE sscc = ? ORDER BY box DESC LIMIT 1",
		[]any{sscc.String()}, &box)
	if err != nil {
		return "", fmt.Errorf("%w: container %s: %v", errUnsound, sscc, err)
	}
	return box, nil
}

// inside are the containers of a tree, by its root ?1.
const inside = `WITH RECURSIVE inside(box) AS (SELECT c.box FROM containers c WHERE c.box = ?1
	UNION ALL SELECT c.box FROM inside i JOIN containers c ON c.parent = i.box AND c.parent <> '') `

// around are a container ?1 and those that it is in.
const around = `WITH RECURSIVE around(box) AS (SELECT c.box FROM containers c WHERE c.box = ?1
	UNION ALL SELECT c.parent FROM around a JOIN containers c ON c.box = a.box
	WHERE c.parent <> '') `

// putBox writes where a container is from now on, with all that is in it.
func (p place) putBox(ctx context.Context, w *writing, sscc gs1.SSCC) error {
	box, err := w.newest(ctx, sscc)
	if err != nil {
		return err
	}
	for _, text := range []string{
		"UPDATE containers SET owner = ?2, holder = ?3, transfer = ?4, " + loose("containers") + `
			WHERE box IN (SELECT box FROM inside)`,
		`UPDATE units SET owner = ?2, holder = ?3, transfer = ?4
			WHERE box <> '' AND box IN (SELECT box FROM inside)`,
	} {
		err := w.do(ctx, inside+text, box, p.owner.String(), p.site.String(), string(p.transfer))
		if err != nil {
			return err
		}
	}
	return nil
}

// parts gives what goods are counted as: a container as the lots in it.
func (w *writing) parts(ctx context.Context, g record.Goods) (parts []record.Goods, packed int64, err error) {
	if g.SSCC.IsZero() {
		return []record.Goods{g}, 0, nil
	}
	box, err := w.newest(ctx, g.SSCC)
	if err != nil {
		return nil, 0, err
	}
	rows, err := w.contents(ctx, box)
	for i := range rows {
		rows[i].Owner = g.Owner
	}
	return rows, 1, err
}

func (w *writing) contents(ctx context.Context, box string) (list []record.Goods, err error) {
	rows, err := w.query(ctx,
		"SELECT gtin, lot, count FROM contents WHERE box = ? ORDER BY gtin, lot", box)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var gtin, lot string
		var g record.Goods
		if err := rows.Scan(&gtin, &lot, &g.Quantity); err != nil {
			return nil, err
		}
		if g.GTIN, err = gs1.ParseGTIN(gtin); err != nil {
			return nil, err
		}
		if g.Lot, err = gs1.ParseLot(lot); err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, rows.Err()
}

// pack fills a container, a new one or one that was there.
func pack(ctx context.Context, w *writing, e Entry, c *record.Packed) error {
	box, site := boxKey(c.SSCC, c.Generation), deref(e.Fact.Site)
	err := w.do(ctx, `INSERT INTO containers (box, sscc, generation, state, owner, holder, parent,
		transfer, hold, fact) VALUES (?, ?, ?, 'PACKED', ?, ?, '', '', 0, ?) ON CONFLICT DO NOTHING`,
		box, c.SSCC.String(), c.Generation, c.Owner.String(), site.String(), e.Ordinal)
	if err != nil {
		return err
	}
	for _, g := range c.Items {
		if err := putInto(ctx, w, e, box, site, g); err != nil {
			return err
		}
	}
	return nil
}

func putInto(ctx context.Context, w *writing, e Entry, box string, site gs1.GLN, g record.Goods) error {
	parts, boxed, err := w.parts(ctx, g)
	if err != nil {
		return err
	}
	for _, part := range parts {
		err := w.do(ctx, `INSERT INTO contents (box, gtin, lot, count) VALUES (?, ?, ?, ?)
			ON CONFLICT (box, gtin, lot) DO UPDATE SET count = contents.count + excluded.count`,
			box, part.GTIN.String(), part.Lot.String(), part.Quantity)
		if err != nil {
			return err
		}
		if boxed == 0 {
			err := rowOf(part, site, part.Owner).add(ctx, w, counts{packed: n(part)})
			if err != nil {
				return err
			}
		}
	}
	switch {
	case boxed > 0:
		child, err := w.newest(ctx, g.SSCC)
		if err != nil {
			return err
		}
		return w.one(ctx, "UPDATE containers SET parent = ? WHERE box = ?", box, child)
	case !g.Serial.IsZero():
		if _, _, err := touch(ctx, w, e.Ordinal, g); err != nil {
			return err
		}
		return w.one(ctx, "UPDATE units SET box = ? WHERE gtin = ? AND serial = ?", box,
			g.GTIN.String(), g.Serial.String())
	}
	return nil
}

// unpack empties a container, or takes some goods out of it. Its holds stay with
// what was in it.
func unpack(ctx context.Context, w *writing, e Entry, c *record.Unpacked) error {
	box, site := boxKey(c.SSCC, c.Generation), deref(e.Fact.Site)
	err := w.do(ctx, "UPDATE containers SET "+loose("containers")+" WHERE box = ? AND opened <> ''", box)
	if err != nil {
		return err
	}
	for _, g := range c.Items {
		if err := takeOut(ctx, w, box, g); err != nil {
			return err
		}
		if g.SSCC.IsZero() {
			err := rowOf(g, site, g.Owner).add(ctx, w, counts{packed: -n(g)})
			if err != nil {
				return err
			}
		}
	}
	if len(c.Items) > 0 {
		return nil
	}
	return openAll(ctx, w, box, site, c.Owner)
}

func openAll(ctx context.Context, w *writing, box string, site, owner gs1.GLN) error {
	var boxes int
	err := w.find(ctx, "SELECT count(*) FROM containers WHERE parent = ? AND parent <> ''",
		[]any{box}, &boxes)
	if err != nil {
		return err
	}
	rows, err := w.contents(ctx, box)
	if err != nil {
		return err
	}
	for _, g := range rows {
		if boxes > 0 {
			break // what is in them stays packed; nothing else was in it
		}
		if err := rowOf(g, site, owner).add(ctx, w, counts{packed: -n(g)}); err != nil {
			return err
		}
		if err := w.holdSite(ctx, box, site, g); err != nil {
			return err
		}
	}
	for _, text := range []string{
		"UPDATE units SET box = '', opened = ?1 WHERE box = ?1 AND box <> ''",
		"UPDATE containers SET parent = '', opened = ?1 WHERE parent = ?1 AND parent <> ''",
		"DELETE FROM contents WHERE box = ?1",
		"UPDATE containers SET state = 'DISSOLVED', parent = '', transfer = '' WHERE box = ?1",
	} {
		if err := w.do(ctx, text, box); err != nil {
			return err
		}
	}
	return nil
}

// holdSite passes a container's hold to quantities that came out of it: they carry
// none themselves.
func (w *writing) holdSite(ctx context.Context, box string, site gs1.GLN, g record.Goods) error {
	return w.do(ctx, `INSERT INTO site_holds (gtin, lot, site, hold)
		SELECT l.gtin, l.lot, ?2, c.hold FROM containers c, lots l
		WHERE c.box = ?1 AND c.hold > 0 AND l.gtin = ?3 AND l.lot = ?4 AND l.serialised = 0
		ON CONFLICT (gtin, lot, site) DO UPDATE SET hold = max(site_holds.hold, excluded.hold)`,
		box, site.String(), g.GTIN.String(), g.Lot.String())
}

// takeOut takes goods out of a container and of those around it.
func takeOut(ctx context.Context, w *writing, box string, g record.Goods) error {
	parts, boxed, err := w.parts(ctx, g)
	if err != nil {
		return err
	}
	for _, part := range parts {
		err := w.do(ctx, around+`UPDATE contents SET count = count - ?2
			WHERE box IN (SELECT box FROM around) AND gtin = ?3 AND lot = ?4`,
			box, part.Quantity, part.GTIN.String(), part.Lot.String())
		if err != nil {
			return err
		}
	}
	held := "(SELECT max(hold) FROM containers WHERE box IN (SELECT box FROM around))"
	switch {
	case boxed > 0:
		child, err := w.newest(ctx, g.SSCC)
		if err != nil {
			return err
		}
		err = w.do(ctx, around+"UPDATE containers SET parent = '', hold = max(hold, "+held+") WHERE box = ?2",
			box, child)
		if err != nil {
			return err
		}
	case !g.Serial.IsZero():
		err := w.do(ctx, around+"UPDATE units SET box = '', hold = max(hold, "+held+
			") WHERE gtin = ?2 AND serial = ?3", box, g.GTIN.String(), g.Serial.String())
		if err != nil {
			return err
		}
	default:
		var site string
		err := w.find(ctx, "SELECT holder FROM containers WHERE box = ?", []any{box}, &site)
		if err != nil {
			return err
		}
		at, err := gs1.ParseGLN(site)
		if err != nil {
			return err
		}
		if err := w.holdSite(ctx, box, at, g); err != nil {
			return err
		}
	}
	return w.dissolveEmpty(ctx)
}

// dissolveEmpty ends containers of which nothing is left. They take the holds of those
// around them along.
func (w *writing) dissolveEmpty(ctx context.Context) error {
	const empty = ` WHERE box IN (SELECT k.box FROM contents k WHERE k.count = 0)
		AND NOT EXISTS (SELECT 1 FROM contents k WHERE k.box = containers.box AND k.count > 0)`
	for _, text := range []string{
		`UPDATE containers SET hold = (WITH RECURSIVE up(parent, hold) AS (SELECT containers.parent,
			containers.hold UNION ALL SELECT o.parent, o.hold FROM up JOIN containers o ON o.box = up.parent)
			SELECT max(hold) FROM up)` + empty,
		"UPDATE containers SET state = 'DISSOLVED', parent = '', transfer = ''" + empty,
		"DELETE FROM contents WHERE count = 0",
	} {
		if err := w.do(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// boxOf gives the container that goods are in, or nothing.
func (w *writing) boxOf(ctx context.Context, g record.Goods) (box string, err error) {
	switch {
	case !g.SSCC.IsZero():
		child, err := w.newest(ctx, g.SSCC)
		if err != nil {
			return "", err
		}
		err = w.find(ctx, "SELECT parent FROM containers WHERE box = ?", []any{child}, &box)
		return box, err
	case !g.Serial.IsZero():
		err = w.find(ctx, "SELECT box FROM units WHERE gtin = ? AND serial = ?",
			[]any{g.GTIN.String(), g.Serial.String()}, &box)
	}
	return box, err
}
