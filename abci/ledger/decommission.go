package ledger

import (
	"errors"

	"pedigree/record"
)

// decommission takes goods out of the trade for a reason other than supply. What
// the reason is decides who may, and whether it can be undone.
type decommission struct{ record.Decommission }

func (c *decommission) Body() any       { return &c.Decommission }
func (c *decommission) items() int      { return len(c.Items) }
func (c *decommission) hangsOn() string { return hook(c.Items) }

func (c *decommission) Check() error {
	if _, known := record.ReasonStatus(c.Reason); !known {
		return errors.New("reason is export, sample_authority, free_sample, consume, lock or damaged")
	}
	if c.Reason == "export" && !isCountry(c.Country) {
		return errors.New("country is where the export goes: two capital letters (ISO 3166-1 alpha-2)")
	}
	if c.Reason != "export" && c.Country != "" {
		return errors.New("only an export names a country")
	}
	return checkLeaving(c.Items)
}

func (c *decommission) Apply(s *State) *Refused {
	to, _ := record.ReasonStatus(c.Reason)
	may := intact
	if to == record.Locked {
		may = tolerance{recalled: true, withdrawn: true, expired: true, held: true}
	}
	if r := c.licence(s); r != nil {
		return refusedFor([]*record.Refusal{r})
	}
	v := &leaving{s: s, to: to, lots: may, judge: func(p *pack) []*record.Refusal {
		if to == record.Exported || to == record.FreeSample {
			return append(s.stillMine(p, may), p.whole())
		}
		return s.stillMine(p, may)
	}}
	if r := v.all(c.Items); r != nil {
		return r
	}
	v.fact.Reason, v.fact.Country = c.Reason, c.Country
	s.emit("decommission", v.fact)
	return nil
}

// licence says which roles may decommission for the reason.
func (c *decommission) licence(s *State) *record.Refusal {
	roles := trade
	switch c.Reason {
	case "export":
		roles = []record.Role{record.Manufacturer, record.Repackager, record.Wholesaler}
	case "free_sample":
		roles = []record.Role{record.Manufacturer, record.Repackager, record.Wholesaler}
	case "consume":
		roles = []record.Role{record.Dispenser}
	}
	if s.licensed(roles...) {
		return nil
	}
	return record.Refuse(record.NotLicensed, "no licence of this site allows decommissioning (%s)", c.Reason)
}

// stillMine lists what speaks against using up a pack: its state, and that it is
// not loose at this site.
func (s *State) stillMine(p *pack, t tolerance) []*record.Refusal {
	rs := s.packForbids(p, t)
	add := func(yes bool, c record.Code, format string, args ...any) {
		if yes {
			rs = append(rs, record.Refuse(c, format, args...))
		}
	}
	here := p.holder == s.Site
	add(!here && !p.left(), record.NotHolder, "pack %s is not at this site", p.serial)
	add(p.parent != nil, record.InContainer, "pack %s is in a container; unpack it first", p.serial)
	add(p.Status == record.Supplied && here, record.OwnDuplicate,
		"you supplied pack %s already on %s", p.serial, p.Since)
	add(p.Status == record.Supplied && !here, record.AlreadySupplied,
		"pack %s was supplied already on %s; keep it apart", p.serial, p.Since)
	return rs
}
