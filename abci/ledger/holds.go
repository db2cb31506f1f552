package ledger

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// keeper is a record that can be put on hold: its holds, and how the right of
// another placer compares.
type keeper struct {
	what  string
	holds *[]record.Hold
	lot   *lot  // nil for a container
	mine  right // of who orders
}

// place puts it on hold.
func (s *State) place(k keeper, reason string) *record.Refusal {
	h := record.Hold{Placer: s.Party, Reason: reason}
	switch {
	case slices.Contains(*k.holds, h):
		return record.Refuse(record.AlreadyExists, "%s is on hold for that reason already", k.what)
	case len(*k.holds) >= record.MaxHolds:
		return record.Refuse(record.Conflict, "%s has %d holds already", k.what, record.MaxHolds)
	}
	*k.holds = append(*k.holds, h)
	return nil
}

// lift releases what who orders has placed, or somebody of a lower rank; only that
// of a reason where one is given. A hold of a case ends with the case.
func (s *State) lift(k keeper, reason string) *record.Refusal {
	var left []record.Hold
	forbidden := 0
	for _, h := range *k.holds {
		switch {
		case reason != "" && h.Reason != reason:
		case !s.pending(h.Case) && (h.Placer == s.Party || k.mine > s.rankOf(h.Placer, k.lot)):
			continue
		default:
			forbidden++
		}
		left = append(left, h)
	}
	switch {
	case len(left) < len(*k.holds):
		*k.holds = left
		return nil
	case forbidden > 0:
		return record.Refuse(record.Forbidden,
			"%s was put on hold by another; who did it, or an authority, may release it", k.what)
	}
	return record.Refuse(record.Conflict, "%s is not on hold", k.what)
}

// pending says that a case keeps goods on hold: it is open, or has found them
// illegitimate. What was left in a container when its case was cleared is not.
func (s *State) pending(id *record.ID) bool {
	if id == nil {
		return false
	}
	c := s.caseOf(*id)
	return c == nil || c.Closed == 0 || c.Outcome != record.CaseCleared
}

func (s *State) rankOf(placer gs1.GLN, l *lot) right {
	switch {
	case s.hasRole(placer, record.Authority):
		return asAuthority
	case l != nil && l.Maker == placer:
		return asMaker
	}
	return asHolder
}

// heldAt tells whether what a site has of a lot is on hold.
func (s *State) heldAt(l *lot, site gs1.GLN) record.HoldFlag {
	if h := s.holding(record.HoldingKey(l.key, site)); h != nil {
		return record.FlagOf(h.Holds)
	}
	return record.NotHeld
}
