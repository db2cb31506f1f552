package readmodel

import (
	"context"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"

	"pedigree/events"
	"pedigree/record"
)

// project writes one fact: its own row, what it speaks of, and what it changes.
func project(ctx context.Context, w *writing, e Entry) error {
	fields, err := record.FieldsOf(e.Fact)
	if err != nil {
		return err
	}
	// First the change: who acted is looked up in the parties as they are now.
	if err := change(ctx, w, e, fields); err != nil {
		return err
	}
	mentions := mentionsOf(e.Fact, fields)
	if err := writeFact(ctx, w, e, fields, mentions); err != nil {
		return err
	}
	parts, err := mentions.show(ctx, w, e, fields)
	if err != nil {
		return err
	}
	return mentions.write(ctx, w, e, parts)
}

func change(ctx context.Context, w *writing, e Entry, fields any) error {
	f := e.Fact
	switch c := fields.(type) {
	case *record.Authorize:
		return authorize(ctx, w, c)
	case *record.GrantPrefix:
		return w.do(ctx, "INSERT INTO prefixes (digits, party) VALUES (?, ?) "+
			"ON CONFLICT (digits) DO UPDATE SET party = excluded.party", c.Prefix, c.Party.String())
	case *record.KeyAdded:
		return addKey(ctx, w, c)
	case *record.KeyEnded:
		return w.one(ctx, "UPDATE keys SET revoked = ? WHERE kid = ?", f.Time, c.Key.String())
	case *record.ProductRegistered:
		return registerProduct(ctx, w, c)
	case *record.LotRegistered:
		return registerLot(ctx, w, e, c)
	case *record.AddSerials:
		return addSerials(ctx, w, e.Ordinal, c)
	case *record.LotClosed:
		return closeLot(ctx, w, f, c)
	case *record.Shipped:
		return ship(ctx, w, e, c)
	case *record.Received:
		return receive(ctx, w, e, c)
	case *record.Voided:
		return void(ctx, w, e, c)
	case *record.Dispensed:
		return dispense(ctx, w, e, c)
	case *record.LotRecalled:
		return recall(ctx, w, f, c)
	case *record.AlertRaised:
		return alert(ctx, w, e, c)
	}
	if known, err := moved(ctx, w, e, fields); known || err != nil {
		return err
	}
	if known, err := troubled(ctx, w, e, fields); known || err != nil {
		return err
	}
	if known, err := governed(ctx, w, e, fields); known || err != nil {
		return err
	}
	return fmt.Errorf("%w: no projection for %T", errUnsound, fields)
}

func writeFact(ctx context.Context, w *writing, e Entry, fields any, m *mentions) error {
	f := e.Fact
	if len(e.Event) > 0 && !gjson.ValidBytes(e.Event) {
		return fmt.Errorf("%w: its event is no JSON", errUnsound)
	}
	event := gjson.GetManyBytes(e.Event, "type", "bizStep", "disposition", "eventID")
	id := event[3].String()
	if strings.HasPrefix(event[0].String(), "pedigree:") {
		id = "" // of our own vocabulary: EPCIS has no such event
	}
	gtin, lot := m.only()
	role, country, err := actor(ctx, w, f)
	if err != nil {
		return err
	}
	for _, key := range f.Subjects {
		if record.KindOf(key) != "sscc" {
			continue
		}
		if err := w.add(ctx, boxRows, key, e.Ordinal); err != nil {
			return err
		}
	}
	return w.add(ctx, factRows, e.Ordinal, f.Height, f.Index, f.N, f.Time, f.TxID.String(),
		f.Command, glnText(f.Party), glnText(f.Site), event[1].String(), event[2].String(), gtin, lot,
		events.Sentence(f, fields), role, country, public(fields), id, e.FactBytes)
}
