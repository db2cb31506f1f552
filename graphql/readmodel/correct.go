package readmodel

import (
	"context"
	"fmt"

	"pedigree/record"
)

// correct puts right what a fact had said wrongly. The fact itself stays: what was
// believed until then is part of the story.
func correct(ctx context.Context, w *writing, c *record.Corrected) error {
	wrong, fields, err := c.Said()
	if err != nil {
		return err
	}
	switch x := fields.(type) {
	case *record.LotRegistered:
		return correctLot(ctx, w, c, x)
	case *record.Dispensed:
		more := n(x.Goods) - int64(c.Quantity)
		return rowOf(x.Goods, deref(wrong.Site), x.Goods.Owner).
			add(ctx, w, counts{held: more, supplied: -more})
	case *record.Left:
		if len(x.Items) == 1 {
			more := n(x.Items[0]) - int64(c.Quantity)
			return rowOf(x.Items[0], deref(wrong.Site), x.Items[0].Owner).
				add(ctx, w, counts{held: more, gone: -more})
		}
	}
	return fmt.Errorf("%w: a correction of %s", errUnsound, wrong.Command)
}

func correctLot(ctx context.Context, w *writing, c *record.Corrected, x *record.LotRegistered) error {
	key := LotKey{x.GTIN.String(), x.Lot.String()}
	columns := map[string]int64{"expiry": int64(c.Expiry), "made": int64(c.Made),
		"planned": int64(c.Quantity)}
	if !x.Serialised {
		columns["registered"] = int64(c.Quantity)
	}
	for column, value := range columns {
		if value == 0 {
			continue
		}
		err := w.one(ctx, "UPDATE lots SET "+column+" = ? WHERE gtin = ? AND lot = ?",
			value, key.GTIN, key.Lot)
		if err != nil {
			return err
		}
	}
	if x.Serialised || c.Quantity == 0 {
		return nil
	}
	row, err := w.rest(ctx, key)
	if err != nil {
		return err
	}
	// Nothing happened to the lot yet: all of it is here.
	return w.one(ctx, `UPDATE holdings SET held = ? WHERE gtin = ? AND lot = ? AND site = ? AND owner = ?`,
		c.Quantity, key.GTIN, key.Lot, row.site, row.owner)
}

func (m *mentions) corrected(fields any) {
	switch x := fields.(type) {
	case *record.LotRegistered:
		m.lot(x.GTIN, x.Lot, false, "")
	case *record.Dispensed:
		m.goods([]record.Goods{x.Goods}, "")
	case *record.Left:
		m.goods(x.Items, "")
	}
}
