package ledger

import (
	"errors"
	"slices"

	"pedigree/record"
)

// approve agrees to a proposal. The last approval needed executes it; what then
// speaks against the order refuses this approval, and the proposal stays open.
type approve struct{ record.Approve }

func (c *approve) Body() any { return &c.Approve }

func (c *approve) Check() error {
	if !c.Proposal.Valid() {
		return errors.New("proposal is required: its id, 32 hex digits")
	}
	return nil
}

func (c *approve) Apply(s *State) *Refused {
	if r := s.authority(); r != nil {
		return r
	}
	key := record.GovKey(c.Proposal)
	gov, ok := load(s, key, record.DecodeGov)
	if !ok {
		return no(record.NotFound, "there is no proposal %s", c.Proposal)
	}
	g := gov.Sealed
	switch {
	case g.Executed != 0:
		return no(record.Closed, "the proposal was executed at height %d", g.Executed)
	case uint64(s.Time()) > g.Expires:
		return no(record.Closed, "the proposal has expired; propose it again")
	case slices.Contains(g.Approvals, s.Party):
		return no(record.AlreadyExists, "you approved this already; another authority has to")
	}
	order, err := proposed(g.Command, g.Body)
	if err != nil {
		return no(record.Conflict, "the proposal cannot be read: %v", err)
	}
	g.Approvals = s.consent(g.Approvals)
	fields := record.Approved{Proposal: c.Proposal, Approvals: g.Approvals, Needed: s.needed(order)}
	if uint64(len(g.Approvals)) >= fields.Needed {
		g.Executed, fields.Executed = s.block.Height, true
	}
	s.put(key, record.Gov{Sealed: g}.Encode())
	s.emit("approve", fields)
	if !fields.Executed {
		return nil
	}
	return s.execute(order, g)
}
