package readmodel

import (
	"context"
	"database/sql"
	"fmt"

	"pedigree/events"
	"pedigree/record"
)

// Event is a fact of the ledger in words; absent text is "".
type Event struct {
	Ordinal, Height                          uint64
	Index                                    uint64 // of the transaction in its block
	N                                        uint64 // of the fact in its transaction
	Time                                     int64  // unix seconds
	TxID, Command, BizStep, Disposition      string
	Party, Site, GTIN, Lot, Summary, EventID string
	Fact                                     []byte // as the ledger logged it

	epcis string // once it was asked for
}

func (e *Event) weight() int { return len(e.Fact) + len(e.Summary) }

// ID names the fact: height/tx index/n.
func (e *Event) ID() string {
	return (&record.Fact{Height: e.Height, Index: e.Index, N: e.N}).ID()
}

// EPCIS renders the fact as EPCIS 2.0 JSON-LD; nothing where EPCIS has no such event. The
// text is many times the fact: so it is not in the tables.
func (e *Event) EPCIS() (string, error) {
	if e.EventID == "" || e.epcis != "" {
		return e.epcis, nil
	}
	f, err := record.DecodeFact(e.Fact)
	if err != nil {
		return "", err
	}
	text, err := events.RenderNamed(f, e.EventID)
	e.epcis = string(text)
	return e.epcis, err
}

const eventColumns = `facts.ordinal, facts.height, facts.idx, facts.n, facts.time, facts.tx, facts.command,
	facts.bizstep, facts.disposition, facts.party, facts.site, facts.gtin, facts.lot, facts.summary,
	facts.event, facts.fact`

func (e *Event) columns() []any {
	return []any{&e.Ordinal, &e.Height, &e.Index, &e.N, &e.Time, &e.TxID, &e.Command, &e.BizStep,
		&e.Disposition, &e.Party, &e.Site, &e.GTIN, &e.Lot, &e.Summary, &e.EventID, &e.Fact}
}

func scanEvent(r *sql.Rows, e *Event) error { return r.Scan(e.columns()...) }

// Filter chooses events; all that is given must agree. Lot and Serial need GTIN.
type Filter struct {
	GTIN, Lot, Serial, Party, Command, BizStep string
	FromHeight, ToHeight                       uint64 // inclusive; ToHeight 0 = no end
}

// Page is a stretch of a list: what comes after an ordinal, at most so many. The
// newest come first where Newest is set; After 0 is then the end of the ledger.
type Page struct {
	After  uint64
	First  int
	Newest bool
}

// Events gives the facts that a filter lets through and the viewer may see, in
// ledger order or against it: at most page.First, and one more where there are more.
// Public facts are listed for others than authorities only of a product that is named.
func (s *Snapshot) Events(ctx context.Context, f Filter, page Page) ([]Event, error) {
	text, args := f.choose(s, page)
	return query(ctx, s, text, scanEvent, args...)
}

// EventsOfTx gives the facts of a transaction, of which there are few.
func (s *Snapshot) EventsOfTx(ctx context.Context, height uint64, index uint32) ([]Event, error) {
	return query(ctx, s, "SELECT "+eventColumns+` FROM facts WHERE facts.height = ?2 AND facts.idx = ?3
		AND `+seesFact+` ORDER BY facts.ordinal LIMIT 100`, scanEvent, s.as, height, index)
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
		FROM json_each(?2) k CROSS JOIN json_each((SELECT json_group_array(x.ordinal) FROM (
			SELECT d.ordinal FROM fact_lot d CROSS JOIN facts
			WHERE facts.ordinal = d.ordinal AND d.gtin = k.value->>0 AND d.lot = k.value->>1
				AND d.ordinal > ?3 AND `+seesFact+`
			ORDER BY d.ordinal LIMIT ?4) x)) o
		JOIN facts ON facts.ordinal = CAST(o.value AS BIGINT)
		ORDER BY k.key, facts.ordinal`, scanKeyed, s.as, lotKeys(keys), page.After, page.First+1)
	found := map[LotKey][]Event{}
	for _, e := range rows {
		k := LotKey{e.a, e.b}
		found[k] = append(found[k], e.Event)
	}
	return found, err
}

// hits finds the facts of packs: their own, and those of the untouched rest
// of their lot for as long as they belonged to it.
const hits = `WITH u AS (SELECT k.key AS n, units.* FROM json_each(%s) k
		JOIN units ON units.gtin = k.value->>0 AND units.serial = k.value->>1),
	hits AS (
		SELECT u.n, u.gtin, u.serial, d.ordinal, d.step FROM u
		JOIN fact_unit d ON d.gtin = u.gtin AND d.serial = u.serial
		UNION ALL
		SELECT u.n, u.gtin, u.serial, d.ordinal, d.step FROM u
		JOIN fact_lot d ON d.gtin = u.gtin AND d.lot = u.lot AND d.whole = 1
			AND d.ordinal > u.commissioned AND (u.touched = 0 OR d.ordinal < u.touched))
`

// The same for the keys in ?1, and for those in ?2 after the viewer.
var (
	hitsOfFirst  = fmt.Sprintf(hits, "?1")
	hitsOfSecond = fmt.Sprintf(hits, "?2")
)

// UnitEvents gives what happened to packs, a page of each; where a pack has more
// there is one more.
func (s *Snapshot) UnitEvents(ctx context.Context, keys []UnitKey, page Page) (
	map[UnitKey][]Event, error) {

	rows, err := query(ctx, s, hitsOfSecond+`, numbered AS (SELECT hits.*, row_number() OVER
			(PARTITION BY hits.n ORDER BY hits.ordinal) AS r FROM hits JOIN facts USING (ordinal)
			WHERE ordinal > ?3 AND `+seesFact+`)
		SELECT h.gtin, h.serial, `+eventColumns+` FROM numbered h JOIN facts USING (ordinal)
		WHERE h.r <= ?4 ORDER BY h.n, facts.ordinal`, scanKeyed, s.as, unitKeys(keys), page.After,
		page.First+1)
	found := map[UnitKey][]Event{}
	for _, e := range rows {
		k := UnitKey{e.a, e.b}
		found[k] = append(found[k], e.Event)
	}
	return found, err
}
