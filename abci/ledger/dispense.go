package ledger

import (
	"errors"

	"pedigree/record"
)

// dispense supplies a pack, a part of it, or a quantity of a lot without serials
// to the public. It holds no patient data, ever.
type dispense struct{ record.Dispense }

func (c *dispense) Body() any { return &c.Dispense }

func (c *dispense) Check() error {
	switch {
	case c.GTIN.IsZero():
		return errNoGTIN
	case c.Serial.IsZero() && c.Lot.IsZero():
		return errors.New("serial is required, or lot and quantity")
	case c.Serial.IsZero() && (c.Quantity == 0 || c.Quantity > maxPlanned):
		return errors.New("quantity is required for a lot without serials")
	case !c.Serial.IsZero() && (c.Quantity != 0 || !c.Owner.IsZero()):
		return errors.New("a pack has neither quantity nor owner")
	case (c.Part == 0) != (c.Of == 0) || c.Part > c.Of || c.Of == 1:
		return errors.New("a part is n of m, m at least 2")
	case c.Of > 10_000 || (c.Of != 0 && c.Serial.IsZero()):
		return errors.New("only a pack with a serial is supplied in parts, at most 10000")
	}
	return nil
}

func (c *dispense) Apply(s *State) *Refused {
	if c.Serial.IsZero() {
		return c.quantity(s)
	}
	p := s.pack(c.GTIN, c.Serial)
	if p == nil {
		if l := s.lot(c.GTIN, c.Lot); l != nil && !l.Serialised {
			return no(record.Conflict, "lot %s is kept by quantity: state lot and quantity, "+
				"no serial", c.Lot)
		}
		r := no(record.NotFound, "pack %s of %s is not registered; do not supply it", c.Serial, c.GTIN)
		r.Reasons = append(r.Reasons, s.dispenser())
		return c.alarm(s, r, nil)
	}
	if r := c.refusal(s, p); r != nil {
		return c.alarm(s, r, p)
	}
	c.supply(s, p)
	return nil
}

func (s *State) dispenser() *record.Refusal {
	if s.licensed(record.Dispenser) {
		return nil
	}
	return record.Refuse(record.NotLicensed, "supplying to the public takes a valid dispenser's licence")
}

func (c *dispense) refusal(s *State, p *pack) *Refused {
	reasons := append(printed(p.lot, c.Lot, c.Expiry), s.packForbids(p, intact)...)
	reasons = append(reasons, s.dispenser())
	if p.holder != s.Site && !p.left() {
		reasons = append(reasons, record.Refuse(record.NotHolder,
			"pack %s is not at this site; receive it first", c.Serial))
	}
	if p.parent != nil {
		reasons = append(reasons, record.Refuse(record.InContainer,
			"pack %s is in a container; unpack it first", c.Serial))
	}
	if p.Status == record.Supplied {
		if p.holder == s.Site {
			reasons = append(reasons, record.Refuse(record.OwnDuplicate,
				"you supplied pack %s already on %s", c.Serial, p.Since))
		} else {
			reasons = append(reasons, record.Refuse(record.AlreadySupplied,
				"pack %s was supplied already on %s; keep it apart", c.Serial, p.Since))
		}
	}
	if p.Status == record.PartiallySupplied && (c.Of != p.Of || p.Part+c.Part > p.Of) {
		reasons = append(reasons, record.Refuse(record.QuantityExceeded,
			"%d of %d parts of pack %s were supplied: state a part of the other %d, of %d", p.Part, p.Of,
			c.Serial, p.Of-p.Part, p.Of))
	}
	return refusedFor(reasons)
}

// alarm adds the alert that the rules ask for: an unknown serial or lot, a label
// that disagrees, and a second supply by another site. Known states such as
// expired or recalled raise none.
func (c *dispense) alarm(s *State, r *Refused, p *pack) *Refused {
	switch record.Worst(r.Reasons...).Code {
	case record.NotFound, record.LotMismatch, record.ExpiryMismatch, record.AlreadySupplied:
	default:
		return r
	}
	r.Alert = warn(c.GTIN, c.Serial, c.Lot)
	if p != nil && p.Status == record.Supplied {
		r.Alert.First = &p.Sealed.History.Head
		tell(r.Alert, ownerOf(s.party(p.holder)))
	}
	return r
}

func (c *dispense) supply(s *State, p *pack) {
	fields := record.Dispensed{Goods: p.goods(), Receipt: c.Receipt}
	s.touchUnit(p)
	s.remember(p)
	fields.Of = c.Of
	if c.Of != 0 {
		fields.Part = p.Part + c.Part
	}
	if fields.Part < fields.Of {
		s.turn(p, record.PartiallySupplied, fields.Part, fields.Of)
	} else {
		s.turn(p, record.Supplied, 0, 0)
	}
	s.emit("dispense", fields)
}

func (c *dispense) quantity(s *State) *Refused {
	l := s.lot(c.GTIN, c.Lot)
	if l == nil {
		r := no(record.NotFound, "lot %s of %s is not registered; do not supply it", c.Lot, c.GTIN)
		r.Reasons = append(r.Reasons, s.dispenser())
		return c.alarm(s, r, nil)
	}
	owner := c.Owner
	if owner.IsZero() {
		owner = s.Party
	}
	reasons := append(printed(l, c.Lot, c.Expiry), s.lotForbids(l, intact, l.Hold)...)
	reasons = append(reasons, s.dispenser(), s.holdingHeld(l, intact))
	loose := s.loose(l, s.Site, owner)
	switch {
	case l.Serialised:
		reasons = append(reasons, record.Refuse(record.Conflict,
			"packs of lot %s carry serials: scan each", c.Lot))
	case loose == 0:
		reasons = append(reasons, record.Refuse(record.NotHolder, "lot %s is not at this site", c.Lot))
	case c.Quantity > loose:
		reasons = append(reasons, record.Refuse(record.QuantityExceeded,
			"%d packs of lot %s are at this site, not %d", loose, c.Lot, c.Quantity))
	}
	if r := refusedFor(reasons); r != nil {
		if record.Worst(reasons...).Code == record.ExpiryMismatch {
			r = c.alarm(s, r, nil)
		}
		return r
	}
	s.count(l, s.Site, owner, func(r *record.HoldingRow) {
		r.Held -= c.Quantity
		r.Supplied += c.Quantity
	})
	s.emit("dispense", record.Dispensed{Receipt: c.Receipt, Goods: record.Goods{GTIN: c.GTIN,
		Lot: c.Lot, Quantity: c.Quantity, Owner: owner}})
	return nil
}
