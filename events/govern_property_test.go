package events_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

// govern draws the fields of an order of governance, or nothing for another.
func (d dice) govern(command string) any {
	switch command {
	case "propose":
		return record.Proposed{ID: d.id(), Command: d.words(), Body: record.Raw{0xa0},
			Expires: d.number(), Needed: d.number(), Executed: d.yes()}
	case "approve":
		return record.Approved{Proposal: d.id(), Approvals: []gs1.GLN{d.gln()}, Needed: d.number(),
			Executed: d.yes()}
	case "amend_party":
		return record.AmendParty{GLN: d.gln(), Name: d.words(), Country: d.words()}
	case "suspend", "reinstate":
		return record.SuspendParty{Party: d.gln(), Reason: d.words()}
	case "grant":
		return record.Granted{ID: d.id(), Owner: d.gln(), Grantee: d.gln(), Kind: d.words(),
			Until: d.number()}
	case "revoke_grant":
		return record.GrantRevoked{ID: d.id(), Owner: d.gln(), Grantee: d.gln(), Kind: d.words(),
			Reason: d.words()}
	case "set_validator":
		return record.SetValidator{Public: record.PublicKey(d.hash()), Power: d.number()}
	case "set_param":
		return record.SetParam{Name: d.words(), Value: d.number()}
	case "schedule_upgrade":
		return record.ScheduleUpgrade{Height: d.number(), AppVersion: d.number()}
	case "amend_product":
		return record.AmendProduct{RegisterProduct: record.RegisterProduct{GTIN: d.gtin(),
			Name: d.words(), Strength: d.words(), Form: d.words(), Pack: d.words()}}
	case "withdraw_product":
		return record.WithdrawProduct{GTIN: d.gtin(), Markets: []string{d.words()}, Reason: d.words()}
	}
	return nil
}
