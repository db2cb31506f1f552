package ledger

import (
	"pedigree/gs1"
	"pedigree/record"
)

// tolerance says which states of goods a command puts up with (rules.md, "May
// it be done?").
type tolerance struct{ recalled, withdrawn, expired, held, suspect bool }

var (
	intact = tolerance{}                             // ship supply, dispense
	back   = tolerance{true, true, true, true, true} // ship return or destruction
)

// lotForbids lists what the state of lot and product speaks against.
func (s *State) lotForbids(l *lot, t tolerance, held record.HoldFlag) []*record.Refusal {
	return s.goodsForbid(l, t, held, "lot "+l.number().String())
}

// goodsForbid is lotForbids for goods of which what is held, named for people.
func (s *State) goodsForbid(l *lot, t tolerance, held record.HoldFlag, what string) (rs []*record.Refusal) {
	add := func(yes bool, c record.Code, format string, args ...any) {
		if yes {
			rs = append(rs, record.Refuse(c, format, args...))
		}
	}
	product := s.product(l.gtin)
	add(held == record.Suspected && !t.suspect, record.SuspectGoods,
		"%s is under investigation; keep it apart", what)
	add(l.Recall != nil && !t.recalled, record.RecalledGoods,
		"lot %s is recalled; keep it apart and follow the recall", l.number())
	add(product.WithdrawnIn(s.country()) && !t.withdrawn, record.WithdrawnGoods,
		"product %s is withdrawn from this market", l.gtin)
	add(held == record.Held && !t.held, record.HeldGoods, "%s is on hold", what)
	add(l.Expiry.Past(s.Time()) && !t.expired, record.ExpiredGoods,
		"lot %s expired on %s", l.number(), l.Expiry)
	return rs
}

// packForbids lists what the state of one pack speaks against, its lot's state
// included.
func (s *State) packForbids(p *pack, t tolerance) []*record.Refusal {
	rs := s.goodsForbid(p.lot, t, p.held, s.whatIsHeld(p))
	add := func(c record.Code, format string, args ...any) {
		rs = append(rs, record.Refuse(c, format, args...))
	}
	switch p.Status {
	case record.Destroyed:
		add(record.DestroyedGoods, "pack %s was destroyed", p.serial)
	case record.Stolen:
		add(record.StolenGoods, "pack %s was reported stolen; tell the authority", p.serial)
	case record.Illegitimate:
		if !t.suspect {
			add(record.IllegitimateGoods, "pack %s was found illegitimate; keep it apart", p.serial)
		}
	case record.Active, record.PartiallySupplied, record.Supplied:
	default:
		add(record.Inactive, "pack %s %s", p.serial, p.Status.HowLeft())
	}
	if p.transfer != nil {
		add(record.InTransit, "pack %s is on offer; receive, refuse or cancel that first", p.serial)
	}
	return rs
}

// whatIsHeld names what the hold on a pack stands on: the pack, a container around
// it, what the site has of its lot, or the lot. Who reads it has to know what to keep
// apart.
func (s *State) whatIsHeld(p *pack) string {
	switch {
	case p.Sealed != nil && p.Hold == p.held:
		return "pack " + p.serial.String()
	case p.lot.Hold == p.held:
		return "lot " + p.lot.number().String()
	case s.heldAt(p.lot, p.holder) == p.held:
		return "what this site has of lot " + p.lot.number().String()
	}
	return "the container of pack " + p.serial.String()
}

// printed compares what the label says with what is registered.
func printed(l *lot, number gs1.Lot, expiry record.Day) (rs []*record.Refusal) {
	if !number.IsZero() && number != l.number() {
		rs = append(rs, record.Refuse(record.LotMismatch,
			"the pack is registered in another lot than %s; keep it apart", number))
	}
	if expiry != 0 && expiry != l.Expiry {
		rs = append(rs, record.Refuse(record.ExpiryMismatch,
			"printed expiry %s, registered %s; keep the pack apart", expiry, l.Expiry))
	}
	return rs
}

// country is the market in which the order is given.
func (s *State) country() string {
	if p := s.party(s.Site); p != nil {
		return p.Country
	}
	return ""
}
