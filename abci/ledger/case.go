package ledger

import (
	"slices"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// Limits of a case: its goods are all read again when it is closed.
const (
	maxSubjects = 256
	maxFindings = 64
)

func (s *State) caseOf(id record.ID) *record.CaseSealed {
	c, ok := load(s, record.CaseKey(id), record.DecodeCase)
	if !ok {
		return nil
	}
	return c.Sealed
}

func (s *State) putCase(id record.ID, c *record.CaseSealed) {
	s.put(record.CaseKey(id), record.Case{Sealed: c}.Encode())
}

// accuse puts goods on hold for a case. One party has one case open about a thing.
func (s *State) accuse(id record.ID) func(keeper, string) *record.Refusal {
	return func(k keeper, reason string) *record.Refusal {
		mine := func(h record.Hold) bool { return h.Case != nil && h.Placer == s.Party }
		switch {
		case slices.ContainsFunc(*k.holds, mine):
			return record.Refuse(record.AlreadyExists, "you have a case open about %s", k.what)
		case len(*k.holds) >= record.MaxHolds:
			return record.Refuse(record.Conflict, "%s has %d holds already", k.what, record.MaxHolds)
		}
		*k.holds = append(*k.holds, record.Hold{Placer: s.Party, Reason: reason, Case: &id})
		return nil
	}
}

// acquit gives the holds without those of a case.
func acquit(holds []record.Hold, id record.ID) []record.Hold {
	return slices.DeleteFunc(slices.Clone(holds), func(h record.Hold) bool { return ofCase(h, id) })
}

func ofCase(h record.Hold, id record.ID) bool { return h.Case != nil && *h.Case == id }

func holdsCase(holds []record.Hold, id record.ID) bool {
	return slices.ContainsFunc(holds, func(h record.Hold) bool { return ofCase(h, id) })
}

// subject is a thing that a case is about: who made it, owns it, holds it. A
// container has no maker.
type subject struct{ maker, owner, holder gs1.GLN }

// subjectAt reads a thing by its key.
func (s *State) subjectAt(key string) (x subject) {
	kind, rest, _ := strings.Cut(key, "|")
	switch kind {
	case "unit":
		p := s.packAt(key)
		return subject{p.lot.Maker, p.owner, p.holder}
	case "sscc":
		b := s.boxAt(key)
		return subject{owner: b.owner, holder: b.holder}
	case "lot":
		l := s.lotAt(key)
		return subject{l.Maker, l.Sealed.Owner, l.Sealed.Holder}
	}
	lot, at, _ := strings.Cut(rest, "|")
	l := s.lotAt("lot|" + lot)
	site, err := gs1.ParseGLN(at)
	must(err)
	return subject{maker: l.Maker, holder: site}
}

// packAt finds a pack by its key, which names no serial.
func (s *State) packAt(key string) *pack {
	u, _ := load(s, key, record.DecodeUnit)
	p := &pack{Unit: u, key: key, lot: s.lotAt(record.LotKey(u.Lot))}
	p.custody = s.custodyOf(p)
	return p
}

// involved says whether a case concerns who orders: who opened it, made, owns or
// holds what it is about, or an authority.
func (s *State) involved(c *record.CaseSealed) bool {
	if c.Party == s.Party || s.governs(s.Party) {
		return true
	}
	return slices.ContainsFunc(c.Subjects, func(key string) bool {
		x := s.subjectAt(key)
		holder := s.party(x.holder)
		return x.maker == s.Party || x.owner == s.Party ||
			holder != nil && ownerOf(holder) == s.Party
	})
}
