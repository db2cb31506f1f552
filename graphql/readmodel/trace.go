package readmodel

import "context"

// maxWays bounds how many transfers one trace reads.
const maxWays = 500

// onItsWay leaves out offers that came to nothing: the goods did not move.
const onItsWay = ` AND t.state NOT IN ('CANCELLED', 'REFUSED')`

// WaysOfUnit gives the transfers in which a pack moved, alone or with its lot, as far
// as the viewer may see them, the oldest first.
func (s *Snapshot) WaysOfUnit(ctx context.Context, key UnitKey) ([]Transfer, error) {
	return query(ctx, s, hitsOfSecond+`SELECT DISTINCT `+transferColumns+` FROM hits h
		JOIN transfers t ON t.fact = h.ordinal WHERE `+seesTransfer+onItsWay+`
		ORDER BY t.fact LIMIT ?3`, scanTransfer, s.as, unitKeys([]UnitKey{key}), maxWays)
}

// WaysOfLot gives the transfers in which goods of a lot moved, as WaysOfUnit.
func (s *Snapshot) WaysOfLot(ctx context.Context, key LotKey) ([]Transfer, error) {
	return query(ctx, s, `SELECT `+transferColumns+` FROM fact_lot d
		JOIN transfers t ON t.fact = d.ordinal WHERE d.gtin = ?2 AND d.lot = ?3 AND `+seesTransfer+
		onItsWay+` ORDER BY t.fact LIMIT ?4`, scanTransfer, s.as, key.GTIN, key.Lot, maxWays)
}
