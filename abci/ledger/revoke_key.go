package ledger

import "pedigree/record"

// revokeKey ends a device key for ever; what it signed before stays.
type revokeKey struct{ record.RevokeKey }

func (c *revokeKey) Body() any { return &c.RevokeKey }

func (c *revokeKey) Check() error { return checkText("reason", c.Reason, false) }

func (c *revokeKey) Apply(s *State) *Refused {
	key, ok := load(s, record.KeyKey(c.Key), record.DecodeDeviceKey)
	if !ok {
		return no(record.NotFound, "key %s is not registered", c.Key)
	}
	if key.Party != s.Party && !s.licensed(record.Authority) {
		return no(record.Forbidden, "only the key's own party or an authority may revoke it")
	}
	if key.Revoked != 0 {
		return no(record.Conflict, "key %s was revoked already", c.Key)
	}
	key.Revoked = uint64(s.Time())
	s.put(record.KeyKey(c.Key), key.Encode())
	s.emit("revoke_key", c.RevokeKey)
	return nil
}
