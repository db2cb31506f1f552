package ledger

import (
	"errors"

	"pedigree/gs1"
	"pedigree/record"
)

// ship offers goods to another site. They stay the sender's until received.
type ship struct {
	record.Ship
	owner    gs1.GLN // who permitted this, see mandate
	saleable bool    // a return of what shall be sold again
}

func (c *ship) Body() any  { return &c.Ship }
func (c *ship) items() int { return len(c.Items) }

func (c *ship) goods() []record.Item { return c.Items }

func (c *ship) hangsOn() string            { return hook(c.Items) }
func (c *ship) makes(tx *record.Tx) string { return transferOf(tx) }

func (c *ship) Check() error {
	if c.To.IsZero() {
		return errors.New("to is required: the site's GLN")
	}
	if len(c.Items) == 0 {
		return errors.New("items are required")
	}
	switch c.Owner {
	case "", "transfer", "keep":
	default:
		return errors.New(`owner is "transfer" or "keep"`)
	}
	switch c.Purpose {
	case "", "supply", "return", "destruction":
	default:
		return errors.New(`purpose is "supply", "return" or "destruction"`)
	}
	if c.Affirm && (!c.supply() || c.keep() || c.Grant != "") {
		return errors.New("affirm is the seller's transaction statement (DSCSA 581(27)): " +
			"the owner makes it, of what it supplies and transfers")
	}
	if c.Grant != "" && !c.Grant.Valid() {
		return errors.New("grant is the id of a permission: 32 hex digits")
	}
	if c.Deadline > maxMoment {
		return errors.New("deadline is after the year 9999")
	}
	if len(c.References) > 64 {
		return errors.New("references: at most 64")
	}
	for _, r := range c.References {
		if err := checkText("reference type", r.Type, true); err != nil {
			return err
		}
	}
	if err := checkText("carrier", c.Carrier, false); err != nil {
		return err
	}
	return checkItems("items", c.Items)
}

const offerHours = 72

func (c *ship) Apply(s *State) *Refused {
	f, refused := c.offer(s)
	if refused == nil {
		s.emit("ship", f)
	}
	return refused
}

// offer makes the offer and says what it is.
func (c *ship) offer(s *State) (f record.Shipped, refused *Refused) {
	to, reasons := c.receiver(s)
	if !s.licensed(trade...) && c.supply() {
		reasons = append(reasons, record.Refuse(record.NotLicensed,
			"shipping takes a valid licence to trade in medicines"))
	}
	reasons = append(reasons, c.mandate(s)...)
	if c.Affirm && to != nil && !isUnitedStates(to.Country) {
		reasons = append(reasons, record.Refuse(record.Conflict,
			"the transaction statement (affirm) is for sales within the United States; %s is in %s", c.To, to.Country))
	}
	deadline := c.Deadline
	if deadline == 0 {
		deadline = uint64(s.Time()) + 3600*s.param("deadlineHours", offerHours)
	} else if deadline <= uint64(s.Time()) {
		reasons = append(reasons, record.Refuse(record.Conflict, "the deadline has passed already"))
	}
	if r := refusedFor(reasons); r != nil {
		return f, r
	}
	o := &offer{s: s, c: c, id: s.newID("transfer")}
	for _, item := range c.Items {
		if r := o.add(item); r != nil {
			return f, r
		}
	}
	way := record.Way{FromParty: s.Party, FromSite: s.Site, ToParty: ownerOf(to), ToSite: c.To}
	key := record.TransferKey(o.id)
	s.putTransfer(o.id, &record.TransferSealed{Salt: s.salt(key), FromParty: way.FromParty,
		FromSite: way.FromSite, ToParty: way.ToParty, ToSite: way.ToSite, Keep: c.keep(),
		Purpose: c.purpose(), Shipped: uint64(s.Time()), Deadline: deadline, Carrier: c.Carrier,
		References: c.References, Items: o.lines, History: record.NewHistory(key)})
	return record.Shipped{Transfer: o.id, Way: way, Items: o.goods, Keep: c.keep(),
		Purpose: c.purpose(), Deadline: deadline, Carrier: c.Carrier, References: c.References,
		Grant: c.Grant, Affirm: c.Affirm}, nil
}

// transferOf names the offer that a shipping order makes.
func transferOf(tx *record.Tx) string {
	return record.TransferKey(record.NewID("transfer", tx.ID, 0))
}

// trade are the roles that may send and receive medicines.
var trade = []record.Role{record.Manufacturer, record.Repackager, record.Wholesaler,
	record.Logistics, record.Dispenser}

func (c *ship) receiver(s *State) (*record.Party, []*record.Refusal) {
	to := s.party(c.To)
	switch {
	case to == nil:
		return nil, []*record.Refusal{record.Refuse(record.NotFound, "site %s is not registered", c.To)}
	case c.To == s.Site:
		return nil, []*record.Refusal{record.Refuse(record.Conflict, "the goods are at this site already")}
	}
	owner := s.party(ownerOf(to))
	if to.Suspended || owner.Suspended || !(s.hasRole(c.To, trade...) || s.hasRole(owner.GLN, trade...)) {
		return to, []*record.Refusal{record.Refuse(record.NotLicensed,
			"the receiver %s is not licensed to take medicines now", c.To)}
	}
	return to, nil
}

func (c *ship) keep() bool   { return c.Owner == "keep" }
func (c *ship) supply() bool { return c.purpose() == "supply" }

func (c *ship) purpose() string {
	if c.Purpose == "" {
		return "supply"
	}
	return c.Purpose
}

func (c *ship) tolerance() tolerance {
	if c.supply() || c.saleable {
		return intact
	}
	return back
}

// goesBack refuses to call a return what goes to somebody who neither made the lot
// nor ever had any of it: returns may carry what no supply may.
func (c *ship) goesBack(s *State, l *lot) *record.Refusal {
	if c.purpose() != "return" || s.has(record.HoldingKey(l.key, c.To)) ||
		ownerOf(s.party(c.To)) == l.Maker {
		return nil
	}
	return record.Refuse(record.Forbidden,
		"a return goes to the lot's maker or to a site that had it before; %s is neither", c.To)
}

// owns refuses to transfer the ownership of what belongs to another.
func (c *ship) owns(s *State, owner gs1.GLN) *record.Refusal {
	if c.keep() || owner == s.Party || owner == c.owner {
		return nil
	}
	return record.Refuse(record.NotOwner, "these goods belong to another party; ship them with owner keep")
}
