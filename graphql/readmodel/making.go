package readmodel

import (
	"context"
	"fmt"
	"strings"

	"pedigree/record"
)

func registerProduct(ctx context.Context, w *writing, c *record.ProductRegistered) error {
	return w.one(ctx, `INSERT INTO products (gtin, maker, name, substance, strength, form, pack, codes,
		storage, withdrawn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]')`,
		c.GTIN.String(), c.Maker.String(), c.Name, c.Substance, c.Strength, c.Form, c.Pack,
		jsonText(c.Codes), storageText(c.Storage))
}

func storageText(s *record.Storage) string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("%d to %d °C", s.Min, s.Max)
}

// registerLot writes a lot. Packs of a lot without serials exist from now on.
func registerLot(ctx context.Context, w *writing, e Entry, c *record.LotRegistered) error {
	registered := c.Planned
	if c.Serialised {
		registered = 0
	}
	err := w.one(ctx, `INSERT INTO lots (gtin, lot, ordinal, expiry, made, maker, serialised, closed,
		planned, registered, owner, holder, transfer, class, depth, fact, key)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, '', 0, '', ?, ?)`,
		c.GTIN.String(), c.Lot.String(), c.Ordinal, c.Expiry, c.Made, c.Maker.String(), c.Serialised,
		c.Planned, registered, c.Maker.String(), c.Holder.String(), e.Ordinal, lotIndex(e.Fact.Subjects))
	if err != nil || registered == 0 {
		return err
	}
	row := holding{LotKey{c.GTIN.String(), c.Lot.String()}, c.Holder.String(), c.Maker.String()}
	return row.add(ctx, w, counts{held: int64(registered)})
}

// lotIndex finds the index of the lot that a fact is about: only nodes can compute it.
func lotIndex(subjects []string) string {
	for _, key := range subjects {
		if index, is := strings.CutPrefix(key, "lot|"); is {
			return index
		}
	}
	return ""
}

// addSerials makes packs. They lie with the untouched rest of their lot.
func addSerials(ctx context.Context, w *writing, ordinal uint64, c *record.AddSerials) error {
	gtin, lot := c.GTIN.String(), c.Lot.String()
	for _, s := range c.Serials {
		err := w.add(ctx, packRows, gtin, s.String(), lot, record.Active.String(), 0, 0, 0, ordinal, 0,
			"", "", "")
		if err != nil {
			return err
		}
	}
	if err := w.insert(ctx, packRows); err != nil {
		return err
	}
	n := int64(len(c.Serials))
	err := w.one(ctx, "UPDATE lots SET registered = registered + ? WHERE gtin = ? AND lot = ?",
		n, gtin, lot)
	if err != nil {
		return err
	}
	row, err := w.rest(ctx, LotKey{gtin, lot})
	if err != nil {
		return err
	}
	return row.add(ctx, w, counts{held: n})
}

// closeLot fixes the yield; what a lot by quantity has more or less than planned
// lies at the site that closes it.
func closeLot(ctx context.Context, w *writing, f *record.Fact, c *record.LotClosed) error {
	key := LotKey{c.GTIN.String(), c.Lot.String()}
	var registered int64
	var serialised bool
	err := w.find(ctx, "SELECT registered, serialised FROM lots WHERE gtin = ? AND lot = ?",
		[]any{key.GTIN, key.Lot}, &registered, &serialised)
	if err != nil {
		return err
	}
	if serialised && uint64(registered) != c.Registered {
		return fmt.Errorf("%w: closed with %d packs, %d serials are known",
			errUnsound, c.Registered, registered)
	}
	if diff := int64(c.Registered) - registered; diff != 0 {
		row := holding{key, glnText(f.Site), glnText(f.Party)}
		if err := row.add(ctx, w, counts{held: diff}); err != nil {
			return err
		}
	}
	return w.one(ctx, "UPDATE lots SET closed = 1, registered = ? WHERE gtin = ? AND lot = ?",
		c.Registered, key.GTIN, key.Lot)
}

// rest gives the holding in which the untouched packs of a lot are counted.
func (w *writing) rest(ctx context.Context, key LotKey) (holding, error) {
	h := holding{lot: key}
	err := w.find(ctx, "SELECT holder, owner FROM lots WHERE gtin = ? AND lot = ?",
		[]any{key.GTIN, key.Lot}, &h.site, &h.owner)
	if err != nil {
		return h, fmt.Errorf("%w: lot %s of %s: %v", errUnsound, key.Lot, key.GTIN, err)
	}
	return h, nil
}
