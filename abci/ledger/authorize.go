package ledger

import (
	"errors"
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// authorize registers a trading partner or one of its sites.
type authorize struct{ record.Authorize }

func (c *authorize) Body() any { return &c.Authorize }

func (c *authorize) Check() error {
	if err := checkDescribed(c.GLN, c.Name, c.Country); err != nil {
		return err
	}
	if c.Parent == c.GLN {
		return errors.New("a site cannot be its own parent")
	}
	return checkLicences(c.Licences)
}

// checkDescribed judges what an order says of a party: who, its name, its market.
func checkDescribed(gln gs1.GLN, name, country string) error {
	if gln.IsZero() {
		return errors.New("gln is required")
	}
	if err := checkText("name", name, true); err != nil {
		return err
	}
	if !isCountry(country) {
		return errors.New("country is two capital letters (ISO 3166-1 alpha-2)")
	}
	return nil
}

func checkLicences(ls []record.Licence) error {
	if len(ls) > 16 {
		return errors.New("licences: at most 16")
	}
	for _, l := range ls {
		known := false
		for _, r := range record.Roles() {
			known = known || r == l.Role
		}
		if !known {
			return fmt.Errorf("licence: no such role %q", l.Role)
		}
		if l.Until != 0 && l.Until < l.From {
			return errors.New("licence: ends before it begins")
		}
		if err := checkText("licence number", l.Number, false); err != nil {
			return err
		}
		if !l.Authority.IsZero() {
			return errors.New("licence: the authority is whoever signs")
		}
	}
	return nil
}

func (c *authorize) Apply(s *State) *Refused {
	if r := s.mayGovern(); r != nil {
		return r
	}
	if s.party(c.GLN) != nil {
		return no(record.AlreadyExists, "%s is registered already", c.GLN)
	}
	if !c.Parent.IsZero() {
		parent := s.party(c.Parent)
		if parent == nil {
			return no(record.NotFound, "the party %s of this site is not registered", c.Parent)
		}
		if parent.Parent != nil {
			return no(record.Conflict, "%s is itself a site; a site belongs to a party", c.Parent)
		}
	}
	s.authorize(c.Authorize)
	return nil
}

// authorize writes the record; genesis does it without asking.
func (s *State) authorize(a record.Authorize) {
	for i := range a.Licences {
		a.Licences[i].Authority = s.Party
	}
	p := record.Party{GLN: a.GLN, Parent: glnOrNil(a.Parent), Name: a.Name, Country: a.Country,
		Licences: a.Licences}
	s.put(record.PartyKey(a.GLN), p.Encode())
	s.emit("authorize", a)
}

// licensed says whether who orders holds one of the roles, as a party or for the
// site.
func (s *State) licensed(roles ...record.Role) bool {
	return s.hasRole(s.Party, roles...) || s.hasRole(s.Site, roles...)
}

func (s *State) hasRole(g gs1.GLN, roles ...record.Role) bool {
	p := s.party(g)
	if p == nil {
		return false
	}
	for _, r := range roles {
		if p.Licensed(r, s.Time()) {
			return true
		}
	}
	return false
}

// ownerOf gives the party that a site belongs to: its parent, or itself.
func ownerOf(p *record.Party) gs1.GLN {
	if p.Parent != nil {
		return *p.Parent
	}
	return p.GLN
}
