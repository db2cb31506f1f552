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
		extend(s, key, fact, record.DecodeUnit,
			func(u *record.Unit) *record.History { return &u.Sealed.History })
	case "lot":
		extend(s, key, fact, record.DecodeLot,
			func(l *record.Lot) *record.History { return &l.Sealed.History })
	case "sscc":
		extend(s, key, fact, record.DecodeContainer,
			func(c *record.Container) *record.History { return &c.Sealed.History })
	case "holding":
		extend(s, key, fact, record.DecodeHolding,
			func(h *record.Holding) *record.History { return &h.Sealed.History })
	case "transfer":
		extend(s, key, fact, record.DecodeTransfer,
			func(t *record.Transfer) *record.History { return &t.Sealed.History })
	case "alert":
		// An alert is its own only subject and keeps no history.
	default:
		panic(broken{fmt.Errorf("%s takes no history", key)})
	}
}

// extend adds a fact to the history of one record.
func extend[T interface{ Encode() record.Value }](s *State, key string, fact record.Hash,
	decode func(record.Value) (T, error), history func(T) *record.History) {
	r, _ := load(s, key, decode)
	h := history(r)
	*h = h.Add(fact)
	s.put(key, r.Encode())
}
