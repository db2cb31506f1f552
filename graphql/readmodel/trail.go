package readmodel

import (
	"context"
	"database/sql"

	"pedigree/record"
)

// Step is a step of a pack's way that anyone may see: what, by whom in which
// role, in which country, on which day. No name, no GLN, no quantity, no hour.
type Step struct {
	Step, Role, Country string
	Day                 record.Day
}

func scanStep(r *sql.Rows, s *Step) error {
	var unix int64
	err := r.Scan(&s.Step, &s.Role, &s.Country, &unix)
	s.Day = record.DayOf(unix)
	return err
}

// maxSteps bounds a public trail; the newest steps count.
const maxSteps = 100

// Trail gives the public trail of a pack, oldest step first; nothing for a pack
// that was never commissioned.
func (s *Snapshot) Trail(ctx context.Context, key UnitKey) ([]Step, error) {
	return query(ctx, s, hitsOfFirst+`SELECT step, role, country, time FROM (
			SELECT h.step, f.role, f.country, f.time, f.ordinal FROM hits h JOIN facts f USING (ordinal)
			WHERE h.step <> '' ORDER BY f.ordinal DESC LIMIT ?2) steps ORDER BY ordinal`,
		scanStep, unitKeys([]UnitKey{key}), maxSteps)
}

// TrailOfLot gives the public trail of a lot whose packs carry no serials: where
// a pack of it went nobody can say, only where it comes from.
func (s *Snapshot) TrailOfLot(ctx context.Context, key LotKey) ([]Step, error) {
	return query(ctx, s, `SELECT d.step, f.role, f.country, f.time
		FROM fact_lot d JOIN facts f USING (ordinal)
		WHERE d.gtin = ? AND d.lot = ? AND d.whole = 0 AND d.step <> '' ORDER BY ordinal LIMIT ?`,
		scanStep, key.GTIN, key.Lot, maxSteps)
}
