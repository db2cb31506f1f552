package system

import (
	"context"
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// makeLot registers a lot by quantity, or one with five serials.
func (c *trader) makeLot(ctx context.Context) {
	lot := tradedLot{number: lotNumber(c.m.t, fmt.Sprintf("K%d-%d", c.n, c.device.next))}
	g := gtin(c.m.t, amoxal)
	register := record.RegisterLot{GTIN: g, Lot: lot.number, Expiry: 40_000}
	if register.Serialised = c.dice.IntN(2) == 0; !register.Serialised {
		register.Planned = lotSize
	}
	if _, ok := c.order(ctx, "register_lot", register); !ok {
		return
	}
	if register.Serialised {
		for i := range 5 {
			lot.serials = append(lot.serials,
				serialNumber(c.m.t, fmt.Sprintf("%s-%d-%d", lot.number, i, c.dice.Uint32())))
		}
		add := record.AddSerials{GTIN: g, Lot: lot.number, Serials: lot.serials}
		if _, ok := c.order(ctx, "add_serials", add); !ok {
			return
		}
	}
	if _, ok := c.order(ctx, "close_lot", record.CloseLot{GTIN: g, Lot: lot.number}); !ok {
		return
	}
	c.m.change(func() { c.m.lots = append(c.m.lots, lot) })
	if goods := lot.goods(g); register.Serialised {
		c.shipTo(ctx, []record.Item{{GTIN: g, Lot: lot.number}}, goods) // whole, as one line
	} else {
		c.has = append(c.has, goods...)
	}
}

// some picks goods that the trader has, as far as it knows; now and then others.
func (c *trader) some() (item record.Item, ok bool) {
	if len(c.has) > 0 && c.dice.IntN(8) > 0 {
		i := c.dice.IntN(len(c.has))
		item = c.has[i]
		if item.Quantity == 0 {
			c.has = append(c.has[:i], c.has[i+1:]...)
		}
		item.Quantity = min(item.Quantity, 1+c.dice.Uint64N(lotSize/20))
		return item, true
	}
	c.m.mu.Lock()
	defer c.m.mu.Unlock()
	if len(c.m.lots) == 0 {
		return item, false
	}
	lot := c.m.lots[c.dice.IntN(len(c.m.lots))]
	goods := lot.goods(gtin(c.m.t, amoxal))
	return goods[c.dice.IntN(len(goods))], true
}

// goods are the lot's packs one by one, or its quantity.
func (l tradedLot) goods(g gs1.GTIN) []record.Item {
	if l.serials == nil {
		return []record.Item{{GTIN: g, Lot: l.number, Quantity: lotSize}}
	}
	items := make([]record.Item, len(l.serials))
	for i, serial := range l.serials {
		items[i] = record.Item{GTIN: g, Serial: serial}
	}
	return items
}

func (c *trader) ship(ctx context.Context) {
	item, ok := c.some()
	if !ok {
		c.err(ctx)
		return
	}
	c.shipTo(ctx, []record.Item{item}, []record.Item{item})
}

// shipTo offers goods to another trader, who will count them as such.
func (c *trader) shipTo(ctx context.Context, items, goods []record.Item) {
	to := c.m.traders[makers+c.dice.IntN(allTraders-makers)]
	s, ok := c.order(ctx, "ship", record.Ship{To: to.gln, Items: items})
	if !ok {
		return
	}
	for _, e := range s.Events {
		if id, _ := e.Fields["transfer"].(string); id != "" {
			c.m.change(func() {
				c.m.offers[to.n] = append(c.m.offers[to.n], offer{record.ID(id), goods})
			})
		}
	}
}

func (c *trader) receive(ctx context.Context) {
	var o offer
	c.m.change(func() {
		if mine := c.m.offers[c.n]; len(mine) > 0 {
			o, c.m.offers[c.n] = mine[0], mine[1:]
		}
	})
	switch {
	case o.id == "":
		c.dispense(ctx)
	case c.dice.IntN(6) == 0:
		c.order(ctx, "refuse", record.VoidOffer{Transfer: o.id, Reason: "not ordered"})
	default:
		if _, ok := c.order(ctx, "receive", record.Receive{Transfer: o.id, All: true}); ok {
			c.has = append(c.has, o.goods...)
		}
	}
}

func (c *trader) dispense(ctx context.Context) {
	item, ok := c.some()
	if !ok {
		c.err(ctx)
		return
	}
	c.order(ctx, "dispense", record.Dispense{GTIN: item.GTIN, Lot: item.Lot, Serial: item.Serial,
		Quantity: min(item.Quantity, 3)})
}

// err gives an order that must be refused, and warned of.
func (c *trader) err(ctx context.Context) {
	c.order(ctx, "dispense", record.Dispense{GTIN: gtin(c.m.t, amoxal), Quantity: 1,
		Lot: lotNumber(c.m.t, "NEVER")})
}
