package ledger

import (
	"slices"

	"pedigree/record"
)

// amendParty states anew the name, country and licences of a party or a site.
type amendParty struct{ record.AmendParty }

func (c *amendParty) Body() any { return &c.AmendParty }

func (c *amendParty) Check() error {
	if err := checkDescribed(c.GLN, c.Name, c.Country); err != nil {
		return err
	}
	return checkLicences(c.Licences)
}

func (c *amendParty) Apply(s *State) *Refused {
	if r := s.mayGovern(); r != nil {
		return r
	}
	old := s.party(c.GLN)
	if old == nil {
		return no(record.NotFound, "%s is not registered", c.GLN)
	}
	p := *old
	p.Name, p.Country, p.Licences = c.Name, c.Country, slices.Clone(c.Licences)
	for i := range p.Licences {
		p.Licences[i].Authority = s.Party
		if n := slices.IndexFunc(old.Licences, sameLicence(c.Licences[i])); n >= 0 {
			p.Licences[i] = old.Licences[n]
		}
	}
	if s.approves(c.GLN) && !p.Licensed(record.Authority, s.Time()) {
		return no(record.Conflict, "an authority that approves this cannot lose its own licence by it")
	}
	s.put(record.PartyKey(c.GLN), p.Encode())
	c.Licences = p.Licences
	s.emit("amend_party", c.AmendParty)
	return nil
}

// sameLicence finds a licence that an amendment leaves as it was, so that it
// remains the one of the authority that gave it.
func sameLicence(l record.Licence) func(record.Licence) bool {
	return func(old record.Licence) bool {
		old.Authority = l.Authority
		return old == l
	}
}
