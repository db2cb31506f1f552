package ledger

import "pedigree/record"

// reinstate lets a suspended party or site act again.
type reinstate struct{ record.SuspendParty }

func (c *reinstate) Body() any { return &c.SuspendParty }

func (c *reinstate) Check() error { return checkSuspension(c.SuspendParty) }

func (c *reinstate) Apply(s *State) *Refused {
	if r := s.mayGovern(); r != nil {
		return r
	}
	p := s.party(c.Party)
	switch {
	case p == nil:
		return no(record.NotFound, "%s is not registered", c.Party)
	case !p.Suspended:
		return no(record.Conflict, "%s is not suspended", c.Party)
	}
	s.setSuspended(p, false)
	s.emit("reinstate", c.SuspendParty)
	return nil
}
