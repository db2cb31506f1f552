package events

import (
	"errors"
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// commissioning makes packs, or a lot by quantity, come into being. It is judged before
// anything of it is ordered.
func (p *planner) commissioning(o *occurrence) error {
	packs := make(map[gs1.GTIN][]gs1.Serial)
	var order []gs1.GTIN
	var lots []record.Item
	for _, i := range o.items {
		switch {
		case !i.SSCC.IsZero() || p.isCase(i):
		case !i.Serial.IsZero():
			if packs[i.GTIN] == nil {
				order = append(order, i.GTIN)
			}
			packs[i.GTIN] = append(packs[i.GTIN], i.Serial)
		default:
			if err := p.mayRegister(o, i); err != nil {
				return err
			}
			lots = append(lots, i)
		}
	}
	switch {
	case len(o.items) == 0:
		return errNoObjects
	case len(order) > 0 && o.lot.IsZero():
		return errors.New("no lot number; a pack without a lot cannot be registered")
	}
	p.noteContainers(o)
	for _, i := range lots { // a serialised lot has no quantity, its packs follow
		p.registerLot(o, record.RegisterLot{GTIN: i.GTIN, Lot: i.Lot, Expiry: o.expiry,
			Planned: i.Quantity, Serialised: i.Quantity == 0})
	}
	for _, gtin := range order {
		p.registerLot(o, record.RegisterLot{GTIN: gtin, Lot: o.lot, Expiry: o.expiry,
			Serialised: true})
		for serials := packs[gtin]; len(serials) > 0; {
			n := min(len(serials), maxPerOrder)
			p.order(o, "add_serials", record.AddSerials{GTIN: gtin, Lot: o.lot,
				Serials: serials[:n]})
			serials = serials[n:]
		}
	}
	return nil
}

func (p *planner) isCase(i record.Item) bool {
	return !i.Serial.IsZero() && p.parcels[record.Item{GTIN: i.GTIN, Serial: i.Serial}] != nil
}

func (p *planner) noteContainers(o *occurrence) {
	for _, i := range o.items {
		switch {
		case !i.SSCC.IsZero():
			p.note(o, "container %s comes into being when something is packed into it", i.SSCC)
		case p.isCase(i):
			p.note(o, "case %s/%s is kept as its contents; the ledger keeps containers by SSCC",
				i.GTIN, i.Serial)
		}
	}
}

// mayRegister says why a lot, of which only the quantity is known, cannot be registered.
func (p *planner) mayRegister(o *occurrence, i record.Item) error {
	switch {
	case i.Lot.IsZero():
		return errors.New("a product without lot or serials cannot be commissioned")
	case o.expiry == 0:
		return errors.New("no expiry date; a lot cannot be registered without")
	case p.lots[record.Item{GTIN: i.GTIN, Lot: i.Lot}]:
		return fmt.Errorf("lot %s of %s is commissioned already; a lot is registered once", i.Lot,
			i.GTIN)
	}
	return nil
}

// registerLot registers product and lot where they may be missing. Without an expiry date
// the lot has to be there.
func (p *planner) registerLot(o *occurrence, r record.RegisterLot) {
	lot := record.Item{GTIN: r.GTIN, Lot: r.Lot}
	if p.lots[lot] {
		return
	}
	p.lots[lot] = true
	if r.Serialised {
		p.closing = append(p.closing, lot)
	}
	if product, ok := p.products[r.GTIN]; ok {
		delete(p.products, r.GTIN)
		p.Steps = append(p.Steps, Step{Command: "register_product", Body: product})
	}
	if r.Expiry == 0 {
		p.note(o, "no expiry date, so lot %s of %s has to be registered already", r.Lot, r.GTIN)
		return
	}
	p.order(o, "register_lot", r)
}

// yield closes a lot: our own way to say that all its packs are made.
func (p *planner) yield(o *occurrence) error {
	if len(o.items) != 1 || o.items[0].Lot.IsZero() || !o.items[0].Serial.IsZero() {
		return errOther
	}
	i := o.items[0]
	p.order(o, "close_lot", record.CloseLot{GTIN: i.GTIN, Lot: i.Lot})
	return nil
}
