package ledger

import (
	"fmt"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// emit states what happened since the last fact. It names as subjects the
// records that changed, and adds the fact to their histories.
func (s *State) emit(command string, fields any) {
	slices.Sort(s.touched)
	f := record.Fact{
		Height:   s.block.Height,
		Index:    s.index,
		N:        uint64(len(s.facts)),
		Time:     uint64(s.block.Time),
		Party:    glnOrNil(s.Party),
		Site:     glnOrNil(s.Site),
		Command:  command,
		Subjects: s.touched,
		Fields:   record.MustMarshal(fields),
	}
	if s.tx != nil {
		f.TxID = s.tx.ID
	}
	b := f.Encode()
	hash := record.FactHash(b)
	for _, key := range s.touched {
		s.addHistory(key, hash)
	}
	s.touched = nil
	clear(s.marked)
	s.facts = append(s.facts, b)
}

func glnOrNil(g gs1.GLN) *gs1.GLN {
	if g.IsZero() {
		return nil
	}
	return &g
}

func (s *State) addHistory(key string, fact record.Hash) {
	switch record.KindOf(key) {
	case "unit":
		u, _ := load(s, key, record.DecodeUnit)
		u.Sealed.History = u.Sealed.History.Add(fact)
		s.put(key, u.Encode())
	case "lot":
		l, _ := load(s, key, record.DecodeLot)
		l.Sealed.History = l.Sealed.History.Add(fact)
		s.put(key, l.Encode())
	case "sscc":
		c, _ := load(s, key, record.DecodeContainer)
		c.Sealed.History = c.Sealed.History.Add(fact)
		s.put(key, c.Encode())
	case "holding":
		h, _ := load(s, key, record.DecodeHolding)
		h.Sealed.History = h.Sealed.History.Add(fact)
		s.put(key, h.Encode())
	case "transfer":
		t, _ := load(s, key, record.DecodeTransfer)
		t.Sealed.History = t.Sealed.History.Add(fact)
		s.put(key, t.Encode())
	case "alert":
		// An alert is its own only subject and keeps no history.
	default:
		panic(broken{fmt.Errorf("%s takes no history", key)})
	}
}
