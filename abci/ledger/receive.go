package ledger

import (
	"errors"

	"pedigree/record"
)

// receive takes over goods on offer, whole or in part.
type receive struct{ record.Receive }

func (c *receive) Body() any { return &c.Receive }

// inStack: what is missing may have been in a stack of containers, all of which are
// written again. It costs as much as so many other things.
const inStack = 7

func (c *receive) items() int {
	return len(c.Accepted) + inStack*len(c.Missing) + len(c.Extra)
}

func (c *receive) goods() []record.Item { return c.Accepted }

func (c *receive) offer() (record.ID, bool) { return c.Transfer, c.All }

func (c *receive) hangsOn() string { return record.TransferKey(c.Transfer) }

func (c *receive) Check() error {
	if !c.Transfer.Valid() {
		return errors.New("transfer is the id of the offer: 32 hex digits")
	}
	if !c.All && len(c.Accepted)+len(c.Missing)+len(c.Extra) == 0 {
		return errors.New("say what came: all, or accepted, missing, extra")
	}
	if c.All && (len(c.Accepted) > 0 || c.Partial) {
		return errors.New("all leaves nothing to accept by name, and no part for later")
	}
	if err := checkCount("items", len(c.Accepted)+len(c.Missing)+len(c.Extra)); err != nil {
		return err
	}
	for _, list := range []struct {
		name  string
		items []record.Item
	}{{"accepted", c.Accepted}, {"missing", c.Missing}, {"extra", c.Extra}} {
		if err := checkItems(list.name, list.items); err != nil {
			return err
		}
	}
	return nil
}

func (c *receive) Apply(s *State) *Refused {
	t := s.transfer(c.Transfer)
	switch {
	case t == nil:
		return no(record.NotFound, "no offer %s", c.Transfer)
	case t.ToSite != s.Site:
		return no(record.NotAddressee, "the offer is not made to this site")
	case !t.State.Pending():
		return no(record.Conflict, "the offer is %s already", t.State)
	}
	d := &delivery{s: s, id: c.Transfer, t: t}
	for _, i := range c.Missing {
		if r := d.take(i, false); r != nil {
			return r
		}
	}
	for _, i := range c.Accepted {
		if r := d.take(i, true); r != nil {
			return r
		}
	}
	if c.All {
		if r := d.acceptRest(); r != nil {
			return r
		}
	}
	t.State = record.TransferReceived
	if left := d.left(); left > 0 {
		if !c.Partial {
			return no(record.QuantityMismatch,
				"%d packs are neither accepted nor missing; say so, or receive in part", left)
		}
		t.State = record.TransferPartial
	}
	s.putTransfer(c.Transfer, t)
	f := record.Received{Transfer: c.Transfer, Way: d.way(), Accepted: d.accepted,
		Missing: d.missing, Extra: goodsOf(c.Extra), State: t.State, Keep: t.Keep}
	d.openException(f.Extra)
	s.emit("receive", f)
	return nil
}

// goodsOf names goods that were not on offer, as the receiver saw them.
func goodsOf(items []record.Item) (goods []record.Goods) {
	for _, i := range items {
		n := i.Quantity
		if n == 0 && !i.Serial.IsZero() {
			n = 1
		}
		goods = append(goods, record.Goods{GTIN: i.GTIN, Lot: i.Lot, Serial: i.Serial, SSCC: i.SSCC,
			Quantity: n, Owner: i.Owner})
	}
	return goods
}

// openException records goods that came and were not offered: they move nothing,
// the partners settle it.
func (d *delivery) openException(extra []record.Goods) {
	if len(extra) == 0 {
		return
	}
	d.s.openException(d.s.newID("exception"), &record.ExceptionSealed{Transfer: d.id, Kind: "overage",
		Partner: d.t.FromParty, Items: extra})
}
