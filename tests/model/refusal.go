package model

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// refusal is why an order is not done: all reasons, and whom to warn of what.
type refusal struct {
	reasons []record.Code
	alert   *alert
}

type alert struct {
	gtin    gs1.GTIN
	serial  gs1.Serial
	lot     gs1.Lot
	parties []gs1.GLN
	first   *record.Hash
}

func (a *alert) tell(parties ...gs1.GLN) {
	for _, p := range parties {
		if !slices.Contains(a.parties, p) {
			a.parties = append(a.parties, p)
		}
	}
}

// no refuses for these reasons; for none it does not refuse.
func no(reasons ...record.Code) *refusal {
	if len(reasons) == 0 {
		return nil
	}
	return &refusal{reasons: reasons}
}

// list gathers reasons.
type list []record.Code

func (l *list) add(yes bool, c record.Code) {
	if yes {
		*l = append(*l, c)
	}
}

// order is which reason is committed when several apply (formats.md, "One number is
// hashed, all reasons are told"). What is not named follows by number.
var order = []record.Code{
	record.KeyRevoked, record.KeyNotAllowed, record.SuspendedParty, record.RateLimited,
	record.NotFound, record.AlreadyExists, record.Forbidden, record.NotLicensed,
	record.PrefixNotGranted, record.NotHolder, record.NotOwner, record.InContainer,
	record.NotAddressee, record.LotMismatch, record.ExpiryMismatch,
	record.DestroyedGoods, record.StolenGoods, record.IllegitimateGoods, record.SuspectGoods,
	record.RecalledGoods, record.WithdrawnGoods, record.HeldGoods, record.ExpiredGoods,
	record.OwnDuplicate, record.AlreadySupplied, record.Inactive, record.InTransit, record.Disputed,
}

// worst is the reason that is committed.
func (r *refusal) worst() record.Code {
	for _, c := range order {
		if slices.Contains(r.reasons, c) {
			return c
		}
	}
	return slices.Min(r.reasons)
}
