package graphql_test

import (
	"testing"

	"pedigree/record"
)

// What is governed answers, and costs one statement a list.
func TestGovernance(t *testing.T) {
	w := newWorld(t)
	id, grant := record.NewID("gov", record.Hash{1}, 0), record.NewID("grant", record.Hash{1}, 0)
	w.told.block()
	w.told.fact(0, "propose", record.Proposed{ID: id, Command: "set_param", Needed: 2,
		Body: record.MustMarshal(record.SetParam{Name: "approvals", Value: 2})})
	w.told.fact(0, "set_param", record.SetParam{Name: "deadlineHours", Value: 48})
	w.told.fact(0, "schedule_upgrade", record.ScheduleUpgrade{Height: 99, AppVersion: 2})
	w.told.fact(0, "grant", record.Granted{ID: grant, Owner: partyNo(0), Grantee: partyNo(1),
		Kind: record.GrantShip})
	if err := w.model.Apply(t.Context(), w.told.entries); err != nil {
		t.Fatal(err)
	}
	before := w.model.Statements()
	r := w.ask(`{governance{proposals{id command body proposer{name} proposed expires needed
		approvals executed} params{name value} upgrades{height appVersion}}
		party(gln:"` + partyNo(0).String() + `"){grants{id grantee{name} kind since until revoked}}}`)
	if r.status != 200 || len(r.Errors) > 0 {
		t.Fatalf("%d %s\n%s", r.status, r.text, w.log)
	}
	if n := w.model.Statements() - before; n > 8 {
		t.Errorf("%d statements", n)
	}
	for _, want := range []struct {
		value any
		path  []any
	}{
		{string(id), []any{"governance", "proposals", 0, "id"}},
		{`{"name":"approvals","value":2}`, []any{"governance", "proposals", 0, "body"}},
		{nil, []any{"governance", "proposals", 0, "executed"}},
		{48, []any{"governance", "params", 0, "value"}},
		{2, []any{"governance", "upgrades", 0, "appVersion"}},
		{"Party 1", []any{"party", "grants", 0, "grantee", "name"}},
		{nil, []any{"party", "grants", 0, "revoked"}},
	} {
		w.expect(r, want.value, want.path...)
	}
}
