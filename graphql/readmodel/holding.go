package readmodel

import (
	"context"
	"fmt"
)

// holding names a row: what one owner has of a lot at one site.
type holding struct {
	lot         LotKey
	site, owner string
}

// counts are changes of the figures of a row.
type counts struct{ held, packed, outgoing, supplied, gone int64 }

// add changes a row, which begins at zero. A figure below zero is refused by the
// table: then the facts do not add up.
func (h holding) add(ctx context.Context, w *writing, c counts) error {
	err := w.once(ctx, `INSERT INTO holdings (gtin, lot, site, owner, held, packed, outgoing, supplied,
		gone) VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING`,
		h.lot.GTIN, h.lot.Lot, h.site, h.owner)
	if err == nil {
		err = w.one(ctx, `UPDATE holdings SET held = held + ?, packed = packed + ?,
			outgoing = outgoing + ?, supplied = supplied + ?, gone = gone + ?
			WHERE gtin = ? AND lot = ? AND site = ? AND owner = ?`,
			c.held, c.packed, c.outgoing, c.supplied, c.gone, h.lot.GTIN, h.lot.Lot, h.site, h.owner)
	}
	if err != nil {
		return fmt.Errorf("%w: holding of lot %s of %s at %s: %w", errUnsound, h.lot.Lot, h.lot.GTIN,
			h.site, err)
	}
	return nil
}
