package record_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

func governOrders() []orderCase {
	amended := record.RegisterProduct{GTIN: pills(), Name: "Exampline N", Strength: "50 mg",
		Form: "tablet", Pack: "30 tablets"}
	return []orderCase{
		{"a parameter, to be approved", "propose", "propose", setParamProposal()},
		{"a party with its licence, to be approved", "propose", "propose", record.Propose{
			Command: "authorize", Expires: newYear, Body: record.MustMarshal(record.Authorize{
				GLN: acme(), Name: "Acme Pharma", Country: "DE",
				Licences: []record.Licence{{Role: record.Manufacturer}}})}},
		{"an approval", "approve", "approve", record.Approve{Proposal: idOf("gov")}},
		{"a new name and another licence", "amend_party", "amend-party", record.AmendParty{
			GLN: acme(), Name: "Acme Pharma AG", Country: "CH",
			Licences: []record.Licence{{Role: record.Repackager, Number: "CH-7"}}}},
		{"no licence any more", "amend_party", "amend-party", record.AmendParty{
			GLN: acme(), Name: "Acme Pharma", Country: "DE"}},
		{"stopped", "suspend", "suspend-party", record.SuspendParty{Party: medco(),
			Reason: "inspection"}},
		{"allowed again", "reinstate", "suspend-party", record.SuspendParty{Party: medco(),
			Reason: "cleared"}},
		{"a carrier, for ever", "grant", "give-grant", record.GiveGrant{Grantee: medco(),
			Kind: record.GrantShip}},
		{"a partner, for a time", "grant", "give-grant", record.GiveGrant{Grantee: medco(),
			Kind: record.GrantSee, Until: newYear}},
		{"a contract that ended", "revoke_grant", "revoke-grant", record.RevokeGrant{
			Grant: idOf("grant"), Reason: "contract ended"}},
		{"a validator", "set_validator", "set-validator", record.SetValidator{
			Public: devicePublic(), Power: 10}},
		{"a validator that goes", "set_validator", "set-validator", record.SetValidator{
			Public: devicePublic()}},
		{"a limit", "set_param", "set-param", record.SetParam{Name: "deadlineHours", Value: 48}},
		{"other rules", "schedule_upgrade", "schedule-upgrade", record.ScheduleUpgrade{
			Height: 1_000_000, AppVersion: 2}},
		{"a corrected name", "amend_product", "register-product",
			record.AmendProduct{RegisterProduct: amended}},
		{"off two markets", "withdraw_product", "withdraw-product", record.WithdrawProduct{
			GTIN: pills(), Markets: []string{"AT", "DE"}, Reason: "benefit does not outweigh risk"}},
		{"an offer for the owner", "ship", "ship", record.Ship{To: medcoSite(),
			Items: []record.Item{{SSCC: pallet()}}, Grant: idOf("grant")}},
	}
}

func setParamProposal() record.Propose {
	return record.Propose{Command: "set_param", Expires: newYear,
		Body: record.MustMarshal(record.SetParam{Name: "approvals", Value: 2})}
}

// governFacts: most facts of governance say what the order said.
func governFacts() []factCase {
	p := setParamProposal()
	proposed := record.Proposed{ID: idOf("gov"), Command: p.Command, Body: p.Body, Expires: p.Expires,
		Needed: 2}
	atOnce := proposed
	atOnce.Needed, atOnce.Executed = 1, true
	cases := []factCase{
		{"a proposal", factOf("propose", proposed)},
		{"a proposal that needed no more", factOf("propose", atOnce)},
		{"an approval", factOf("approve", record.Approved{Proposal: idOf("gov"),
			Approvals: []gs1.GLN{authority()}, Needed: 2})},
		{"the last approval", factOf("approve", record.Approved{Proposal: idOf("gov"),
			Approvals: []gs1.GLN{authority(), acme()}, Needed: 2, Executed: true})},
		{"a permission", factOf("grant", record.Granted{ID: idOf("grant"), Owner: acme(),
			Grantee: medco(), Kind: record.GrantShip, Until: newYear})},
		{"a permission that ended", factOf("revoke_grant", record.GrantRevoked{ID: idOf("grant"),
			Owner: acme(), Grantee: medco(), Kind: record.GrantShip, Reason: "contract ended"})},
	}
	for _, c := range governOrders() {
		switch c.command {
		case "propose", "approve", "grant", "revoke_grant", "ship":
		default:
			cases = append(cases, factCase{c.name, factOf(c.command, c.body)})
		}
	}
	return cases
}
