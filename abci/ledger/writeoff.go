package ledger

import "pedigree/record"

// destroy and report_stolen end a pack for good: nothing undoes them. Its holder
// may, the maker of its lot, and an authority.
type (
	destroy      struct{ record.WriteOff }
	reportStolen struct{ record.WriteOff }
)

func (c *destroy) Body() any       { return &c.WriteOff }
func (c *destroy) Check() error    { return checkWriteOff(c.WriteOff) }
func (c *destroy) items() int      { return len(c.Items) }
func (c *destroy) hangsOn() string { return hook(c.Items) }

func (c *destroy) Apply(s *State) *Refused {
	return s.writeOff("destroy", c.WriteOff, record.Destroyed)
}

func (c *reportStolen) Body() any       { return &c.WriteOff }
func (c *reportStolen) Check() error    { return checkWriteOff(c.WriteOff) }
func (c *reportStolen) items() int      { return len(c.Items) }
func (c *reportStolen) hangsOn() string { return hook(c.Items) }

func (c *reportStolen) Apply(s *State) *Refused {
	return s.writeOff("report_stolen", c.WriteOff, record.Stolen)
}

func checkWriteOff(w record.WriteOff) error {
	if err := checkLeaving(w.Items); err != nil {
		return err
	}
	return checkText("reason", w.Reason, false)
}

func (s *State) writeOff(command string, w record.WriteOff, to record.Status) *Refused {
	v := &leaving{s: s, to: to, lots: back, judge: func(p *pack) []*record.Refusal {
		return s.mayQuarantine(p)
	}}
	if r := v.all(w.Items); r != nil {
		return r
	}
	v.fact.Reason = w.Reason
	s.emit(command, v.fact)
	return nil
}
