package ledger

import (
	"errors"

	"pedigree/record"
)

// suspend stops a party or a site: it may take in goods or turn them down, and
// answer recalls, and nothing else.
type suspend struct{ record.SuspendParty }

func (c *suspend) Body() any { return &c.SuspendParty }

func (c *suspend) Check() error { return checkSuspension(c.SuspendParty) }

func checkSuspension(c record.SuspendParty) error {
	if c.Party.IsZero() {
		return errors.New("party is required")
	}
	return checkText("reason", c.Reason, true)
}

func (c *suspend) Apply(s *State) *Refused {
	if r := s.mayGovern(); r != nil {
		return r
	}
	p := s.party(c.Party)
	switch {
	case p == nil:
		return no(record.NotFound, "%s is not registered", c.Party)
	case p.Suspended:
		return no(record.Conflict, "%s is suspended already", c.Party)
	case s.approves(c.Party):
		return no(record.Conflict, "an authority that approves this cannot suspend itself")
	}
	s.setSuspended(p, true)
	s.emit("suspend", c.SuspendParty)
	return nil
}

func (s *State) setSuspended(p *record.Party, suspended bool) {
	changed := *p
	changed.Suspended = suspended
	s.put(record.PartyKey(p.GLN), changed.Encode())
}
