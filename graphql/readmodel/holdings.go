package readmodel

import (
	"context"
	"database/sql"
)

// Holding is what one owner has of a lot at one site. Held includes packed.
type Holding struct {
	GTIN, Lot, Site, Owner                 string
	Held, Packed, Outgoing, Supplied, Gone uint64
	Hold                                   int
}

// Holdings finds who has how much of lots, by site and owner; rows that count
// nothing any more are left out.
func (s *Snapshot) Holdings(ctx context.Context, keys []LotKey) (map[LotKey][]Holding, error) {
	rows, err := query(ctx, s, `SELECT h.gtin, h.lot, h.site, h.owner, h.held, h.packed, h.outgoing,
			h.supplied, h.gone, coalesce(s.hold, 0)
		FROM json_each(?2) k JOIN holdings h ON h.gtin = k.value->>0 AND h.lot = k.value->>1
		LEFT JOIN site_holds s ON s.gtin = h.gtin AND s.lot = h.lot AND s.site = h.site
		WHERE h.held + h.outgoing + h.supplied + h.gone > 0 AND (`+own("h.owner")+` OR `+own("h.site")+`)
		ORDER BY h.gtin, h.lot, h.site, h.owner`,
		func(r *sql.Rows, h *Holding) error {
			return r.Scan(&h.GTIN, &h.Lot, &h.Site, &h.Owner, &h.Held, &h.Packed, &h.Outgoing, &h.Supplied,
				&h.Gone, &h.Hold)
		}, s.as, lotKeys(keys))
	return group(rows, func(h *Holding) LotKey { return LotKey{h.GTIN, h.Lot} }), err
}
