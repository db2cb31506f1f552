package readmodel

import "context"

// MaxHistory bounds a history that is shown.
const MaxHistory = 1000

// FactsOfUnit gives the facts that speak of a pack alone, as far as the viewer may see
// them, in ledger order.
func (s *Snapshot) FactsOfUnit(ctx context.Context, key UnitKey) ([]Event, error) {
	return query(ctx, s, `SELECT `+eventColumns+` FROM fact_unit d
		CROSS JOIN facts
		WHERE facts.ordinal = d.ordinal AND d.gtin = ?2 AND d.serial = ?3 AND `+seesFact+`
		ORDER BY d.ordinal LIMIT ?4`, scanEvent, s.as, key.GTIN, key.Serial, MaxHistory+1)
}

// FactsOfLot gives the facts that speak of a lot, as FactsOfUnit.
func (s *Snapshot) FactsOfLot(ctx context.Context, key LotKey) ([]Event, error) {
	return query(ctx, s, `SELECT `+eventColumns+` FROM fact_lot d
		CROSS JOIN facts
		WHERE facts.ordinal = d.ordinal AND d.gtin = ?2 AND d.lot = ?3 AND `+seesFact+`
		ORDER BY d.ordinal LIMIT ?4`, scanEvent, s.as, key.GTIN, key.Lot, MaxHistory+1)
}

// FactsOfBox gives the facts of a container's history, by its key in the ledger, as
// FactsOfUnit.
func (s *Snapshot) FactsOfBox(ctx context.Context, box string) ([]Event, error) {
	return query(ctx, s, `SELECT `+eventColumns+` FROM fact_box d
		CROSS JOIN facts
		WHERE facts.ordinal = d.ordinal AND d.box = ?2 AND `+seesFact+`
		ORDER BY d.ordinal LIMIT ?3`, scanEvent, s.as, box, MaxHistory+1)
}
