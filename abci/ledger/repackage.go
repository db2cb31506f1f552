package ledger

import (
	"errors"

	"pedigree/record"
)

// repackage makes packs of a lot of one's own out of other packs. Nothing is won by
// it: what is inside is counted before and after.
type repackage struct{ record.Repackage }

func (c *repackage) Body() any       { return &c.Repackage }
func (c *repackage) items() int      { return len(c.Inputs) + len(c.Serials) }
func (c *repackage) hangsOn() string { return record.ProductKey(c.GTIN) }

// maxSize bounds what is in a pack, so that no product of counts overflows.
const maxSize = 1_000_000

func (c *repackage) Check() error {
	switch {
	case c.GTIN.IsZero() || c.Lot.IsZero():
		return errors.New("gtin and lot of the outputs are required")
	case c.InputSize == 0 || c.InputSize > maxSize || c.OutputSize == 0 || c.OutputSize > maxSize:
		return errors.New("inputSize and outputSize say how much is in a pack: 1 to 1000000")
	case c.Lost > maxPlanned*maxSize:
		return errors.New("lost is too large")
	}
	if err := checkLeaving(c.Inputs); err != nil {
		return err
	}
	for _, i := range c.Inputs {
		if i.GTIN != c.Inputs[0].GTIN {
			return errors.New("inputs are packs of one product; order once for each")
		}
	}
	return checkSerials(c.Serials)
}

func (c *repackage) Apply(s *State) *Refused {
	l := s.lot(c.GTIN, c.Lot)
	if l == nil {
		return no(record.NotFound, "lot %s of %s is not registered; register it first", c.Lot, c.GTIN)
	}
	reasons := append(s.mayGrow(l), s.lotForbids(l, intact, max(l.Hold, s.heldAt(l, s.Site)))...)
	if r := refusedFor(reasons); r != nil {
		return r
	}
	v := &leaving{s: s, to: record.Repackaged, lots: intact, judge: func(p *pack) []*record.Refusal {
		return append(s.stillMine(p, intact), p.whole(), c.suits(s, l, p.lot), ownedBy(s, p))
	}}
	if r := v.all(c.Inputs); r != nil {
		return r
	}
	if r := c.weighed(s, l, v.fact.Items); r != nil {
		return r
	}
	if r := s.commission(l, c.Serials); r != nil {
		return r
	}
	s.emit("repackage", record.Repacked{Inputs: v.fact.Items, GTIN: c.GTIN, Lot: c.Lot,
		Serials: c.Serials, Expiry: l.Expiry, InputSize: c.InputSize, OutputSize: c.OutputSize,
		Lost: c.Lost})
	return nil
}

// suits refuses an input that cannot become the output: a lot does not become
// itself, and nothing lasts longer in another pack.
func (c *repackage) suits(s *State, out, in *lot) *record.Refusal {
	switch {
	case in.key == out.key:
		return record.Refuse(record.Conflict, "lot %s cannot be repackaged into itself", c.Lot)
	case out.Expiry > in.Expiry:
		return record.Refuse(record.ExpiryMismatch,
			"lot %s expires on %s: what is made of it cannot last until %s", in.number(), in.Expiry, out.Expiry)
	}
	return nil
}

func ownedBy(s *State, p *pack) *record.Refusal {
	if p.owner == s.Party {
		return nil
	}
	return record.Refuse(record.NotOwner, "pack %s belongs to another party", p.serial)
}

// weighed compares what goes in with what comes out, after the inputs are known.
func (c *repackage) weighed(s *State, out *lot, inputs []record.Goods) *Refused {
	var packs uint64
	for _, g := range inputs {
		packs += g.Quantity
		if g.Owner != s.Party {
			return no(record.NotOwner, "packs of lot %s belong to another party", g.Lot)
		}
		if r := c.suits(s, out, s.lot(g.GTIN, g.Lot)); r != nil {
			return refusedFor([]*record.Refusal{r})
		}
	}
	in, made := packs*c.InputSize, uint64(len(c.Serials))*c.OutputSize+c.Lost
	if in != made {
		return no(record.QuantityMismatch, "%d go in and %d come out, lost ones included", in, made)
	}
	return nil
}
