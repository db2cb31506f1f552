package ledger

import "pedigree/record"

// move takes goods from one site to another of the same party: it ships and
// receives in one order, by the rules of both. The owner stays.
type move struct{ record.Move }

func (c *move) Body() any  { return &c.Move }
func (c *move) items() int { return len(c.Items) }

func (c *move) goods() []record.Item { return c.Items }

func (c *move) hangsOn() string            { return hook(c.Items) }
func (c *move) makes(tx *record.Tx) string { return transferOf(tx) }

func (c *move) ship() *ship {
	return &ship{Ship: record.Ship{To: c.To, Items: c.Items, Owner: "keep", Purpose: "move",
		Carrier: c.Carrier}}
}

func (c *move) Check() error {
	asShip := c.ship()
	asShip.Purpose = ""
	return asShip.Check()
}

func (c *move) Apply(s *State) *Refused {
	if to := s.party(c.To); to != nil && ownerOf(to) != s.Party {
		return no(record.Forbidden, "site %s is another party's; ship it there", c.To)
	}
	f, refused := c.ship().offer(s)
	if refused != nil {
		return refused
	}
	s.emit("ship", f)
	t := s.transfer(f.Transfer)
	d := &delivery{s: s, id: f.Transfer, t: t}
	if r := d.acceptRest(); r != nil {
		return r
	}
	t.State = record.TransferReceived
	s.putTransfer(f.Transfer, t)
	s.emit("receive", record.Received{Transfer: f.Transfer, Way: f.Way, Accepted: d.accepted,
		State: t.State, Keep: true})
	return nil
}
