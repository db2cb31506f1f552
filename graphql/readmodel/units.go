package readmodel

import (
	"context"
	"database/sql"
)

// Unit is a serialised pack; one that follows its lot shows the lot's place.
type Unit struct {
	GTIN, Serial, Lot, Status, Owner, Holder string
	Part, Of                                 int
	InTransit                                bool
	Near                                     bool // its owner or holder is looking
	Hold                                     int  // of its own, its lot's, or what its site has of it
}

// Key names the pack.
func (u *Unit) Key() UnitKey { return UnitKey{u.GTIN, u.Serial} }

// Units finds packs by GTIN and serial.
func (s *Snapshot) Units(ctx context.Context, keys []UnitKey) (map[UnitKey]*Unit, error) {
	rows, err := query(ctx, s, `SELECT u.gtin, u.serial, u.lot, u.status, u.part, u.of,
			iif(u.touched = 0, l.owner, u.owner), iif(u.touched = 0, l.holder, u.holder),
			iif(u.touched = 0, l.transfer, u.transfer) <> '',
			max(u.hold, l.hold, coalesce((SELECT hold FROM site_holds s WHERE s.gtin = u.gtin
				AND s.lot = u.lot AND s.site = iif(u.touched = 0, l.holder, u.holder)), 0),
				coalesce((SELECT hold FROM containers o WHERE o.box = u.opened), 0)),
			`+own("iif(u.touched = 0, l.owner, u.owner)")+` OR
			`+own("iif(u.touched = 0, l.holder, u.holder)")+`
		FROM json_each(?2) k JOIN units u ON u.gtin = k.value->>0 AND u.serial = k.value->>1
		JOIN lots l ON l.gtin = u.gtin AND l.lot = u.lot WHERE `+seesUnit,
		func(r *sql.Rows, u *Unit) error {
			return r.Scan(&u.GTIN, &u.Serial, &u.Lot, &u.Status, &u.Part, &u.Of, &u.Owner, &u.Holder,
				&u.InTransit, &u.Hold, &u.Near)
		}, s.as, unitKeys(keys))
	return by(rows, (*Unit).Key), err
}
