package readmodel

import (
	"context"
	"database/sql"

	"pedigree/record"
)

// RecallOrder is a recall that was ordered; a lot may have several, each wider than
// those before.
type RecallOrder struct {
	ID, GTIN, Lot, Depth, Reason, Party string
	Class                               uint64
	Time                                int64 // unix seconds
}

// Recalls finds the recalls of lots, in order of time. They are public.
func (s *Snapshot) Recalls(ctx context.Context, keys []LotKey) (map[LotKey][]RecallOrder, error) {
	rows, err := query(ctx, s, `SELECT r.id, r.gtin, r.lot, r.depth, r.reason, r.party, r.class, r.time
		FROM json_each(?) k JOIN recalls r ON r.gtin = k.value->>0 AND r.lot = k.value->>1
		ORDER BY r.gtin, r.lot, r.time, r.id`, func(r *sql.Rows, o *RecallOrder) error {
		return r.Scan(&o.ID, &o.GTIN, &o.Lot, &o.Depth, &o.Reason, &o.Party, &o.Class, &o.Time)
	}, lotKeys(keys))
	return group(rows, func(o *RecallOrder) LotKey { return LotKey{o.GTIN, o.Lot} }), err
}

// Reach is how far a recall has come at one site. Returned counts what others have
// accepted from the site since the recall, as a return or for destruction.
type Reach struct {
	Recall, Site, Note                       string
	Ordered, Acknowledged                    int64 // unix seconds, 0 = not yet
	Held, Outgoing, Supplied, Gone, Returned uint64
	Maker                                    bool // the site is the maker's own
}

// Outstanding is what still has to come back from the site.
func (r *Reach) Outstanding() uint64 {
	if r.Maker {
		return 0
	}
	return r.Held + r.Outgoing
}

// Reaches finds every site that ever had anything of a recalled lot: for who made
// the lot or ordered the recall, and else one's own.
func (s *Snapshot) Reaches(ctx context.Context, recalls []string) (map[string][]Reach, error) {
	rows, err := query(ctx, s, `SELECT r.id, h.site, coalesce(a.note, ''), r.time, coalesce(a.time, 0),
			sum(h.held), sum(h.outgoing), sum(h.supplied), sum(h.gone),
			coalesce((SELECT sum(b.packs) FROM sent_back b WHERE b.gtin = r.gtin AND b.lot = r.lot
				AND b.site = h.site AND b.time >= r.time), 0),
			EXISTS (SELECT 1 FROM lots l LEFT JOIN parties p ON p.gln = h.site
				WHERE l.gtin = r.gtin AND l.lot = r.lot AND l.maker IN (h.site, p.parent))
		FROM json_each(?2) k JOIN recalls r ON r.id = k.value
		JOIN holdings h ON h.gtin = r.gtin AND h.lot = r.lot
		JOIN lots l ON l.gtin = r.gtin AND l.lot = r.lot
		LEFT JOIN acknowledgements a ON a.recall = r.id AND a.site = h.site
		WHERE `+own("l.maker")+` OR `+own("r.party")+` OR `+own("h.site")+`
		GROUP BY r.id, h.site, a.note, a.time ORDER BY r.id, h.site`, func(r *sql.Rows, x *Reach) error {
		return r.Scan(&x.Recall, &x.Site, &x.Note, &x.Ordered, &x.Acknowledged, &x.Held, &x.Outgoing,
			&x.Supplied, &x.Gone, &x.Returned, &x.Maker)
	}, s.as, jsonOf(recalls))
	return group(rows, func(x *Reach) string { return x.Recall }), err
}

// Exception is a difference that the partners of a transfer settle.
type Exception struct {
	ID, Transfer, Kind, Reporter, Partner, Text, Outcome string
	Items                                                []record.Goods
	Opened, Resolved                                     int64 // unix seconds, 0 = open
	Fact                                                 uint64
}

// ListExceptions gives the exceptions that the viewer takes part in, or all; only
// open ones, or those of one transfer, where that is asked for.
func (s *Snapshot) ListExceptions(ctx context.Context, transfer string, open bool, page Page) (
	[]Exception, error) {

	c := s.listing("exceptions", "x", "exception")
	if transfer != "" {
		c.and("x.transfer = ?", transfer)
	}
	if open {
		c.and("x.resolved = ?", 0)
	}
	text, args := c.text(`x.id, x.transfer, x.kind, x.reporter, x.partner, x.text, x.outcome, x.items,
		x.opened, x.resolved, x.fact`, page)
	return query(ctx, s, text, func(r *sql.Rows, x *Exception) error {
		var items string
		err := r.Scan(&x.ID, &x.Transfer, &x.Kind, &x.Reporter, &x.Partner, &x.Text, &x.Outcome, &items,
			&x.Opened, &x.Resolved, &x.Fact)
		if err != nil {
			return err
		}
		return fromJSON(items, &x.Items)
	}, s.arguments(text, args)...)
}

// Case is a suspicion and what became of it.
type Case struct {
	ID, Party, Site, Reason, Outcome, Classification, Incident, Text string
	Items                                                            []record.GoodsHeld
	Opened, Closed                                                   int64 // unix seconds, 0 = open
	Fact                                                             uint64
}

// goodsBytes is what one line of goods weighs in memory.
const goodsBytes = 128

func (c *Case) weight() int { return len(c.Text) + goodsBytes*len(c.Items) }

func (x *Exception) weight() int { return len(x.Text) + goodsBytes*len(x.Items) }

// noticeTime is how long after the decision the authority has to know (DSCSA
// 582(b)(4)(B), Form FDA 3911), in seconds.
const noticeTime = 86_400

// NoticeDue is when the authority has to know of illegitimate goods; 0 where it
// need not, or gave its number already.
func (c *Case) NoticeDue() int64 {
	if c.Outcome != record.CaseIllegitimate || c.Incident != "" {
		return 0
	}
	return c.Closed + noticeTime
}

// ListCases gives the cases that concern the viewer, or all; only open ones where
// that is asked for.
func (s *Snapshot) ListCases(ctx context.Context, open bool, page Page) ([]Case, error) {
	c := s.listing("cases", "c", "case")
	if open {
		c.and("c.closed = ?", 0)
	}
	text, args := c.text(`c.id, c.party, c.site, c.reason, c.outcome, c.classification, c.incident,
		c.text, c.items, c.opened, c.closed, c.fact`, page)
	return query(ctx, s, text, func(r *sql.Rows, c *Case) error {
		var items string
		err := r.Scan(&c.ID, &c.Party, &c.Site, &c.Reason, &c.Outcome, &c.Classification, &c.Incident,
			&c.Text, &items, &c.Opened, &c.Closed, &c.Fact)
		if err != nil {
			return err
		}
		return fromJSON(items, &c.Items)
	}, s.arguments(text, args)...)
}

// Finding is a step of an investigation.
type Finding struct {
	Case, Party, Text string
	Time              int64 // unix seconds
}

// Findings finds the steps of cases; whose cases are seen, is for the caller.
func (s *Snapshot) Findings(ctx context.Context, cases []string) (map[string][]Finding, error) {
	rows, err := query(ctx, s, `SELECT f.id, f.party, f.text, f.time FROM json_each(?) k
		JOIN findings f ON f.id = k.value ORDER BY f.id, f.n`, func(r *sql.Rows, f *Finding) error {
		return r.Scan(&f.Case, &f.Party, &f.Text, &f.Time)
	}, jsonOf(cases))
	return group(rows, func(f *Finding) string { return f.Case }), err
}
