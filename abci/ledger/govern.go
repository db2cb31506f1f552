package ledger

import (
	"slices"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// Governance is for authorities. A number of them, the parameter "approvals", has
// to agree. Where that is one, an authority orders directly; otherwise it proposes,
// others approve, and the last approval needed executes the order in its own block,
// judged by the state of that moment and ordered as if by the proposer.

// mayGovern refuses whoever is not an authority, and an authority that needs the
// approval of others.
func (s *State) mayGovern() *Refused {
	if r := s.authority(); r != nil {
		return r
	}
	if m := s.param("approvals", 1); m > s.approvals() {
		return no(record.NotApproved, "%d authorities have to approve this: propose it", m)
	}
	return nil
}

// authority refuses whoever is not one.
func (s *State) authority() *Refused {
	if !s.governs(s.Party) {
		return no(record.Forbidden, "only an authority may order this")
	}
	return nil
}

// governs says whether a party is an authority now and may act as one.
func (s *State) governs(g gs1.GLN) bool {
	p := s.party(g)
	return p != nil && !p.Suspended && p.Licensed(record.Authority, s.Time())
}

// approvals is how many authorities stand behind this order.
func (s *State) approvals() uint64 { return max(1, uint64(len(s.approvers))) }

// approves says whether a party is one of them. As many as approve remain able to
// govern, because none of them can be put out of office by the very order.
func (s *State) approves(g gs1.GLN) bool {
	return g == s.Party || slices.Contains(s.approvers, g)
}

// measured is an order that takes more approvals than others.
type measured interface{ approvals(usual uint64) uint64 }

func (s *State) needed(c Command) uint64 {
	m := s.param("approvals", 1)
	if c, ok := c.(measured); ok {
		return c.approvals(m)
	}
	return m
}

// consent adds the approval of who orders to those that still count: whoever is
// no authority any more does not.
func (s *State) consent(earlier []gs1.GLN) []gs1.GLN {
	counted := []gs1.GLN{s.Party}
	for _, g := range earlier {
		if s.governs(g) {
			counted = append(counted, g)
		}
	}
	slices.SortFunc(counted, func(a, b gs1.GLN) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(counted)
}

// execute carries out a proposal for its proposer.
func (s *State) execute(c Command, g *record.GovSealed) *Refused {
	if !s.governs(g.Proposer) {
		return no(record.Forbidden, "%s, which proposed this, is no authority any more", g.Proposer)
	}
	party, site := s.Party, s.Site
	s.Party, s.Site, s.approvers = g.Proposer, g.Proposer, g.Approvals
	r := c.Apply(s)
	s.Party, s.Site, s.approvers = party, site, nil
	return r
}
