package model

import (
	"slices"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

func sortGLNs(gs []gs1.GLN) {
	slices.SortFunc(gs, func(x, y gs1.GLN) int { return strings.Compare(x.String(), y.String()) })
}

// trading are the roles that may send and receive medicines.
var trading = []record.Role{record.Manufacturer, record.Repackager, record.Wholesaler,
	record.Logistics, record.Dispenser}

// has says whether a party or site has a licence for one of the roles today.
func (w *World) has(g gs1.GLN, roles ...record.Role) bool {
	p := w.Parties[g]
	if p == nil {
		return false
	}
	today := record.DayOf(w.Now)
	return slices.ContainsFunc(p.Licences, func(l record.Licence) bool {
		return slices.Contains(roles, l.Role) && l.From <= today && (l.Until == 0 || today <= l.Until)
	})
}

// licensed: a licence counts if the party or the site holds it.
func (t *turn) licensed(roles ...record.Role) bool {
	return t.has(t.Party, roles...) || t.has(t.Site, roles...)
}

func (t *turn) isAuthority() bool { return t.governs(t.Party) }

// partyOf gives the party that a site belongs to.
func (w *World) partyOf(site gs1.GLN) gs1.GLN {
	if p := w.Parties[site]; p != nil && !p.Parent.IsZero() {
		return p.Parent
	}
	return site
}

// prefixOf says whose the longest granted prefix of a number is.
func (w *World) prefixOf(digits string) (owner gs1.GLN) {
	for n := 4; n <= 12; n++ {
		if p, granted := w.Prefixes[digits[:n]]; granted {
			owner = p
		}
	}
	return owner
}
