package readmodel

import (
	"context"
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// moved projects what becomes of goods beside transfer and supply. It is false for
// fields of another kind.
func moved(ctx context.Context, w *writing, e Entry, fields any) (bool, error) {
	switch c := fields.(type) {
	case *record.Left:
		return true, leave(ctx, w, e, c)
	case *record.ActUndone:
		return true, undo(ctx, w, e, c)
	case *record.HoldsChanged:
		return true, hold(ctx, w, e, c)
	case *record.Packed:
		return true, pack(ctx, w, e, c)
	case *record.Unpacked:
		return true, unpack(ctx, w, e, c)
	case *record.Returned:
		return true, ship(ctx, w, e, &c.Shipped)
	}
	return false, nil
}

// leave takes goods out of the trade. A pack that was on its way goes back first.
func leave(ctx context.Context, w *writing, e Entry, c *record.Left) error {
	for _, g := range c.Items {
		if g.Serial.IsZero() {
			row := rowOf(g, deref(e.Fact.Site), g.Owner)
			if err := row.add(ctx, w, counts{held: -n(g), gone: n(g)}); err != nil {
				return err
			}
			continue
		}
		to, err := statusAfter(e.Fact.Command, c.Reason)
		if err != nil {
			return err
		}
		if err := become(ctx, w, e, g, to, 0, 0); err != nil {
			return err
		}
	}
	for _, o := range c.Ended {
		if err := settle(ctx, w, o.Transfer, o.State); err != nil {
			return err
		}
	}
	return nil
}

func statusAfter(command, reason string) (record.Status, error) {
	switch command {
	case "destroy":
		return record.Destroyed, nil
	case "report_stolen":
		return record.Stolen, nil
	}
	to, known := record.ReasonStatus(reason)
	if !known {
		return to, fmt.Errorf("%w: decommissioned for %q", errUnsound, reason)
	}
	return to, nil
}

// undo brings a pack back, or a part of it.
func undo(ctx context.Context, w *writing, e Entry, c *record.ActUndone) error {
	to := record.Active
	if c.Part > 0 {
		to = record.PartiallySupplied
	}
	return become(ctx, w, e, c.Goods, to, c.Part, c.Of)
}

// become gives a pack another status, and counts it where that status counts.
func become(ctx context.Context, w *writing, e Entry, g record.Goods, to record.Status,
	part, of uint64) error {
	was, at, err := touch(ctx, w, e.Ordinal, g)
	if err != nil {
		return err
	}
	err = w.one(ctx, `UPDATE units SET status = ?, part = ?, of = ?, since = ?, transfer = ''
		WHERE gtin = ? AND serial = ?`,
		to.String(), part, of, e.Fact.Time, g.GTIN.String(), g.Serial.String())
	if err != nil {
		return err
	}
	c := figure(was, 1)
	c.held, c.supplied, c.gone = -c.held, -c.supplied, -c.gone
	if at.transfer != "" {
		c = counts{outgoing: -1}
	}
	now := figure(to.String(), 1)
	c.held, c.supplied, c.gone = c.held+now.held, c.supplied+now.supplied, c.gone+now.gone
	return holding{LotKey{g.GTIN.String(), g.Lot.String()}, at.site.String(), at.owner.String()}.
		add(ctx, w, c)
}

// figure says where a row counts packs of a status that are on no offer.
func figure(status string, n int64) counts {
	switch status {
	case record.Active.String(), record.PartiallySupplied.String(), record.Illegitimate.String():
		return counts{held: n}
	case record.Supplied.String():
		return counts{supplied: n}
	}
	return counts{gone: n}
}

// touch gives a pack a place of its own, its lot's where it followed that so far,
// and tells its status.
func touch(ctx context.Context, w *writing, ordinal uint64, g record.Goods) (
	status string, at place, err error) {
	var owner, site, transfer string
	err = w.find(ctx, `SELECT u.status, iif(u.touched = 0, l.owner, u.owner),
			iif(u.touched = 0, l.holder, u.holder), iif(u.touched = 0, l.transfer, u.transfer)
		FROM units u JOIN lots l ON l.gtin = u.gtin AND l.lot = u.lot
		WHERE u.gtin = ? AND u.serial = ?`, []any{g.GTIN.String(), g.Serial.String()},
		&status, &owner, &site, &transfer)
	if err != nil {
		return status, at, fmt.Errorf("%w: pack %s: %v", errUnsound, g.Serial, err)
	}
	if at.owner, err = gs1.ParseGLN(owner); err == nil {
		at.site, err = gs1.ParseGLN(site)
	}
	if err != nil {
		return status, at, fmt.Errorf("%w: place of pack %s: %v", errUnsound, g.Serial, err)
	}
	at.transfer = record.ID(transfer)
	return status, at, at.put(ctx, w, ordinal, g)
}

// hold marks goods that may not be used, and those that may be used again.
func hold(ctx context.Context, w *writing, e Entry, c *record.HoldsChanged) error {
	for _, h := range c.Items {
		if err := mark(ctx, w, e, h); err != nil {
			return err
		}
	}
	return nil
}

func mark(ctx context.Context, w *writing, e Entry, h record.GoodsHeld) error {
	gtin, lot := h.Goods.GTIN.String(), h.Goods.Lot.String()
	switch {
	case !h.Goods.Serial.IsZero():
		if _, _, err := touch(ctx, w, e.Ordinal, h.Goods); err != nil {
			return err
		}
		return w.one(ctx, "UPDATE units SET hold = ? WHERE gtin = ? AND serial = ?",
			uint64(h.Hold), gtin, h.Goods.Serial.String())
	case !h.Goods.SSCC.IsZero():
		box, err := w.newest(ctx, h.Goods.SSCC)
		if err != nil {
			return err
		}
		return w.one(ctx, "UPDATE containers SET hold = ?, opened = '' WHERE box = ?", uint64(h.Hold), box)
	case !h.Site.IsZero():
		return w.do(ctx, `INSERT INTO site_holds (gtin, lot, site, hold) VALUES (?, ?, ?, ?)
			ON CONFLICT (gtin, lot, site) DO UPDATE SET hold = excluded.hold`,
			gtin, lot, h.Site.String(), uint64(h.Hold))
	}
	return w.one(ctx, "UPDATE lots SET hold = ? WHERE gtin = ? AND lot = ?", uint64(h.Hold), gtin, lot)
}
