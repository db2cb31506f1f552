package ledger

import (
	"errors"

	"pedigree/record"
)

// addFinding adds a step of an investigation. After the decision it may still say
// which number the authority gave to the incident (Form FDA 3911).
type addFinding struct{ record.AddFinding }

func (c *addFinding) Body() any { return &c.AddFinding }

func (c *addFinding) Check() error {
	if !c.Case.Valid() {
		return errors.New("case is its id: 32 hex digits")
	}
	if err := checkText("text", c.Text, true); err != nil {
		return err
	}
	return checkText("incident", c.Incident, false)
}

func (c *addFinding) weigh(g *Gate) uint64 { return g.weighCase(c.Case) }

func (c *addFinding) hangsOn() string { return record.CaseKey(c.Case) }

func (c *addFinding) Apply(s *State) *Refused {
	x := s.caseOf(c.Case)
	switch {
	case x == nil:
		return no(record.NotFound, "no case %s", c.Case)
	case !s.involved(x):
		return no(record.Forbidden, "the case does not concern you")
	case x.Closed != 0 && (c.Incident == "" || x.Outcome != record.CaseIllegitimate):
		return no(record.Closed, "the case is closed (%s); only the number of the incident may follow",
			x.Outcome)
	case len(x.Findings) >= maxFindings:
		return no(record.Conflict, "the case has %d findings; open another", maxFindings)
	}
	x.Findings = append(x.Findings, record.Finding{Party: s.Party, Time: uint64(s.Time()), Text: c.Text})
	if c.Incident != "" {
		x.Incident = c.Incident
	}
	s.putCase(c.Case, x)
	s.emit("add_finding", c.AddFinding)
	return nil
}
