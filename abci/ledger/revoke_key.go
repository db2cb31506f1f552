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
	recovery, r := s.mayKeepKeys(key.Party)
	if r != nil {
		return r
	}
	if key.Revoked != 0 {
		return no(record.Conflict, "key %s was revoked already", c.Key)
	}
	key.Revoked = uint64(s.Time())
	s.put(record.KeyKey(c.Key), key.Encode())
	s.emit("revoke_key", record.KeyEnded{RevokeKey: c.RevokeKey, Party: key.Party, Site: key.Site,
		Recovery: recovery})
	return nil
}
