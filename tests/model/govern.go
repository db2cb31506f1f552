package model

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// Parties and what authorities order about them.

// governs says whether a party is an authority now and may act as one.
func (t *turn) governs(g gs1.GLN) bool {
	p := t.Parties[g]
	return p != nil && !p.Suspended && t.has(g, record.Authority)
}

// mayGovern refuses whoever is no authority, and one that needs the approval of others.
func (t *turn) mayGovern() *refusal {
	switch {
	case !t.governs(t.Party):
		return no(record.Forbidden)
	case t.Params["approvals"] > t.standing():
		return no(record.NotApproved)
	}
	return nil
}

// standing is how many authorities stand behind the order.
func (t *turn) standing() uint64 { return uint64(max(1, len(t.approvers))) }

func (t *turn) approves(g gs1.GLN) bool { return g == t.Party || slices.Contains(t.approvers, g) }

func authorize(t *turn, c *record.Authorize) *refusal {
	if r := t.mayGovern(); r != nil {
		return r
	}
	switch {
	case t.Parties[c.GLN] != nil:
		return no(record.AlreadyExists)
	case !c.Parent.IsZero() && t.Parties[c.Parent] == nil:
		return no(record.NotFound)
	case !c.Parent.IsZero() && !t.Parties[c.Parent].Parent.IsZero():
		return no(record.Conflict)
	}
	f := *c
	f.Licences = slices.Clone(c.Licences)
	for i := range f.Licences {
		f.Licences[i].Authority = t.Party
	}
	t.Parties[c.GLN] = &Party{Parent: c.Parent, Name: c.Name, Country: c.Country, Licences: f.Licences}
	t.say("authorize", f)
	return nil
}

func amendParty(t *turn, c *record.AmendParty) *refusal {
	if r := t.mayGovern(); r != nil {
		return r
	}
	p := t.Parties[c.GLN]
	if p == nil {
		return no(record.NotFound)
	}
	f := *c
	f.Licences = slices.Clone(c.Licences)
	for i, l := range f.Licences {
		f.Licences[i].Authority = t.Party
		for _, old := range p.Licences {
			by := old.Authority
			if old.Authority = l.Authority; old == l {
				f.Licences[i].Authority = by
				break
			}
		}
	}
	p.Name, p.Country, p.Licences = c.Name, c.Country, f.Licences
	if t.approves(c.GLN) && !t.has(c.GLN, record.Authority) {
		return no(record.Conflict)
	}
	t.say("amend_party", f)
	return nil
}

func suspend(t *turn, c *record.SuspendParty) *refusal { return t.setSuspended("suspend", c, true) }

func reinstate(t *turn, c *record.SuspendParty) *refusal {
	return t.setSuspended("reinstate", c, false)
}

func (t *turn) setSuspended(command string, c *record.SuspendParty, to bool) *refusal {
	if r := t.mayGovern(); r != nil {
		return r
	}
	p := t.Parties[c.Party]
	switch {
	case p == nil:
		return no(record.NotFound)
	case p.Suspended == to || to && t.approves(c.Party):
		return no(record.Conflict)
	}
	p.Suspended = to
	t.say(command, *c)
	return nil
}

func grantPrefix(t *turn, c *record.GrantPrefix) *refusal {
	if r := t.mayGovern(); r != nil {
		return r
	}
	p := t.Parties[c.Party]
	switch _, taken := t.Prefixes[c.Prefix]; {
	case p == nil:
		return no(record.NotFound)
	case !p.Parent.IsZero():
		return no(record.Conflict)
	case taken:
		return no(record.AlreadyExists)
	}
	t.Prefixes[c.Prefix] = c.Party
	t.say("grant_prefix", *c)
	return nil
}

func addKey(t *turn, c *record.AddKey) *refusal {
	kid, owner := record.KIDOf(c.Public[:]), t.partyOf(c.Site)
	switch {
	case t.Parties[c.Site] == nil:
		return no(record.NotFound)
	case owner != t.Party && t.mayGovern() != nil:
		return t.mayGovern()
	case t.Keys[kid] != nil:
		return no(record.AlreadyExists)
	}
	k := newKey(c.Public, owner, c.Site)
	k.Commands, k.From, k.Until = c.Commands, c.From, c.Until
	t.Keys[kid] = k
	t.say("add_key", record.KeyAdded{AddKey: *c, Party: owner, Key: kid,
		Recovery: owner != t.Party})
	return nil
}

func revokeKey(t *turn, c *record.RevokeKey) *refusal {
	k := t.Keys[c.Key]
	switch {
	case k == nil:
		return no(record.NotFound)
	case k.Party != t.Party && t.mayGovern() != nil:
		return t.mayGovern()
	case k.Revoked:
		return no(record.Conflict)
	}
	k.Revoked = true
	t.say("revoke_key", record.KeyEnded{RevokeKey: *c, Party: k.Party, Site: k.Site,
		Recovery: k.Party != t.Party})
	return nil
}

func setParam(t *turn, c *record.SetParam) *refusal {
	if r := t.mayGovern(); r != nil {
		return r
	}
	if t.needed(c) > t.standing() {
		return no(record.NotApproved)
	}
	t.Params[c.Name] = c.Value
	t.say("set_param", *c)
	return nil
}

// setValidator: one block moves less than a third of the power there was before it.
func setValidator(t *turn, c *record.SetValidator) *refusal {
	if r := t.mayGovern(); r != nil {
		return r
	}
	was, total := t.Validators[c.Public], c.Power
	for public, power := range t.Validators {
		if public != c.Public {
			total += power
		}
	}
	switch {
	case was == 0 && c.Power == 0:
		return no(record.NotFound)
	case was == c.Power || total == 0:
		return no(record.Conflict)
	case total > 1<<50:
		return no(record.QuantityExceeded)
	}
	t.Validators[c.Public] = c.Power
	moved, before := uint64(0), uint64(0)
	for public, power := range t.Validators {
		old := t.powers[public]
		moved += max(power, old) - min(power, old)
		before += old
	}
	if 3*moved >= before {
		return no(record.QuantityExceeded)
	}
	t.say("set_validator", *c)
	return nil
}

// scheduleUpgrade: one upgrade waits at a time; version 0 calls it off.
func scheduleUpgrade(t *turn, c *record.ScheduleUpgrade) *refusal {
	if r := t.mayGovern(); r != nil {
		return r
	}
	if t.Upgrade.Height != 0 && t.Upgrade.Height <= t.Height {
		t.Rules, t.Upgrade = t.Upgrade.AppVersion, record.ScheduleUpgrade{}
	}
	switch {
	case c.AppVersion == 0 && t.Upgrade.Height != c.Height:
		return no(record.NotFound)
	case c.Height <= t.Height+1:
		return no(record.Conflict)
	case c.AppVersion != 0 && (t.Upgrade.Height != 0 || c.AppVersion <= t.Rules):
		return no(record.Conflict)
	}
	if t.Upgrade = *c; c.AppVersion == 0 {
		t.Upgrade = record.ScheduleUpgrade{}
	}
	t.say("schedule_upgrade", *c)
	return nil
}
