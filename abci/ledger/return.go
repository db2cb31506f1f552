package ledger

import (
	"errors"

	"pedigree/record"
)

// returnGoods offers goods to a site that had them before, or to their maker. What
// shall be sold again is proven pack by pack to be what it was (DSCSA 582(c)(4)(D)).
type returnGoods struct{ record.ReturnGoods }

func (c *returnGoods) Body() any  { return &c.ReturnGoods }
func (c *returnGoods) items() int { return len(c.Items) }

func (c *returnGoods) goods() []record.Item { return c.Items }

func (c *returnGoods) hangsOn() string            { return hook(c.Items) }
func (c *returnGoods) makes(tx *record.Tx) string { return transferOf(tx) }

func (c *returnGoods) ship() *ship {
	return &ship{Ship: record.Ship{To: c.To, Items: c.Items, Owner: c.Owner, Purpose: "return",
		Deadline: c.Deadline, Carrier: c.Carrier, References: c.References}, saleable: c.Saleable}
}

func (c *returnGoods) Check() error {
	if c.Saleable {
		for _, i := range c.Items {
			if i.Serial.IsZero() || i.Lot.IsZero() || i.Expiry == 0 {
				return errors.New("a saleable return names each pack by gtin, serial, lot and expiry")
			}
		}
	}
	return c.ship().Check()
}

func (c *returnGoods) Apply(s *State) *Refused {
	f, refused := c.ship().offer(s)
	if refused == nil {
		s.emit("return", record.Returned{Shipped: f, Saleable: c.Saleable})
	}
	return refused
}
