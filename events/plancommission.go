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
	packs, seen := make(map[gs1.GTIN][]gs1.Serial), make(map[record.Item]bool)
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
			lot := record.Item{GTIN: i.GTIN, Lot: i.Lot}
			if err := p.mayRegister(o, i); err != nil {
				return err
			} else if seen[lot] {
				return fmt.Errorf("lot %s of %s stands twice", i.Lot, i.GTIN)
			}
			seen[lot] = true
			lots = append(lots, i)
		}
	}
	switch {
	case len(o.items) == 0:
		return errNoObjects
	case len(order) > 0 && o.lot.IsZero():
		return errors.New("no lot number (cbvmda:lotNumber); a pack without a lot cannot be registered")
	}
	for _, gtin := range order {
		if err := p.sameLot(o, gtin); err != nil {
			return err
		} else if seen[record.Item{GTIN: gtin, Lot: o.lot}] {
			return fmt.Errorf("lot %s of %s comes into being by quantity and in packs", o.lot, gtin)
		}
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
	return p.parcels[thing(i)] != nil
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
		return errors.New("no expiry date (cbvmda:itemExpirationDate); a lot cannot be registered without")
	case !p.lots[record.Item{GTIN: i.GTIN, Lot: i.Lot}].GTIN.IsZero():
		return fmt.Errorf("lot %s of %s is commissioned already; a lot is registered once", i.Lot,
			i.GTIN)
	}
	return nil
}

// sameLot says why packs cannot be of a lot that an event before has named.
func (p *planner) sameLot(o *occurrence, gtin gs1.GTIN) error {
	before := p.lots[record.Item{GTIN: gtin, Lot: o.lot}]
	switch {
	case before.GTIN.IsZero():
	case !before.Serialised:
		return fmt.Errorf("lot %s of %s is commissioned by quantity before", o.lot, gtin)
	case o.expiry != 0 && o.expiry != before.Expiry:
		return fmt.Errorf("an event before gives lot %s of %s another expiry date, or none", o.lot, gtin)
	}
	return nil
}

// made counts the commissionings of each lot that are not mapped: up before, down after.
func (p *planner) made(o *occurrence, by int) {
	if o.bizStep != "commissioning" || o.action != "ADD" {
		return
	}
	lots := map[record.Item]bool{}
	if o.unread == nil {
		for _, i := range o.items {
			lot := record.Item{GTIN: i.GTIN, Lot: i.Lot}
			if lot.Lot.IsZero() {
				lot.Lot = o.lot
			}
			lots[lot] = true
		}
	}
	if len(lots) == 0 {
		lots[record.Item{}] = true
	}
	for lot := range lots {
		p.unmade[lot] += by
	}
}

// whole says why a lot cannot be closed: the ledger would take no more of its packs.
func (p *planner) whole(lot record.Item) error {
	if p.unmade[lot]+p.unmade[record.Item{}] > 0 {
		return fmt.Errorf("not all that is commissioned of lot %s, or of some lot, could be mapped before", lot.Lot)
	}
	return nil
}

// registerLot registers product and lot where they may be missing. Without an expiry date
// the lot has to be there.
func (p *planner) registerLot(o *occurrence, r record.RegisterLot) {
	lot := record.Item{GTIN: r.GTIN, Lot: r.Lot}
	if !p.lots[lot].GTIN.IsZero() {
		return
	}
	p.lots[lot] = r
	if r.Serialised {
		p.closing = append(p.closing, lot)
	}
	p.registerProduct(r.GTIN)
	if r.Expiry == 0 {
		p.note(o, "no expiry date, so lot %s of %s has to be registered already", r.Lot, r.GTIN)
		return
	}
	p.order(o, "register_lot", r)
}

// registerProduct registers what the master data describes, once.
func (p *planner) registerProduct(gtin gs1.GTIN) {
	product, described := p.products[gtin]
	switch delete(p.products, gtin); {
	case !described:
	case product.twice != "":
		p.Left = append(p.Left, Remark{What: "register_product",
			Why: fmt.Sprintf("the master data of %s has two values of %s", gtin, product.twice)})
	default:
		p.Steps = append(p.Steps, Step{Command: "register_product", Body: product.RegisterProduct})
	}
}

// yield closes a lot: our own way to say that all its packs are made.
func (p *planner) yield(o *occurrence) error {
	if len(o.items) != 1 || o.items[0].Lot.IsZero() || !o.items[0].Serial.IsZero() {
		return errOther
	}
	i := o.items[0]
	if err := p.whole(record.Item{GTIN: i.GTIN, Lot: i.Lot}); err != nil {
		return err
	}
	p.order(o, "close_lot", record.CloseLot{GTIN: i.GTIN, Lot: i.Lot})
	return nil
}
