package ledger

import (
	"fmt"

	"pedigree/record"
)

// setParam changes a parameter of the ledger.
type setParam struct{ record.SetParam }

func (c *setParam) Body() any { return &c.SetParam }

// params are the parameters that may be set, with their bounds. Those that the
// ledger keeps for itself (genesis, format, votingPower, …) are not among them.
var params = []struct {
	name        string
	least, most uint64
}{
	{"approvals", 1, 64},                // authorities that have to agree on an order of governance
	{"deadlineHours", 1, maxOfferHours}, // of an offer that names no deadline
	{"alertsPerDay", 1, 100_000},        // that one device may cause
}

func (c *setParam) Check() error {
	for _, p := range params {
		if p.name != c.Name {
			continue
		}
		if c.Value < p.least || c.Value > p.most {
			return fmt.Errorf("%s is %d to %d", p.name, p.least, p.most)
		}
		return nil
	}
	return fmt.Errorf("there is no parameter %q to set", c.Name)
}

// approvals: whoever wants more approvals needed has to gather as many now, so
// that nobody asks for more than there are.
func (c *setParam) approvals(usual uint64) uint64 {
	if c.Name == "approvals" {
		return max(usual, c.Value)
	}
	return usual
}

func (c *setParam) Apply(s *State) *Refused {
	if r := s.mayGovern(); r != nil {
		return r
	}
	if m := s.needed(c); m > s.approvals() {
		return no(record.NotApproved, "to ask for %d approvals takes %d: propose it", c.Value, m)
	}
	s.put(record.ParamKey(c.Name), record.NumberParam(c.Value).Encode())
	s.emit("set_param", c.SetParam)
	return nil
}
