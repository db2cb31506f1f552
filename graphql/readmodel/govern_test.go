package readmodel_test

import (
	"context"
	"reflect"
	"testing"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// govern has two authorities agree on a parameter, and all else that is decided
// about parties, products and the network.
func govern(w *world) (grant record.ID) {
	agency, other := trader{gln(1), gln(1)}, trader{gln(2), gln(2)}
	maker := traderNo(0)
	id := record.NewID("gov", record.Hash{1}, 0)
	grant = record.NewID("grant", record.Hash{1}, 0)
	w.block()
	w.fact(&agency, "propose", record.Proposed{ID: id, Command: "set_param", Expires: genesisTime,
		Body: record.MustMarshal(record.SetParam{Name: "deadlineHours", Value: 48}), Needed: 2})
	w.block()
	w.fact(&other, "approve", record.Approved{Proposal: id, Needed: 2, Executed: true,
		Approvals: []gs1.GLN{gln(1), gln(2)}})
	w.fact(&agency, "set_param", record.SetParam{Name: "deadlineHours", Value: 48})
	w.fact(&agency, "amend_party", record.AmendParty{GLN: gln(101), Name: "Party One", Country: "AT",
		Licences: []record.Licence{{Role: record.Logistics}}})
	w.fact(&agency, "suspend", record.SuspendParty{Party: gln(101), Reason: "inspection"})
	w.fact(&agency, "suspend", record.SuspendParty{Party: gln(102), Reason: "inspection"})
	w.fact(&agency, "reinstate", record.SuspendParty{Party: gln(102), Reason: "cleared"})
	w.fact(&maker, "grant", record.Granted{ID: grant, Owner: maker.party, Grantee: gln(101),
		Kind: record.GrantShip})
	w.fact(&maker, "revoke_grant", record.GrantRevoked{ID: grant, Owner: maker.party,
		Grantee: gln(101), Kind: record.GrantShip})
	w.fact(&agency, "set_validator", record.SetValidator{Power: 10})
	w.fact(&agency, "set_validator", record.SetValidator{Power: 11})
	w.fact(&agency, "schedule_upgrade", record.ScheduleUpgrade{Height: 90, AppVersion: 2})
	w.fact(&agency, "schedule_upgrade", record.ScheduleUpgrade{Height: 90})
	w.fact(&agency, "schedule_upgrade", record.ScheduleUpgrade{Height: 99, AppVersion: 2})
	w.fact(&maker, "amend_product", record.AmendProduct{RegisterProduct: record.RegisterProduct{
		GTIN: gtin(1), Name: "Amoxil N", Strength: "500 mg", Form: "capsule", Pack: "20"}})
	w.fact(&maker, "withdraw_product", record.WithdrawProduct{GTIN: gtin(1), Markets: []string{"FR"},
		Reason: "harm"})
	w.fact(&agency, "withdraw_product", record.WithdrawProduct{GTIN: gtin(1), Markets: []string{"DE"},
		Reason: "harm"})
	return grant
}

func TestGovernance(t *testing.T) { each(t, testGovernance) }

func testGovernance(t *testing.T, db database) {
	ctx, w := context.Background(), newWorld()
	grant := govern(w)
	m := open(t, db())
	if err := m.Apply(ctx, w.entries); err != nil {
		t.Fatal(err)
	}
	s := must(m.Snapshot(ctx))
	defer s.Close()
	owner, at := gln(100).String(), int64(genesisTime+w.height*5000)
	proposals := must(s.Proposals(ctx, 9))
	if len(proposals) != 1 || proposals[0].Body != `{"name":"deadlineHours","value":48}` ||
		proposals[0].Executed != w.height || len(proposals[0].Approvals) != 2 {
		t.Errorf("proposals %+v", proposals)
	}
	products := must(s.Products(ctx, []string{gtin(1).String()}))
	parties := must(s.Parties(ctx, []string{gln(101).String(), gln(102).String()}))
	same := map[string][2]any{
		"params":    {must(s.Params(ctx)), []readmodel.Param{{Name: "deadlineHours", Value: 48}}},
		"upgrades":  {must(s.Upgrades(ctx)), []readmodel.Upgrade{{Height: 99, Version: 2}}},
		"withdrawn": {products[gtin(1).String()].Withdrawn, []string{"DE", "FR"}},
		"name":      {products[gtin(1).String()].Name, "Amoxil N"},
		"party": {*parties[gln(101).String()], readmodel.Party{GLN: gln(101).String(),
			Name: "Party One", Country: "AT", Suspended: true}},
		"reinstated": {parties[gln(102).String()].Suspended, false},
		"licences": {must(s.Licences(ctx, []string{gln(101).String()}))[gln(101).String()],
			[]readmodel.Licence{{GLN: gln(101).String(), Role: "logistics"}}},
		"grants": {must(s.Grants(ctx, []string{owner}))[owner], []readmodel.Grant{{
			ID: string(grant), Owner: owner, Grantee: gln(101).String(), Kind: "ship", Since: at,
			Revoked: at}}},
	}
	for name, pair := range same {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: %+v, want %+v", name, pair[0], pair[1])
		}
	}
}
