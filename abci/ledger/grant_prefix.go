package ledger

import (
	"errors"

	"pedigree/gs1"
	"pedigree/record"
)

// grantPrefix gives a GS1 company prefix to a party.
type grantPrefix struct{ record.GrantPrefix }

func (c *grantPrefix) Body() any { return &c.GrantPrefix }

const shortestPrefix, longestPrefix = 4, 12

func (c *grantPrefix) Check() error {
	if len(c.Prefix) < shortestPrefix || len(c.Prefix) > longestPrefix {
		return errors.New("prefix has 4 to 12 digits")
	}
	for i := range len(c.Prefix) {
		if c.Prefix[i] < '0' || c.Prefix[i] > '9' {
			return errors.New("prefix has digits only")
		}
	}
	if c.Party.IsZero() {
		return errors.New("party is required")
	}
	return nil
}

func (c *grantPrefix) Apply(s *State) *Refused {
	if r := s.mayGovern(); r != nil {
		return r
	}
	switch party := s.party(c.Party); {
	case party == nil:
		return no(record.NotFound, "party %s is not registered", c.Party)
	case party.Parent != nil:
		return no(record.Conflict, "%s is a site; a prefix belongs to a party", c.Party)
	}
	if s.has(record.PrefixKey(c.Prefix)) {
		return no(record.AlreadyExists, "prefix %s is granted already", c.Prefix)
	}
	s.put(record.PrefixKey(c.Prefix), record.Prefix{Digits: c.Prefix, Party: c.Party}.Encode())
	s.emit("grant_prefix", c.GrantPrefix)
	return nil
}

// mayIssue says whether the longest granted prefix of the GTIN is the party's.
// The prefix starts behind the indicator digit of the 14 (GenSpecs 2.1.1).
func (s *State) mayIssue(g gs1.GTIN) *record.Refusal {
	digits := g.String()[1:]
	for n := longestPrefix; n >= shortestPrefix; n-- {
		p, ok := load(s, record.PrefixKey(digits[:n]), record.DecodePrefix)
		if !ok {
			continue
		}
		if p.Party != s.Party {
			break
		}
		return nil
	}
	return record.Refuse(record.PrefixNotGranted,
		"no GS1 company prefix of GTIN %s is granted to you; ask your authority", g)
}
