package events_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

func (w world) govern() []sample {
	body := record.MustMarshal(record.SetParam{Name: "approvals", Value: 2})
	id := record.NewID("gov", record.Hash{4}, 0)
	grant := record.NewID("grant", record.Hash{4}, 0)
	by := func(command string, fields any) *record.Fact {
		return w.fact(command, w.swift, w.swift, fields)
	}
	product := record.RegisterProduct{GTIN: w.pills, Name: "Exampline N", Strength: "50 mg",
		Form: "tablet", Pack: "30 tablets"}
	off := record.WithdrawProduct{GTIN: w.pills, Markets: []string{"AT", "DE"}, Reason: "liver harm"}
	everywhere := off
	everywhere.Markets = []string{"*"}
	return []sample{
		{"propose", "9524000000033 proposed set_param; 1 of 2 approvals.",
			by("propose", record.Proposed{ID: id, Command: "set_param", Body: body,
				Expires: 1_795_608_000, Needed: 2})},
		{"approve", "9524000000033 approved proposal " + string(id) + "; 2 of 2 approvals.",
			by("approve", record.Approved{Proposal: id, Approvals: []gs1.GLN{w.acme, w.swift},
				Needed: 2, Executed: true})},
		{"set_validator", "9524000000033 gave validator 07" + zeros(62) + " power 1,200.",
			by("set_validator", record.SetValidator{Public: record.PublicKey{7}, Power: 1200})},
		{"remove_validator", "9524000000033 removed validator 07" + zeros(62) + ".",
			by("set_validator", record.SetValidator{Public: record.PublicKey{7}})},
		{"set_param", "9524000000033 set deadlineHours to 48.",
			by("set_param", record.SetParam{Name: "deadlineHours", Value: 48})},
		{"schedule_upgrade",
			"9524000000033 scheduled version 2 of the rules from height 1000000 on.",
			by("schedule_upgrade", record.ScheduleUpgrade{Height: 1_000_000, AppVersion: 2})},
		{"call_off_upgrade", "9524000000033 called off the upgrade at height 1000000.",
			by("schedule_upgrade", record.ScheduleUpgrade{Height: 1_000_000})},
		{"amend_party", "9524000000033 amended 9524000000019 (Acme AG, CH) as wholesaler.",
			by("amend_party", record.AmendParty{GLN: w.acme, Name: "Acme AG", Country: "CH",
				Licences: []record.Licence{{Role: record.Wholesaler}}})},
		{"suspend", "9524000000033 suspended 9524000000026: inspection.",
			by("suspend", record.SuspendParty{Party: w.medco, Reason: "inspection"})},
		{"reinstate", "9524000000033 reinstated 9524000000026: cleared.",
			by("reinstate", record.SuspendParty{Party: w.medco, Reason: "cleared"})},
		{"grant", "9524000000033 allowed 9524000000019 to ship its goods.",
			by("grant", record.Granted{ID: grant, Owner: w.swift, Grantee: w.acme,
				Kind: record.GrantShip, Until: 1_795_608_000})},
		{"revoke_grant", "9524000000033 no longer allows 9524000000019 to see its goods.",
			by("revoke_grant", record.GrantRevoked{ID: grant, Owner: w.swift, Grantee: w.acme,
				Kind: record.GrantSee, Reason: "contract ended"})},
		{"amend_product", "9524000000033 amended product 09524000001016: Exampline N, 50 mg.",
			by("amend_product", record.AmendProduct{RegisterProduct: product})},
		{"withdraw_product",
			"9524000000033 withdrew product 09524000001016 from AT, DE: liver harm.",
			by("withdraw_product", off)},
		{"withdraw_everywhere",
			"9524000000033 withdrew product 09524000001016 from all markets: liver harm.",
			by("withdraw_product", everywhere)},
	}
}

func zeros(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0'
	}
	return string(b)
}
