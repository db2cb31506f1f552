package readmodel

import (
	"context"
	"database/sql"

	"pedigree/record"
)

// Lot is a batch of a product. Owner, Holder and Transfer speak of the packs
// that nothing has happened to yet.
type Lot struct {
	GTIN, Lot, Maker, Owner, Holder, Transfer string
	Ordinal, Planned, Registered              uint64
	Expiry, Made                              record.Day
	Serialised, Closed                        bool
	Class                                     uint64 // of the recall, 0 = none
	Depth                                     string
	Fact                                      uint64 // ordinal of the fact that made it
	Mine                                      bool   // its maker is looking
	Hold                                      int    // of all its packs
}

// Key names the lot.
func (l *Lot) Key() LotKey { return LotKey{l.GTIN, l.Lot} }

var lotColumns = `l.gtin, l.lot, l.maker, l.owner, l.holder, l.transfer, l.ordinal, l.planned,
	l.registered, l.expiry, l.made, l.serialised, l.closed, l.class, l.depth, l.fact, l.hold, ` + own("l.maker")

func scanLot(r *sql.Rows, l *Lot) error {
	return r.Scan(&l.GTIN, &l.Lot, &l.Maker, &l.Owner, &l.Holder, &l.Transfer, &l.Ordinal, &l.Planned,
		&l.Registered, &l.Expiry, &l.Made, &l.Serialised, &l.Closed, &l.Class, &l.Depth, &l.Fact,
		&l.Hold, &l.Mine)
}

// Lots finds lots by GTIN and lot number.
func (s *Snapshot) Lots(ctx context.Context, keys []LotKey) (map[LotKey]*Lot, error) {
	rows, err := query(ctx, s, `SELECT `+lotColumns+` FROM json_each(?2) k
		JOIN lots l ON l.gtin = k.value->>0 AND l.lot = k.value->>1 WHERE `+seesLot,
		scanLot, s.as, lotKeys(keys))
	return by(rows, (*Lot).Key), err
}

// LotsOf pages through the lots of products, by their ordinal: at most first of
// each product after the given ordinal, and one more where there are more.
func (s *Snapshot) LotsOf(ctx context.Context, gtins []string, after uint64, first int) (
	map[string][]Lot, error) {

	rows, err := query(ctx, s, `SELECT `+lotColumns+` FROM json_each(?2) k
		CROSS JOIN json_each((SELECT json_group_array(x.ordinal) FROM (SELECT l.ordinal FROM lots l
			WHERE l.gtin = k.value AND l.ordinal > ?3 AND `+seesLot+` ORDER BY l.ordinal LIMIT ?4) x)) o
		JOIN lots l ON l.gtin = k.value AND l.ordinal = CAST(o.value AS BIGINT)
		ORDER BY l.gtin, l.ordinal`, scanLot, s.as, jsonOf(gtins), after, first+1)
	return group(rows, func(l *Lot) string { return l.GTIN }), err
}
