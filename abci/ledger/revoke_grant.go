package ledger

import (
	"errors"

	"pedigree/record"
)

// revokeGrant ends a standing permission. What was shipped by it stays shipped.
type revokeGrant struct{ record.RevokeGrant }

func (c *revokeGrant) Body() any { return &c.RevokeGrant }

func (c *revokeGrant) Check() error {
	if !c.Grant.Valid() {
		return errors.New("grant is required: its id, 32 hex digits")
	}
	return checkText("reason", c.Reason, false)
}

func (c *revokeGrant) Apply(s *State) *Refused {
	key := record.GrantKey(c.Grant)
	g, ok := load(s, key, record.DecodeGrant)
	switch {
	case !ok:
		return no(record.NotFound, "there is no permission %s", c.Grant)
	case g.Sealed.Owner != s.Party:
		return no(record.Forbidden, "only who gave permission %s may end it", c.Grant)
	case g.Sealed.Revoked != 0:
		return no(record.Conflict, "permission %s was ended already", c.Grant)
	}
	g.Sealed.Revoked = uint64(s.Time())
	s.put(key, g.Encode())
	s.emit("revoke_grant", record.GrantRevoked{ID: c.Grant, Owner: g.Sealed.Owner,
		Grantee: g.Sealed.Grantee, Kind: g.Sealed.Kind, Reason: c.Reason})
	return nil
}
