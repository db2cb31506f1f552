package ledger

import (
	"errors"

	"pedigree/record"
)

// refuseOffer is the receiver's no; cancelOffer is the sender's change of mind.
// Both leave with the sender what was not received yet.
type (
	refuseOffer struct{ record.VoidOffer }
	cancelOffer struct{ record.VoidOffer }
)

func (c *refuseOffer) Body() any                { return &c.VoidOffer }
func (c *refuseOffer) Check() error             { return checkVoid(c.VoidOffer) }
func (c *refuseOffer) offer() (record.ID, bool) { return c.Transfer, true }
func (c *refuseOffer) hangsOn() string          { return record.TransferKey(c.Transfer) }

func (c *refuseOffer) Apply(s *State) *Refused {
	return s.void(c.VoidOffer, "refuse", record.TransferRefused)
}

func (c *cancelOffer) Body() any                { return &c.VoidOffer }
func (c *cancelOffer) Check() error             { return checkVoid(c.VoidOffer) }
func (c *cancelOffer) offer() (record.ID, bool) { return c.Transfer, true }
func (c *cancelOffer) hangsOn() string          { return record.TransferKey(c.Transfer) }

func (c *cancelOffer) Apply(s *State) *Refused {
	return s.void(c.VoidOffer, "cancel", record.TransferCancelled)
}

func checkVoid(v record.VoidOffer) error {
	if !v.Transfer.Valid() {
		return errors.New("transfer is the id of the offer: 32 hex digits")
	}
	return checkText("reason", v.Reason, true)
}

func (s *State) void(v record.VoidOffer, command string, state record.TransferState) *Refused {
	t := s.transfer(v.Transfer)
	if t == nil {
		return no(record.NotFound, "no offer %s", v.Transfer)
	}
	if state == record.TransferRefused && t.ToSite != s.Site {
		return no(record.NotAddressee, "the offer is not made to this site")
	}
	if state == record.TransferCancelled && t.FromSite != s.Site {
		return no(record.NotHolder, "the offer was not made by this site")
	}
	if !t.State.Pending() {
		return no(record.Conflict, "the offer is %s already", t.State)
	}
	d := &delivery{s: s, id: v.Transfer, t: t}
	d.returnRest()
	t.State = state
	s.putTransfer(v.Transfer, t)
	s.emit(command, record.Voided{Transfer: v.Transfer, Way: d.way(), Items: d.missing,
		Reason: v.Reason})
	return nil
}
