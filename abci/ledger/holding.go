package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

var errNegative = errors.New("a holding would fall below zero")

// count changes what a site holds of a lot for an owner. Callers have made sure
// that it suffices; a figure below zero is a defect and stops the node.
func (s *State) count(l *lot, site, owner gs1.GLN, change func(*record.HoldingRow)) {
	key := record.HoldingKey(l.key, site)
	h := s.holding(key)
	if h == nil {
		h = &record.HoldingSealed{Salt: s.salt(key), History: record.NewHistory(key)}
	}
	i, found := slices.BinarySearchFunc(h.Rows, owner, func(r record.HoldingRow, g gs1.GLN) int {
		return strings.Compare(r.Owner.String(), g.String())
	})
	if !found {
		h.Rows = slices.Insert(h.Rows, i, record.HoldingRow{Owner: owner})
	}
	change(&h.Rows[i])
	if r := h.Rows[i]; overflown(r.Held, r.Packed, r.Outgoing, r.Supplied, r.Gone) || r.Packed > r.Held {
		panic(broken{fmt.Errorf("%s: %w", key, errNegative)})
	}
	if h.Rows[i].Empty() {
		h.Rows = slices.Delete(h.Rows, i, i+1)
	}
	s.putHolding(key, h)
}

func (s *State) putHolding(key string, h *record.HoldingSealed) {
	s.putLater(key, &record.Holding{Sealed: h})
	s.touch(key)
}

func overflown(counts ...uint64) bool {
	for _, n := range counts {
		if n > 1<<62 {
			return true
		}
	}
	return false
}

// holding reads what a site has of a lot once: each pack of the lot asks for it
// again. Who changes one puts it (putHolding).
func (s *State) holding(key string) *record.HoldingSealed {
	h := remember(s, key, record.DecodeHolding)
	if h == nil {
		return nil
	}
	return h.Sealed
}

// row gives what a site has of a lot for an owner; zero where there is nothing.
func (s *State) row(l *lot, site, owner gs1.GLN) record.HoldingRow {
	if h := s.holding(record.HoldingKey(l.key, site)); h != nil {
		for _, r := range h.Rows {
			if r.Owner == owner {
				return r
			}
		}
	}
	return record.HoldingRow{Owner: owner}
}

// loose is what an owner has there and in no container.
func (s *State) loose(l *lot, site, owner gs1.GLN) uint64 {
	r := s.row(l, site, owner)
	return r.Held - r.Packed
}

// room says whether the site can take a lot's goods of one more owner.
func (s *State) room(l *lot, site, owner gs1.GLN) *record.Refusal {
	h := s.holding(record.HoldingKey(l.key, site))
	if h == nil || len(h.Rows) < record.MaxOwners || s.row(l, site, owner) != (record.HoldingRow{Owner: owner}) {
		return nil
	}
	return record.Refuse(record.Conflict, "the site holds lot %s for %d owners already",
		l.number(), record.MaxOwners)
}
