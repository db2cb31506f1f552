package model

import (
	"maps"
	"slices"

	"pedigree/record"
)

// judged is a command that the model knows.
type judged struct {
	// read gives what an order with this body does, or nil if it is malformed.
	read           func(record.Raw) func(*turn) *refusal
	whileSuspended bool
}

func rule[T any](form func(*T) bool, act func(*turn, *T) *refusal) judged {
	return judged{read: func(raw record.Raw) func(*turn) *refusal {
		body := new(T)
		if record.Unmarshal(raw, body) != nil || !form(body) {
			return nil
		}
		return func(t *turn) *refusal { return act(t, body) }
	}}
}

func (j judged) evenSuspended() judged {
	j.whileSuspended = true
	return j
}

// table lists the commands that the model judges: those of docs/commands*.md.
func table() map[string]judged {
	all := goodsTable()
	maps.Copy(all, troubleTable())
	maps.Copy(all, governTable())
	return all
}

// Judges lists the commands that the model judges, sorted.
func Judges() []string { return slices.Sorted(maps.Keys(table())) }

func goodsTable() map[string]judged {
	return map[string]judged{
		"register_product": rule(formProduct, registerProduct),
		"register_lot":     rule(formLot, registerLot),
		"add_serials":      rule(formSerials, addSerials),
		"close_lot":        rule(formCloseLot, closeLot),
		"ship":             rule(formShip, ship),
		"return":           rule(formReturn, returnGoods),
		"move":             rule(formMove, move),
		"receive":          rule(formReceive, receive).evenSuspended(),
		"refuse":           rule(formVoid, refuse).evenSuspended(),
		"cancel":           rule(formVoid, cancel),
		"dispense":         rule(formDispense, dispense),
		"decommission":     rule(formDecommission, decommission),
		"undo":             rule(formUndo, undo),
		"destroy":          rule(formWriteOff, destroy),
		"report_stolen":    rule(formWriteOff, reportStolen),
		"pack":             rule(formPack, pack),
		"unpack":           rule(formUnpack, unpack),
		"repackage":        rule(formRepackage, repackage),
		"correct":          rule(formCorrect, correct),
	}
}

func troubleTable() map[string]judged {
	return map[string]judged{
		"hold":               rule(formHold, hold),
		"release":            rule(formRelease, release),
		"open_case":          rule(formOpenCase, openCase),
		"add_finding":        rule(formFinding, addFinding),
		"close_case":         rule(formCloseCase, closeCase),
		"recall":             rule(formRecall, recall),
		"acknowledge_recall": rule(formAcknowledge, acknowledge).evenSuspended(),
		"report_exception":   rule(formReport, reportException),
		"resolve_exception":  rule(formResolve, resolveException),
	}
}

func governTable() map[string]judged {
	return map[string]judged{
		"authorize":        rule(formAuthorize, authorize),
		"amend_party":      rule(formAmendParty, amendParty),
		"suspend":          rule(formSuspend, suspend),
		"reinstate":        rule(formSuspend, reinstate),
		"grant_prefix":     rule(formPrefix, grantPrefix),
		"add_key":          rule(formKey, addKey),
		"revoke_key":       rule(formRevokeKey, revokeKey),
		"grant":            rule(formGrant, grant),
		"revoke_grant":     rule(formRevokeGrant, revokeGrant),
		"set_validator":    rule(formValidator, setValidator),
		"set_param":        rule(formParam, setParam),
		"schedule_upgrade": rule(formUpgrade, scheduleUpgrade),
		"propose":          rule(formPropose, propose),
		"approve":          rule(formApprove, approve),
		"amend_product":    rule(formAmendProduct, amendProduct),
		"withdraw_product": rule(formWithdraw, withdrawProduct),
	}
}
