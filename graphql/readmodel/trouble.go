package readmodel

import (
	"context"

	"pedigree/record"
)

// troubled projects answers to recalls, differences between partners, suspicions
// and repackaging. It is false for fields of another kind.
func troubled(ctx context.Context, w *writing, e Entry, fields any) (bool, error) {
	switch c := fields.(type) {
	case *record.RecallAcknowledged:
		return true, w.one(ctx, `INSERT INTO acknowledgements (recall, site, party, time, held, note)
			VALUES (?, ?, ?, ?, ?, ?)`, string(c.Recall), glnText(e.Fact.Site), glnText(e.Fact.Party),
			e.Fact.Time, c.Held, c.Note)
	case *record.ExceptionReported:
		return true, exception(ctx, w, e, c.ID, c)
	case *record.ExceptionResolved:
		return true, w.one(ctx, "UPDATE exceptions SET resolved = ?, outcome = ? WHERE id = ?",
			e.Fact.Time, c.Outcome, string(c.ID))
	case *record.CaseOpened:
		return true, openCase(ctx, w, e, c)
	case *record.AddFinding:
		return true, addFinding(ctx, w, e.Fact, c)
	case *record.CaseClosed:
		return true, closeCase(ctx, w, e, c)
	case *record.Repacked:
		return true, repackage(ctx, w, e, c)
	case *record.Corrected:
		return true, correct(ctx, w, c)
	}
	return false, nil
}

// exception writes a difference that one partner of a transfer reports.
func exception(ctx context.Context, w *writing, e Entry, id record.ID,
	c *record.ExceptionReported) error {

	reporter, partner := c.Way.FromParty, c.Way.ToParty
	if by := deref(e.Fact.Party); by == partner {
		reporter, partner = partner, reporter
	}
	return w.one(ctx, `INSERT INTO exceptions (id, transfer, kind, reporter, partner, items, text,
		opened, resolved, outcome, fact) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '', ?)`,
		string(id), string(c.Transfer), c.Kind, reporter.String(), partner.String(), jsonText(c.Items),
		c.Text, e.Fact.Time, e.Ordinal)
}

// extra opens the exception of goods that came and were not offered.
func extra(ctx context.Context, w *writing, e Entry, c *record.Received) error {
	if len(c.Extra) == 0 {
		return nil
	}
	return exception(ctx, w, e, record.NewID("exception", e.Fact.TxID, 0),
		&record.ExceptionReported{Transfer: c.Transfer, Way: c.Way, Kind: "overage", Items: c.Extra})
}

func openCase(ctx context.Context, w *writing, e Entry, c *record.CaseOpened) error {
	err := w.one(ctx, `INSERT INTO cases (id, party, site, reason, items, opened, closed, outcome,
		classification, incident, text, fact) VALUES (?, ?, ?, ?, ?, ?, 0, '', '', '', '', ?)`,
		string(c.ID), glnText(e.Fact.Party), glnText(e.Fact.Site), c.Reason, jsonText(c.Items),
		e.Fact.Time, e.Ordinal)
	if err != nil {
		return err
	}
	return hold(ctx, w, e, &record.HoldsChanged{Items: c.Items})
}

// enlistCase shows a case to who takes part, and to the makers, wherever their
// packs are.
func enlistCase(ctx context.Context, w *writing, ordinal uint64, c *record.CaseOpened,
	parts map[string]part) error {

	err := enlist(ctx, w, "case", ordinal, parts)
	if err == nil {
		err = w.insert(ctx, listedRows) // first: a maker may be among those who take part
	}
	if err != nil {
		return err
	}
	for _, i := range c.Items {
		err := w.do(ctx, `INSERT INTO listed (kind, gln, ordinal) SELECT 'case', maker, ? FROM lots
			WHERE gtin = ? AND lot = ? ON CONFLICT DO NOTHING`,
			ordinal, i.Goods.GTIN.String(), i.Goods.Lot.String())
		if err != nil {
			return err
		}
	}
	return nil
}

func addFinding(ctx context.Context, w *writing, f *record.Fact, c *record.AddFinding) error {
	err := w.one(ctx, `INSERT INTO findings (id, n, party, time, text)
		VALUES (?1, (SELECT count(*) FROM findings f WHERE f.id = ?1), ?2, ?3, ?4)`,
		string(c.Case), glnText(f.Party), f.Time, c.Text)
	if err != nil || c.Incident == "" {
		return err
	}
	return w.one(ctx, "UPDATE cases SET incident = ? WHERE id = ?", c.Incident, string(c.Case))
}

func closeCase(ctx context.Context, w *writing, e Entry, c *record.CaseClosed) error {
	err := w.one(ctx, `UPDATE cases SET closed = ?, outcome = ?, classification = ?,
		incident = iif(? = '', incident, ?), text = ? WHERE id = ?`,
		e.Fact.Time, c.Outcome, c.Classification, c.Incident, c.Incident, c.Text, string(c.ID))
	if err != nil {
		return err
	}
	for _, g := range c.Illegitimate {
		if err := become(ctx, w, e, g, record.Illegitimate, 0, 0); err != nil {
			return err
		}
	}
	for _, b := range c.Unpacked {
		err := w.one(ctx, "UPDATE containers SET hold = ? WHERE box = ?", uint64(b.Hold),
			boxKey(b.SSCC, b.Generation))
		if err != nil {
			return err
		}
	}
	return hold(ctx, w, e, &record.HoldsChanged{Items: c.Items})
}

// repackage consumes the inputs and makes the outputs.
func repackage(ctx context.Context, w *writing, e Entry, c *record.Repacked) error {
	for _, g := range c.Inputs {
		if !g.Serial.IsZero() {
			if err := become(ctx, w, e, g, record.Repackaged, 0, 0); err != nil {
				return err
			}
			continue
		}
		row := rowOf(g, deref(e.Fact.Site), g.Owner)
		if err := row.add(ctx, w, counts{held: -n(g), gone: n(g)}); err != nil {
			return err
		}
	}
	return addSerials(ctx, w, e.Ordinal, &record.AddSerials{GTIN: c.GTIN, Lot: c.Lot,
		Serials: c.Serials})
}

// sentBack counts what a site returned, or sent to be destroyed, of a lot.
func sentBack(ctx context.Context, w *writing, e Entry, c *record.Received) error {
	for _, g := range c.Accepted {
		lots, _, err := w.parts(ctx, g)
		if err != nil {
			return err
		}
		for _, l := range lots {
			err := w.do(ctx, `INSERT INTO sent_back (gtin, lot, site, transfer, packs, time)
				SELECT ?, ?, from_site, id, ?, ? FROM transfers WHERE id = ? AND purpose <> 'supply'
				ON CONFLICT (gtin, lot, site, transfer)
				DO UPDATE SET packs = sent_back.packs + excluded.packs, time = excluded.time`,
				l.GTIN.String(), l.Lot.String(), n(l), e.Fact.Time, string(c.Transfer))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *mentions) troubled(fields any) {
	switch c := fields.(type) {
	case *record.RecallAcknowledged:
		m.lot(c.GTIN, c.Lot, false, "")
	case *record.ExceptionReported: // its goods are only what somebody says he saw
		m.way(c.Way)
	case *record.ExceptionResolved:
		m.way(c.Way)
	case *record.CaseOpened:
		for _, i := range c.Items {
			m.party(i.Site)
			m.goods([]record.Goods{i.Goods}, "")
		}
	case *record.CaseClosed:
		for _, i := range c.Items {
			m.party(i.Site)
			m.goods([]record.Goods{i.Goods}, "")
		}
		for _, b := range c.Unpacked {
			m.opened = append(m.opened, boxKey(b.SSCC, b.Generation))
		}
	case *record.Corrected:
		if _, fields, err := c.Said(); err == nil {
			m.corrected(fields)
		}
	case *record.Repacked:
		m.goods(c.Inputs, stepRepackaging)
		m.lot(c.GTIN, c.Lot, false, "")
		for _, s := range c.Serials {
			m.units[UnitKey{c.GTIN.String(), s.String()}] = stepRepackaging
		}
	}
}
