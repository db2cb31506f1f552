package model

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// Proposal is an order that waits for approvals.
type Proposal struct {
	Command   string
	Body      record.Raw
	Proposer  gs1.GLN
	Expires   uint64
	Approvals []gs1.GLN
	Executed  bool
}

// needed is how many approvals an order takes: to ask for m takes m.
func (t *turn) needed(body any) uint64 {
	m := t.Params["approvals"]
	if p, ok := body.(*record.SetParam); ok && p.Name == "approvals" {
		m = max(m, p.Value)
	}
	return m
}

func (t *turn) neededFor(command string, body record.Raw) uint64 {
	order := record.ProposableBody(command)
	_ = record.Unmarshal(body, order) // it was read when it was proposed
	return t.needed(order)
}

func propose(t *turn, c *record.Propose) *refusal {
	now := uint64(t.Now)
	switch {
	case !t.governs(t.Party):
		return no(record.Forbidden)
	case c.Expires <= now || c.Expires > now+90*86_400:
		return no(record.Conflict)
	}
	p := &Proposal{Command: c.Command, Body: c.Body, Proposer: t.Party, Expires: c.Expires,
		Approvals: []gs1.GLN{t.Party}}
	id, needed := t.newID("gov"), t.neededFor(c.Command, c.Body)
	p.Executed = needed <= 1
	t.Proposals[id] = p
	t.say("propose", record.Proposed{ID: id, Command: c.Command, Body: c.Body, Expires: c.Expires,
		Needed: needed, Executed: p.Executed})
	return t.execute(p)
}

func approve(t *turn, c *record.Approve) *refusal {
	p := t.Proposals[c.Proposal]
	switch {
	case !t.governs(t.Party):
		return no(record.Forbidden)
	case p == nil:
		return no(record.NotFound)
	case p.Executed || uint64(t.Now) > p.Expires:
		return no(record.Closed)
	case slices.Contains(p.Approvals, t.Party):
		return no(record.AlreadyExists)
	}
	counted := []gs1.GLN{t.Party}
	for _, g := range p.Approvals {
		if t.governs(g) { // who is no authority any more does not count
			counted = append(counted, g)
		}
	}
	sortGLNs(counted)
	p.Approvals = counted
	needed := t.neededFor(p.Command, p.Body)
	p.Executed = uint64(len(counted)) >= needed
	t.say("approve", record.Approved{Proposal: c.Proposal, Approvals: counted, Needed: needed,
		Executed: p.Executed})
	return t.execute(p)
}

// execute carries out a proposal that has its approvals, as its proposer.
func (t *turn) execute(p *Proposal) *refusal {
	if !p.Executed {
		return nil
	}
	if !t.governs(p.Proposer) {
		return no(record.Forbidden)
	}
	as := *t
	as.Party, as.Site, as.approvers = p.Proposer, p.Proposer, p.Approvals
	r := table()[p.Command].read(p.Body)(&as)
	t.events = as.events
	return r
}
