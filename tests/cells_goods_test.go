package tests

import (
	"slices"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// usual is the state that goods have for a command to be there at all.
var usual = map[string]string{"receive": "transit", "refuse": "transit", "cancel": "transit",
	"undo": "inactive"}

// statesOf lists what is true of a pack, seen from the site that orders.
func statesOf(w *model.World, p *model.Pack, site gs1.GLN) (found []string) {
	add := func(yes bool, state string) {
		if yes {
			found = append(found, state)
		}
	}
	l, product := w.Lots[p.Lot], w.Products[p.Lot.GTIN]
	add(l.Recall != nil, "recalled")
	add(slices.Contains(product.Withdrawn, "*") ||
		slices.Contains(product.Withdrawn, w.Parties[site].Country), "withdrawn")
	add(record.DayOf(w.Now) > l.Expiry, "expired")
	add(w.PackFlag(p) == record.Held, "held")
	add(w.PackFlag(p) == record.Suspected, "suspect")
	add(p.Offer != "", "transit")
	switch p.Status {
	case record.Active, record.PartiallySupplied:
	case record.Illegitimate:
		add(true, "illegitimate")
	default:
		add(p.Status.Terminal(), "terminal")
		add(!p.Status.Terminal(), "inactive")
	}
	return found
}

// goodsOf reads which row of the table an order belongs to, and the packs that it is
// about.
func goodsOf(w *model.World, raw []byte) (row string, goods []*model.Pack, site gs1.GLN) {
	tx, err := record.DecodeTx(raw)
	if err != nil || w.Keys[tx.Key] == nil {
		return "", nil, site
	}
	site = w.Keys[tx.Key].Site
	row, items := tx.Command, []record.Item(nil)
	c := ledger.New(tx.Command)
	if c == nil || record.Unmarshal(tx.Body, c.Body()) != nil {
		return "", nil, site
	}
	switch body := c.Body().(type) {
	case *record.Ship:
		if items = body.Items; body.Purpose == "" {
			body.Purpose = "supply"
		}
		row += " " + body.Purpose
	case *record.Decommission:
		if items = body.Items; body.Reason != "lock" {
			body.Reason = "otherwise"
		}
		row += " " + body.Reason
	case *record.ReturnGoods:
		if items = body.Items; body.Saleable {
			row += " saleable"
		}
	case *record.Move:
		items = body.Items
	case *record.Pack:
		items = body.Items
	case *record.Unpack:
		if items = body.Items; len(items) == 0 {
			items = []record.Item{{SSCC: body.SSCC}}
		}
	case *record.HoldGoods:
		items = body.Items
	case *record.WriteOff:
		items = body.Items
	case *record.Dispense:
		items = []record.Item{{GTIN: body.GTIN, Serial: body.Serial}}
	case *record.Undo:
		items = []record.Item{{GTIN: body.GTIN, Serial: body.Serial}}
	case *record.Receive:
		return row, onOffer(w, body.Transfer), site
	case *record.VoidOffer:
		return row, onOffer(w, body.Transfer), site
	}
	if len(items) == 1 {
		goods = packsOf(w, items[0])
	}
	return row, goods, site
}

// packsOf gives the packs that a line names: one, or those of a container.
func packsOf(w *model.World, i record.Item) (packs []*model.Pack) {
	if !i.Serial.IsZero() {
		if p := w.Packs[model.PackID{GTIN: i.GTIN, Serial: i.Serial}]; p != nil {
			packs = append(packs, p)
		}
		return packs
	}
	for _, p := range w.Packs {
		if !i.SSCC.IsZero() && p.Box.SSCC == i.SSCC {
			packs = append(packs, p)
		}
	}
	return packs
}

// onOffer gives the packs of an offer of one line.
func onOffer(w *model.World, id record.ID) []*model.Pack {
	o := w.Offers[id]
	if o == nil || len(o.Lines) != 1 || o.State != record.TransferOpen {
		return nil
	}
	line := o.Lines[0]
	return packsOf(w, record.Item{GTIN: line.Lot.GTIN, Serial: line.Serial, SSCC: line.Box.SSCC})
}
