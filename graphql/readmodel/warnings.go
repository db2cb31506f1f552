package readmodel

import (
	"context"

	"pedigree/record"
)

func recall(ctx context.Context, w *writing, f *record.Fact, c *record.LotRecalled) error {
	gtin, lot := c.GTIN.String(), c.Lot.String()
	err := w.one(ctx, `INSERT INTO recalls (id, gtin, lot, class, depth, reason, party, time)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(c.ID), gtin, lot, c.Class, c.Depth, c.Reason, glnText(f.Party), f.Time)
	if err != nil {
		return err
	}
	var was record.Recalled
	err = w.find(ctx, "SELECT class, depth FROM lots WHERE gtin = ? AND lot = ?", []any{gtin, lot},
		&was.Class, &was.Depth)
	if err != nil {
		return err
	}
	now := record.Recalled{Class: c.Class, Depth: c.Depth}
	if was.Class > 0 {
		now = was.Widened(c.Class, c.Depth)
	}
	return w.one(ctx, "UPDATE lots SET class = ?, depth = ? WHERE gtin = ? AND lot = ?",
		now.Class, now.Depth, gtin, lot)
}

func alert(ctx context.Context, w *writing, e Entry, c *record.AlertRaised) error {
	first := ""
	if c.First != nil {
		first = c.First.String()
	}
	return w.one(ctx, `INSERT INTO alerts (id, code, refused, gtin, serial, lot, site, parties,
		first, time, fact) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(c.ID), c.Code.String(), c.Order, c.GTIN.String(), c.Serial.String(), c.Lot.String(),
		glnText(e.Fact.Site), jsonText(c.Parties), first, e.Fact.Time, e.Ordinal)
}
