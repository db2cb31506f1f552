package readmodel

import (
	"context"
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// ship puts goods on offer: they leave the loose stock of the sender's site and
// wait there, as outgoing, for an answer.
func ship(ctx context.Context, w *writing, e Entry, c *record.Shipped) error {
	id, way := string(c.Transfer), c.Way
	err := w.one(ctx, `INSERT INTO transfers (id, from_party, from_site, to_party, to_site, keep,
		purpose, shipped, deadline, carrier, state, fact) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, way.FromParty.String(), way.FromSite.String(), way.ToParty.String(), way.ToSite.String(),
		c.Keep, c.Purpose, e.Fact.Time, c.Deadline, c.Carrier, record.TransferOpen.String(),
		e.Ordinal)
	if err != nil {
		return err
	}
	for _, g := range c.Items {
		place := place{site: way.FromSite, owner: g.Owner, transfer: c.Transfer}
		if err := place.put(ctx, w, e.Ordinal, g); err != nil {
			return err
		}
		if err := book(ctx, w, g, way.FromSite, g.Owner, -1, 1); err != nil {
			return err
		}
	}
	return nil
}

// book changes the figures of goods at a site, held and outgoing by so many times
// their number. What is in a container is packed where it is held.
func book(ctx context.Context, w *writing, g record.Goods, site, owner gs1.GLN,
	held, outgoing int64) error {
	parts, boxed, err := w.parts(ctx, g)
	if err != nil {
		return err
	}
	for _, part := range parts {
		err := rowOf(part, site, owner).add(ctx, w, counts{held: held * n(part),
			packed: boxed * held * n(part), outgoing: outgoing * n(part)})
		if err != nil {
			return err
		}
	}
	return nil
}

// receive takes goods over. What is missing goes back first: a pack that is
// named missing out of a whole lot must not follow the lot to the receiver.
func receive(ctx context.Context, w *writing, e Entry, c *record.Received) error {
	if err := back(ctx, w, e, c.Way, c.Missing); err != nil {
		return err
	}
	for _, g := range c.Accepted {
		owner := c.Way.ToParty
		if c.Keep {
			owner = g.Owner
		}
		if err := (place{site: c.Way.ToSite, owner: owner}).put(ctx, w, e.Ordinal, g); err != nil {
			return err
		}
		if err := book(ctx, w, g, c.Way.FromSite, g.Owner, 0, -1); err != nil {
			return err
		}
		if err := book(ctx, w, g, c.Way.ToSite, owner, 1, 0); err != nil {
			return err
		}
	}
	if err := sentBack(ctx, w, e, c); err != nil {
		return err
	}
	if err := extra(ctx, w, e, c); err != nil {
		return err
	}
	return settle(ctx, w, c.Transfer, c.State)
}

// void gives goods back to the sender.
func void(ctx context.Context, w *writing, e Entry, c *record.Voided) error {
	if err := back(ctx, w, e, c.Way, c.Items); err != nil {
		return err
	}
	state := record.TransferCancelled
	if e.Fact.Command == "refuse" {
		state = record.TransferRefused
	}
	return settle(ctx, w, c.Transfer, state)
}

func back(ctx context.Context, w *writing, e Entry, way record.Way, goods []record.Goods) error {
	for _, g := range goods {
		box, err := w.boxOf(ctx, g)
		if err != nil {
			return err
		}
		if box != "" { // missing in a sealed container: it comes out of it
			if err := takeOut(ctx, w, box, g); err != nil {
				return err
			}
		}
		if err := (place{site: way.FromSite, owner: g.Owner}).put(ctx, w, e.Ordinal, g); err != nil {
			return err
		}
		if err := book(ctx, w, g, way.FromSite, g.Owner, 1, -1); err != nil {
			return err
		}
	}
	return nil
}

// settle writes the state of an offer; nothing is under way in one that is over. Packs and
// containers are put somewhere by name; of a lot, all of the rest may have been.
func settle(ctx context.Context, w *writing, id record.ID, state record.TransferState) error {
	err := w.one(ctx, "UPDATE transfers SET state = ? WHERE id = ?", state.String(), string(id))
	if err != nil || state.Pending() {
		return err
	}
	return w.do(ctx, "UPDATE lots SET transfer = '' WHERE transfer = ? AND transfer <> ''", string(id))
}

// dispense supplies goods to the public. A part of a pack leaves the pack where
// it is.
func dispense(ctx context.Context, w *writing, e Entry, c *record.Dispensed) error {
	g, site := c.Goods, deref(e.Fact.Site)
	full := c.Part == c.Of
	if !g.Serial.IsZero() {
		status, part, of := record.Supplied, uint64(0), uint64(0)
		if !full {
			status, part, of = record.PartiallySupplied, c.Part, c.Of
		}
		err := w.one(ctx, supplyPack, g.Owner.String(), site.String(), "", e.Ordinal,
			status.String(), part, of, e.Fact.Time, g.GTIN.String(), g.Serial.String())
		if err != nil || !full {
			return err
		}
	}
	return rowOf(g, site, g.Owner).add(ctx, w, counts{held: -n(g), supplied: n(g)})
}

// place is where goods are from now on.
type place struct {
	site, owner gs1.GLN
	transfer    record.ID
}

// A pack is given a place, its own from the first time on, and may be supplied there.
var (
	placePack = `UPDATE units SET owner = ?, holder = ?, transfer = ?,
		touched = CASE touched WHEN 0 THEN ? ELSE touched END, ` + loose("units")
	putPack    = placePack + " WHERE gtin = ? AND serial = ?"
	supplyPack = placePack + ", status = ?, part = ?, of = ?, since = ? WHERE gtin = ? AND serial = ?"
)

// loose takes along the hold of the container that left a thing behind.
func loose(table string) string {
	return `hold = max(hold, coalesce((SELECT o.hold FROM containers o WHERE o.box = ` + table +
		".opened), 0)), opened = ''"
}

// put writes it down. A pack that is named alone has its own place from then on;
// the untouched rest moves with its lot; quantities have no place but their row.
func (p place) put(ctx context.Context, w *writing, ordinal uint64, g record.Goods) error {
	gtin := g.GTIN.String()
	switch {
	case !g.Serial.IsZero():
		return w.one(ctx, putPack, p.owner.String(), p.site.String(), string(p.transfer), ordinal, gtin,
			g.Serial.String())
	case !g.SSCC.IsZero():
		return p.putBox(ctx, w, g.SSCC)
	case g.Whole:
		return w.one(ctx,
			"UPDATE lots SET owner = ?, holder = ?, transfer = ? WHERE gtin = ? AND lot = ?",
			p.owner.String(), p.site.String(), string(p.transfer), gtin, g.Lot.String())
	case g.GTIN.IsZero() || g.Lot.IsZero():
		return fmt.Errorf("%w: goods without GTIN and lot are not known to this version", errUnsound)
	}
	return nil
}

func rowOf(g record.Goods, site, owner gs1.GLN) holding {
	return holding{LotKey{g.GTIN.String(), g.Lot.String()}, site.String(), owner.String()}
}

func n(g record.Goods) int64 { return int64(g.Quantity) }
