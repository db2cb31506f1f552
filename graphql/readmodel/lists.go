package readmodel

import (
	"context"
	"database/sql"
	"strings"

	"pedigree/record"
)

// LotFilter chooses lots; all that is given must agree.
type LotFilter struct {
	GTIN     string
	Recalled *bool
}

// ListLots gives the lots that the viewer may see, by when they were registered.
func (s *Snapshot) ListLots(ctx context.Context, f LotFilter, page Page) ([]Lot, error) {
	c := s.listing("lots", "l", "lot")
	if f.GTIN != "" {
		c.and("l.gtin = ?", f.GTIN)
	}
	if f.Recalled != nil {
		c.and("iif(l.class > 0, 1, 0) = ?", *f.Recalled)
	}
	text, args := c.text(lotColumns, page)
	return query(ctx, s, text, scanLot, s.arguments(text, args)...)
}

// Transfer is an offer of goods from site to site, and what became of it.
type Transfer struct {
	ID, FromParty, FromSite, ToParty, ToSite, Purpose, Carrier, State string
	Keep                                                              bool
	Shipped, Deadline                                                 int64 // unix seconds; 0 = none
	Fact                                                              uint64
}

const transferColumns = `t.id, t.from_party, t.from_site, t.to_party, t.to_site, t.purpose, t.carrier,
	t.state, t.keep, t.shipped, t.deadline, t.fact`

func scanTransfer(r *sql.Rows, t *Transfer) error {
	return r.Scan(&t.ID, &t.FromParty, &t.FromSite, &t.ToParty, &t.ToSite, &t.Purpose, &t.Carrier,
		&t.State, &t.Keep, &t.Shipped, &t.Deadline, &t.Fact)
}

// Transfers finds transfers by id.
func (s *Snapshot) Transfers(ctx context.Context, ids []string) (map[string]*Transfer, error) {
	rows, err := query(ctx, s, "SELECT "+transferColumns+` FROM json_each(?2) k
		JOIN transfers t ON t.id = k.value WHERE `+seesTransfer, scanTransfer, s.as, jsonOf(ids))
	return by(rows, func(t *Transfer) string { return t.ID }), err
}

// TransferFilter chooses transfers; all that is given must agree.
type TransferFilter struct{ State, From, To string } // From and To are parties or sites

// ListTransfers gives the transfers that the viewer may see, by when they were shipped.
func (s *Snapshot) ListTransfers(ctx context.Context, f TransferFilter, page Page) ([]Transfer, error) {
	c := s.listing("transfers", "t", "transfer")
	if f.State != "" {
		c.and("t.state = ?", f.State)
	}
	if f.From != "" {
		c.and("? IN (t.from_party, t.from_site)", f.From)
	}
	if f.To != "" {
		c.and("? IN (t.to_party, t.to_site)", f.To)
	}
	text, args := c.text(transferColumns, page)
	return query(ctx, s, text, scanTransfer, s.arguments(text, args)...)
}

// shipment is the fact of a transfer.
type shipment struct {
	ordinal uint64
	fact    []byte
}

func (s *shipment) weight() int { return len(s.fact) }

// Items finds the goods of transfers, as they were shipped.
func (s *Snapshot) Items(ctx context.Context, facts []uint64) (map[uint64][]record.Goods, error) {
	rows, err := query(ctx, s, `SELECT facts.ordinal, facts.fact FROM json_each(?2) k
		JOIN facts ON facts.ordinal = CAST(k.value AS BIGINT) WHERE `+seesFact,
		func(r *sql.Rows, to *shipment) error { return r.Scan(&to.ordinal, &to.fact) }, s.as, jsonOf(facts))
	if err != nil {
		return nil, err
	}
	found := map[uint64][]record.Goods{}
	for _, r := range rows {
		f, err := record.DecodeFact(r.fact)
		if err != nil {
			return nil, err
		}
		fields, err := record.FieldsOf(f)
		if err != nil {
			return nil, err
		}
		if c, ok := fields.(*record.Shipped); ok {
			found[r.ordinal] = c.Items
		}
	}
	return found, nil
}

// Alert is a warning that the ledger raised when it refused something.
type Alert struct {
	ID, Code, Refused, GTIN, Serial, Lot, Site string
	Parties                                    []string // GLNs
	Time                                       int64    // unix seconds
	Fact                                       uint64
}

// AlertFilter chooses alerts; all that is given must agree.
type AlertFilter struct{ Code, GTIN, Lot string }

// ListAlerts gives the alerts that the viewer is named in, or all.
func (s *Snapshot) ListAlerts(ctx context.Context, f AlertFilter, page Page) ([]Alert, error) {
	c := s.listing("alerts", "a", "alert")
	for _, given := range [][2]string{{"a.code", f.Code}, {"a.gtin", f.GTIN}, {"a.lot", f.Lot}} {
		if given[1] != "" {
			c.and(given[0]+" = ?", given[1])
		}
	}
	text, args := c.text(`a.id, a.code, a.refused, a.gtin, a.serial, a.lot, a.site, a.parties, a.time,
		a.fact`, page)
	return query(ctx, s, text, func(r *sql.Rows, a *Alert) error {
		var parties string
		err := r.Scan(&a.ID, &a.Code, &a.Refused, &a.GTIN, &a.Serial, &a.Lot, &a.Site, &parties,
			&a.Time, &a.Fact)
		if err != nil {
			return err
		}
		return fromJSON(parties, &a.Parties)
	}, s.arguments(text, args)...)
}

// listing begins a list of records of a kind, led by what the viewer may see: what
// others have neither shows nor costs time.
func (s *Snapshot) listing(table, as, kind string) *choosing {
	c := &choosing{records: as}
	if s.as == everything {
		c.join(table, as)
		return c
	}
	c.join(`(SELECT DISTINCT s.ordinal AS fact FROM json_each(?1) v CROSS JOIN listed s
		WHERE s.kind = '`+kind+`' AND s.gln = v.value)`, "own")
	c.join(table, as)
	return c
}

// arguments puts ?1 before the others, where the statement has it.
func (s *Snapshot) arguments(text string, args []any) []any {
	if !strings.Contains(text, "?1") {
		return args
	}
	return append([]any{s.as}, args...)
}
