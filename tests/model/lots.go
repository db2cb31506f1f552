package model

import (
	"pedigree/gs1"
	"pedigree/record"
)

// Products, lots, serials.

func registerProduct(t *turn, c *record.RegisterProduct) *refusal {
	var rs list
	rs.add(!t.licensed(record.Manufacturer, record.Repackager), record.NotLicensed)
	rs.add(t.prefixOf(c.GTIN.String()[1:]) != t.Party, record.PrefixNotGranted)
	rs.add(t.Products[c.GTIN] != nil, record.AlreadyExists)
	if len(rs) > 0 {
		return no(rs...)
	}
	t.Products[c.GTIN] = &Product{RegisterProduct: *c, Maker: t.Party}
	t.say("register_product", record.ProductRegistered{RegisterProduct: *c, Maker: t.Party})
	return nil
}

func registerLot(t *turn, c *record.RegisterLot) *refusal {
	product, id := t.Products[c.GTIN], LotID{c.GTIN, c.Lot}
	if product == nil {
		return no(record.NotFound)
	}
	var rs list
	rs.add(!t.licensed(record.Manufacturer, record.Repackager), record.NotLicensed)
	rs.add(product.Maker != t.Party, record.Forbidden)
	rs.add(t.Lots[id] != nil, record.AlreadyExists)
	rs.add(t.withdrawnIn(c.GTIN, ""), record.WithdrawnGoods)
	if len(rs) > 0 {
		return no(rs...)
	}
	product.Lots++
	l := &Lot{Ordinal: product.Lots, Expiry: c.Expiry, Made: c.Made, Maker: t.Party,
		Serialised: c.Serialised, Owner: t.Party, Holder: t.Site, Planned: c.Planned}
	t.Lots[id] = l
	if !c.Serialised {
		l.Registered = c.Planned
		t.shelf(id, t.Site, t.Party).Loose = c.Planned
		t.Had[Place{id, t.Site}] = true
	}
	t.say("register_lot", record.LotRegistered{RegisterLot: *c, Ordinal: l.Ordinal, Maker: t.Party,
		Holder: t.Site})
	return nil
}

// growing lists what speaks against new packs of a lot.
func (t *turn) growing(id LotID) (rs list) {
	l := t.Lots[id]
	rs.add(l.Maker != t.Party, record.Forbidden)
	rs.add(!t.licensed(record.Manufacturer, record.Repackager), record.NotLicensed)
	switch {
	case !l.Serialised:
		rs.add(true, record.Conflict)
	case l.Closed:
		rs.add(true, record.Closed)
	case l.Holder != t.Site:
		rs.add(true, record.NotHolder)
	}
	rs.add(l.Recall != nil, record.RecalledGoods)
	rs.add(t.full(id, l.Holder, l.Owner), record.Conflict)
	return rs
}

func addSerials(t *turn, c *record.AddSerials) *refusal {
	id := LotID{c.GTIN, c.Lot}
	if t.Lots[id] == nil {
		return no(record.NotFound)
	}
	if rs := t.growing(id); len(rs) > 0 {
		return no(rs...)
	}
	if r := t.commission(id, c.Serials); r != nil {
		return r
	}
	t.say("add_serials", *c)
	return nil
}

// commission makes new packs; a serial is used once within its GTIN, for ever.
func (t *turn) commission(lot LotID, serials []gs1.Serial) *refusal {
	l := t.Lots[lot]
	for _, serial := range serials {
		id := PackID{lot.GTIN, serial}
		if t.Packs[id] != nil {
			return no(record.AlreadyExists)
		}
		t.Packs[id] = &Pack{Lot: lot, Owner: l.Owner, Holder: l.Holder}
		l.Registered++
	}
	t.Had[Place{lot, l.Holder}] = true
	return nil
}

func closeLot(t *turn, c *record.CloseLot) *refusal {
	id := LotID{c.GTIN, c.Lot}
	l := t.Lots[id]
	if l == nil {
		return no(record.NotFound)
	}
	var rs list
	rs.add(l.Maker != t.Party, record.Forbidden)
	rs.add(!t.licensed(record.Manufacturer, record.Repackager), record.NotLicensed)
	rs.add(l.Closed, record.Closed)
	if len(rs) > 0 {
		return no(rs...)
	}
	if c.Yield != 0 && c.Yield != l.Registered {
		if l.Serialised {
			return no(record.QuantityMismatch)
		}
		loose := t.shelf(id, t.Site, t.Party)
		if c.Yield < l.Registered && loose.Loose < l.Registered-c.Yield {
			return no(record.QuantityExceeded)
		}
		if t.full(id, t.Site, t.Party) {
			return no(record.Conflict)
		}
		loose.Loose = loose.Loose + c.Yield - l.Registered
		l.Registered = c.Yield
		t.Had[Place{id, t.Site}] = true
	}
	l.Closed = true
	t.say("close_lot", record.LotClosed{GTIN: c.GTIN, Lot: c.Lot, Registered: l.Registered})
	return nil
}
