package scanner

import (
	"context"
	"slices"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// sight lets Judge see of a reading what its asker may see, and nothing else: the verdict
// is then the one that the asker's proof gives.
type sight struct {
	*reading
	keys   []string // that are shown beside those that the label names
	reveal []string // whose sealed part is shown
}

// sightOf looks for what is shown to an asker. The verdict on all that is known tells it
// where to look, and goes no further.
func (r *reading) sightOf(by *Asker, q record.Question, unix int64) *sight {
	if by == nil {
		return &sight{reading: r}
	}
	record.Judge(q, r, unix)
	s := &sight{reading: r}
	s.keys, s.reveal = r.shownTo(by)
	return s
}

// Lookup implements record.Records.
func (s *sight) Lookup(key string) (record.Value, record.Presence) {
	switch record.KindOf(key) {
	case "sscc", "transfer":
		if !slices.Contains(s.keys, key) {
			return record.Value{}, record.NotShown
		}
	}
	v, p := s.reading.Lookup(key)
	return s.opened(key, v), p
}

func (s *sight) opened(key string, v record.Value) record.Value {
	if slices.Contains(s.reveal, key) {
		return v
	}
	return record.Value{Open: v.Open, Withheld: v.Withheld || len(v.Sealed) > 0}
}

// bundle proves to the asker what he is shown.
func (s *sight) bundle(ctx context.Context, b proof.Bundle, l gs1.Label) (*proof.Bundle, error) {
	keys := keysOf(l, s.Index)
	if s.lotKey != "" && !slices.Contains(keys, s.lotKey) {
		keys = append(keys, s.lotKey)
	}
	if key := s.makerKey(); key != "" {
		keys = append(keys, key)
	}
	queries := queriesOf(append(keys, s.keys...))
	var err error
	if b.Proof, err = s.ledger.Prove(ctx, s.height, queries, s.reveal); err != nil {
		return nil, err
	}
	b.IndexProofs = s.indexProofs
	if _, err := b.VerifyRecords(s.by, s.indexes, queries); err != nil {
		return nil, errLies
	}
	return &b, nil
}

// makerKey names the record of the lot's maker, which says its name to everybody.
func (s *sight) makerKey() string {
	lot, err := record.DecodeLot(s.values[s.lotKey])
	if err != nil {
		return ""
	}
	key := record.PartyKey(lot.Maker)
	if _, ok := s.get(key); !ok {
		return ""
	}
	return key
}
