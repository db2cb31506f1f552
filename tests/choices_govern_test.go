package tests

import (
	"fmt"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// anID picks something by its id, by the seed alone; mostly one that is fit.
func anID[V any](s *simulation, of map[record.ID]*V, fit func(*V) bool) (record.ID, *V) {
	var all, some []record.ID
	for id, v := range of {
		if all = append(all, id); fit(v) {
			some = append(some, id)
		}
	}
	if len(some) > 0 && s.Intn(8) > 0 {
		all = some
	}
	if len(all) == 0 || s.Intn(30) == 0 {
		return record.NewID("nothing", record.Hash{}, 0), nil
	}
	slices.Sort(all)
	id := pick(s, all)
	return id, of[id]
}

// govern is what authorities do, and what others try.
func (s *simulation) govern() (*actor, string, any) {
	by := s.actors[pick(s, []string{"authority", "authority", "board"})]
	if s.Intn(6) == 0 {
		by = s.site()
	}
	switch s.Intn(10) {
	case 0, 1, 2:
		command, body := s.ruling()
		return by, "propose", record.Propose{Command: command, Body: record.MustMarshal(body),
			Expires: uint64(s.now) + uint64(s.Intn(91*86_400))}
	case 3, 4, 5:
		id, p := anID(s, s.oracle.world.Proposals, func(p *model.Proposal) bool { return !p.Executed })
		if p != nil && s.Intn(4) > 0 {
			by = s.actors["authority"]
			if p.Proposer == by.gln {
				by = s.actors["board"]
			}
		}
		return by, "approve", record.Approve{Proposal: id}
	case 6:
		return s.keys(by)
	}
	command, body := s.ruling()
	return by, command, body
}

// ruling is an order that may be proposed.
func (s *simulation) ruling() (string, any) {
	switch s.Intn(12) {
	case 0:
		o := record.Authorize{GLN: glnOf(s.scenario.t, s.Intn(40)), Name: "New", Country: "DE",
			Licences: licences([]string{"wholesaler"})}
		if s.Intn(2) == 0 {
			o.Parent = s.site().gln
		}
		return "authorize", o
	case 1, 2:
		return "grant_prefix", record.GrantPrefix{Prefix: fmt.Sprint("40000010", s.Intn(10)),
			Party: s.site().gln}
	case 3, 4:
		return "amend_party", s.amendment()
	case 5, 6:
		public := newActor(fmt.Sprint("validator", s.Intn(4)), gs1.GLN{}, gs1.GLN{}).public()
		return "set_validator", record.SetValidator{Public: public, Power: uint64(s.Intn(5))}
	case 7:
		return "set_param", record.SetParam{Name: "approvals", Value: uint64(1 + s.Intn(2))}
	case 8:
		name := pick(s, []string{"deadlineHours", "alertsPerDay", "format"})
		return "set_param", record.SetParam{Name: name, Value: uint64(3 + s.Intn(20))}
	case 9:
		return "schedule_upgrade", record.ScheduleUpgrade{Height: uint64(1_000_000 + s.Intn(2)),
			AppVersion: uint64(s.Intn(3))}
	}
	return pick(s, []string{"suspend", "reinstate", "reinstate", "reinstate"}),
		record.SuspendParty{Party: pick(s, s.sites).gln, Reason: "inspection"}
}

// amendment states a party as it is, or takes its licences from it for a while.
func (s *simulation) amendment() record.AmendParty {
	roles := map[string][]string{"acme": {"manufacturer"}, "bolt": {"manufacturer", "repackager"},
		"medco": {"wholesaler"}, "carrier": {"logistics"}, "corner": {"dispenser"}, "clinic": {"wholesaler"},
		"ward": {"dispenser"}, "authority": {"authority"}, "board": {"authority"}}
	name := one(s, roles)
	o := record.AmendParty{GLN: s.actors[name].gln, Name: name, Country: "DE", Licences: licences(roles[name])}
	switch s.Intn(6) {
	case 0:
		o.Licences = nil
	case 1:
		o.Licences[0].Until = record.DayOf(s.now) + record.Day(s.Intn(20))
	}
	return o
}

// keys come and go; some have no right to.
func (s *simulation) keys(by *actor) (*actor, string, any) {
	site := s.site()
	spare := newActor(fmt.Sprint("spare", s.Intn(5)), site.gln, site.party)
	if s.Intn(2) == 0 {
		by = site
	}
	if s.Intn(2) == 0 {
		return by, "revoke_key", record.RevokeKey{Key: spare.kid(), Reason: "lost"}
	}
	o := record.AddKey{Public: spare.public(), Site: site.gln, Label: "x"}
	if s.Intn(3) == 0 {
		o.Commands, o.Until = []string{"dispense", "undo"}, uint64(s.now)
	}
	return by, "add_key", o
}

// permit is what owners permit, and makers say of their products.
func (s *simulation) permit() (*actor, string, any) {
	by := s.actors[pick(s, []string{"acme", "acme", "bolt", "medco", "corner"})]
	switch s.Intn(8) {
	case 0, 1, 2:
		o := record.GiveGrant{Grantee: s.actors["carrier"].gln, Kind: pick(s, []string{"ship", "ship", "see"})}
		if s.Intn(4) == 0 {
			o.Grantee = s.site().gln
		}
		if s.Intn(3) == 0 {
			o.Until = uint64(s.now) + uint64(s.Intn(200_000)) - 1000
		}
		return by, "grant", o
	case 3:
		id, g := anID(s, s.oracle.world.Grants, func(g *model.Grant) bool { return !g.Revoked })
		if g != nil && s.Intn(4) > 0 {
			by = s.at(g.Owner)
		}
		return by, "revoke_grant", record.RevokeGrant{Grant: id}
	case 4, 5:
		g := s.gtin()
		return s.at(s.maker(g)), "amend_product", record.AmendProduct{RegisterProduct: record.RegisterProduct{
			GTIN: g, Name: "Amoxal neu", Strength: "500 mg", Form: "capsule", Pack: fmt.Sprint(s.Intn(30))}}
	}
	g := s.gtin()
	o := record.WithdrawProduct{GTIN: g, Markets: []string{pick(s, []string{"CH", "FR", "IT"})}, Reason: "harm"}
	if s.Intn(12) == 0 {
		o.Markets = []string{pick(s, []string{"*", "AT"})}
	}
	by = s.at(s.maker(g))
	if s.Intn(3) == 0 {
		by = s.site()
	}
	return by, "withdraw_product", o
}

// mandated lets a logistics provider ship by a permission, now and then.
func (s *simulation) mandated(by *actor, o *record.Ship) {
	if by != s.actors["carrier"] || s.Intn(3) == 0 {
		return
	}
	var g *model.Grant
	if o.Grant, g = anID(s, s.oracle.world.Grants, func(g *model.Grant) bool {
		return !g.Revoked && g.Kind == "ship" && g.Grantee == by.gln
	}); g == nil {
		return
	}
	o.Owner = "transfer"
	for n := range o.Items {
		if o.Items[n].Serial.IsZero() && o.Items[n].SSCC.IsZero() {
			o.Items[n].Owner = g.Owner
		}
	}
}
