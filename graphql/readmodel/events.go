package readmodel

import (
	"context"
	"database/sql"
	"math"
	"strings"
)

// Event is a fact of the ledger with its rendering; absent text is "".
type Event struct {
	Ordinal, Height                         uint64
	Time                                    int64 // unix seconds
	ID, TxID, Command, BizStep, Disposition string
	Party, Site, GTIN, Lot, Summary, EPCIS  string
}

const eventColumns = `facts.ordinal, facts.height, facts.time, facts.id, facts.tx, facts.command,
	facts.bizstep, facts.disposition, facts.party, facts.site, facts.gtin, facts.lot, facts.summary,
	facts.epcis`

func (e *Event) columns() []any {
	return []any{&e.Ordinal, &e.Height, &e.Time, &e.ID, &e.TxID, &e.Command, &e.BizStep,
		&e.Disposition, &e.Party, &e.Site, &e.GTIN, &e.Lot, &e.Summary, &e.EPCIS}
}

func scanEvent(r *sql.Rows, e *Event) error { return r.Scan(e.columns()...) }

// Filter chooses events; all that is given must agree. Lot and Serial need GTIN.
type Filter struct {
	GTIN, Lot, Serial, Party, Command, BizStep string
	FromHeight, ToHeight                       uint64 // inclusive; ToHeight 0 = no end
}

// Page is a stretch of a list: what comes after an ordinal, at most so many.
type Page struct {
	After uint64
	First int
}

// Events gives the facts that a filter lets through, in ledger order: at most
// page.First, and one more where there are more.
func (s *Snapshot) Events(ctx context.Context, f Filter, page Page) ([]Event, error) {
	text, args := f.sql(page)
	return query(ctx, s, text, scanEvent, args...)
}

// sql lets the narrowest index lead, because the planner keeps no statistics.
func (f Filter) sql(page Page) (string, []any) {
	var tables, where []string
	var args []any
	and := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	join := func(table string) {
		if len(tables) > 0 {
			and(table + ".ordinal = " + tables[0] + ".ordinal")
		}
		tables = append(tables, table)
	}
	if f.Serial != "" {
		join("fact_unit")
		and("fact_unit.gtin = ? AND fact_unit.serial = ?", f.GTIN, f.Serial)
	}
	if f.GTIN != "" && (f.Serial == "" || f.Lot != "") {
		join("fact_lot")
		and("fact_lot.gtin = ? AND fact_lot.lot = ?", f.GTIN, f.Lot)
	}
	if f.Party != "" {
		join("fact_party")
		and("fact_party.gln = ?", f.Party)
	}
	join("facts")
	ordinal := tables[0] + ".ordinal"
	and(ordinal+" > ?", page.After)
	if f.FromHeight > 0 {
		and(ordinal+" >= coalesce((SELECT min(x.ordinal) FROM facts x WHERE x.height >= ?), ?)",
			f.FromHeight, int64(math.MaxInt64))
	}
	if f.ToHeight > 0 {
		and("facts.height <= ?", f.ToHeight)
	}
	if f.Command != "" {
		and("facts.command = ?", f.Command)
	}
	if f.BizStep != "" {
		and("facts.bizstep = ?", f.BizStep)
	}
	text := "SELECT " + eventColumns + " FROM " + strings.Join(tables, " CROSS JOIN ") +
		" WHERE " + strings.Join(where, " AND ") + " ORDER BY " + ordinal + " LIMIT ?"
	return text, append(args, page.First+1)
}

// EventsOfTx gives the facts of a transaction, of which there are few.
func (s *Snapshot) EventsOfTx(ctx context.Context, height uint64, index uint32) ([]Event, error) {
	return query(ctx, s, "SELECT "+eventColumns+` FROM facts WHERE facts.height = ? AND facts.idx = ?
		ORDER BY facts.ordinal LIMIT 100`, scanEvent, height, index)
}

type keyedEvent struct {
	a, b string
	Event
}

func scanKeyed(r *sql.Rows, e *keyedEvent) error {
	return r.Scan(append([]any{&e.a, &e.b}, e.columns()...)...)
}

// LotEvents gives what happened to lots, a page of each; where a lot has more
// there is one more.
func (s *Snapshot) LotEvents(ctx context.Context, keys []LotKey, page Page) (
	map[LotKey][]Event, error) {

	rows, err := query(ctx, s, `SELECT k.value->>0, k.value->>1, `+eventColumns+`
		FROM json_each(?1) k CROSS JOIN facts ON facts.ordinal IN (SELECT d.ordinal FROM fact_lot d
			WHERE d.gtin = k.value->>0 AND d.lot = k.value->>1 AND d.ordinal > ?2
			ORDER BY d.ordinal LIMIT ?3)
		ORDER BY k.key, facts.ordinal`, scanKeyed, lotKeys(keys), page.After, page.First+1)
	found := map[LotKey][]Event{}
	for _, e := range rows {
		k := LotKey{e.a, e.b}
		found[k] = append(found[k], e.Event)
	}
	return found, err
}

// ownAndLot finds the facts of packs: their own, and those of the untouched rest
// of their lot for as long as they belonged to it.
const ownAndLot = `WITH u AS (SELECT k.key AS n, units.* FROM json_each(?1) k
		JOIN units ON units.gtin = k.value->>0 AND units.serial = k.value->>1),
	hits AS (
		SELECT u.n, u.gtin, u.serial, d.ordinal, d.step FROM u
		JOIN fact_unit d ON d.gtin = u.gtin AND d.serial = u.serial
		UNION ALL
		SELECT u.n, u.gtin, u.serial, d.ordinal, d.step FROM u
		JOIN fact_lot d ON d.gtin = u.gtin AND d.lot = u.lot AND d.whole AND d.ordinal > u.commissioned
			AND (u.touched = 0 OR d.ordinal < u.touched))
`

// UnitEvents gives what happened to packs, a page of each; where a pack has more
// there is one more.
func (s *Snapshot) UnitEvents(ctx context.Context, keys []UnitKey, page Page) (
	map[UnitKey][]Event, error) {

	rows, err := query(ctx, s, ownAndLot+`, numbered AS (SELECT *, row_number() OVER
			(PARTITION BY n ORDER BY ordinal) AS r FROM hits WHERE ordinal > ?2)
		SELECT h.gtin, h.serial, `+eventColumns+` FROM numbered h JOIN facts USING (ordinal)
		WHERE h.r <= ?3 ORDER BY h.n, facts.ordinal`, scanKeyed, unitKeys(keys), page.After, page.First+1)
	found := map[UnitKey][]Event{}
	for _, e := range rows {
		k := UnitKey{e.a, e.b}
		found[k] = append(found[k], e.Event)
	}
	return found, err
}
