package ledger

import (
	"errors"
	"fmt"

	"pedigree/record"
)

// propose puts an order of governance to the vote. Where its proposer's approval
// is enough, it is executed at once.
type propose struct{ record.Propose }

func (c *propose) Body() any { return &c.Propose }

// longestVote is how long a proposal may wait, in seconds.
const longestVote = 90 * 86_400

func (c *propose) Check() error {
	if c.Expires == 0 || c.Expires > maxMoment {
		return errors.New("expires is required, in unix seconds")
	}
	_, err := proposed(c.Command, c.Propose.Body)
	return err
}

// proposed reads the order in a proposal and judges its form.
func proposed(name string, body record.Raw) (Command, error) {
	if record.ProposableBody(name) == nil {
		return nil, fmt.Errorf("%q cannot be proposed", name)
	}
	order, err := decodeCommand(name, body)
	if err == nil {
		err = order.Check()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return order, nil
}

func (c *propose) Apply(s *State) *Refused {
	if r := s.authority(); r != nil {
		return r
	}
	now := uint64(s.Time())
	if c.Expires <= now || c.Expires > now+longestVote {
		return no(record.Conflict, "a proposal waits until a moment within the next 90 days")
	}
	order, err := proposed(c.Command, c.Propose.Body)
	if err != nil {
		return no(record.Conflict, "the proposal cannot be read: %v", err)
	}
	id := s.newID("gov")
	key := record.GovKey(id)
	g := &record.GovSealed{Salt: s.salt(key), Command: c.Command, Body: c.Propose.Body,
		Proposer: s.Party, Expires: c.Expires, Approvals: s.consent(nil)}
	fields := record.Proposed{ID: id, Command: c.Command, Body: c.Propose.Body, Expires: c.Expires,
		Needed: s.needed(order)}
	if fields.Needed <= 1 {
		g.Executed, fields.Executed = s.block.Height, true
	}
	s.put(key, record.Gov{Sealed: g}.Encode())
	s.emit("propose", fields)
	if !fields.Executed {
		return nil
	}
	return s.execute(order, g)
}
