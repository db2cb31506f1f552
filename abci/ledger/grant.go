package ledger

import (
	"errors"

	"pedigree/record"
)

// grant gives a party a standing permission over the owner's goods.
type grant struct{ record.GiveGrant }

func (c *grant) Body() any { return &c.GiveGrant }

func (c *grant) Check() error {
	switch {
	case c.Grantee.IsZero():
		return errors.New("grantee is required")
	case c.Kind != record.GrantShip && c.Kind != record.GrantSee:
		return errors.New(`kind is "ship" or "see"`)
	case c.Until > maxMoment:
		return errors.New("until is before the year 10000")
	}
	return nil
}

func (c *grant) Apply(s *State) *Refused {
	p := s.party(c.Grantee)
	switch {
	case p == nil:
		return no(record.NotFound, "party %s is not registered", c.Grantee)
	case p.Parent != nil:
		return no(record.Conflict, "%s is a site; a permission is given to a party", c.Grantee)
	case c.Grantee == s.Party:
		return no(record.Conflict, "nobody needs a permission of its own")
	case c.Until != 0 && c.Until <= uint64(s.Time()):
		return no(record.Conflict, "the permission would have ended already")
	}
	id := s.newID("grant")
	key := record.GrantKey(id)
	s.put(key, record.Grant{Sealed: &record.GrantSealed{Salt: s.salt(key), Owner: s.Party,
		Grantee: c.Grantee, Kind: c.Kind, Until: c.Until}}.Encode())
	s.emit("grant", record.Granted{ID: id, Owner: s.Party, Grantee: c.Grantee, Kind: c.Kind,
		Until: c.Until})
	return nil
}

// mandate reads the permission by which a logistics provider ships what it holds
// for an owner.
func (c *ship) mandate(s *State) (reasons []*record.Refusal) {
	if c.Grant == "" {
		return nil
	}
	g, ok := load(s, record.GrantKey(c.Grant), record.DecodeGrant)
	if !ok {
		return []*record.Refusal{record.Refuse(record.NotFound, "there is no permission %s", c.Grant)}
	}
	now := uint64(s.Time())
	switch {
	case g.Sealed.Grantee != s.Party || g.Sealed.Kind != record.GrantShip:
		reasons = append(reasons, record.Refuse(record.Forbidden,
			"permission %s does not let you ship", c.Grant))
	case g.Sealed.Revoked != 0 || g.Sealed.Until != 0 && now > g.Sealed.Until:
		reasons = append(reasons, record.Refuse(record.Forbidden,
			"permission %s has ended; ask the owner", c.Grant))
	}
	if !s.licensed(record.Logistics) {
		reasons = append(reasons, record.Refuse(record.NotLicensed,
			"shipping for an owner takes a valid licence as a logistics provider"))
	}
	c.owner = g.Sealed.Owner
	return reasons
}
