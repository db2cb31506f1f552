package scanner

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// Fresh is how old the header of a proof may be when a pack is judged now. An
// idle chain makes a block every 10 seconds.
const Fresh = 120 * time.Second

// early is how far a header may lie in the asker's future: clocks differ.
const early = 60 * time.Second

// Keys lists the records that a label is judged by, as far as the label alone
// names them. Whoever asks derives them from the label, never from the answer.
func Keys(l gs1.Label) (keys []string) {
	if l.GTIN.IsZero() {
		return nil
	}
	keys = append(keys, record.ProductKey(l.GTIN))
	if !l.Serial.IsZero() {
		keys = append(keys, record.UnitKey(l.GTIN, l.Serial))
	}
	if !l.Lot.IsZero() {
		keys = append(keys, record.LotKey(l.GTIN, l.Lot))
	}
	return keys
}

// queries are the label's own keys, and the lot that the pack was registered in:
// only the state knows that one, so the proof may show one lot of the product
// more. Judge accepts it by its ordinal alone.
func queries(l gs1.Label, p proof.Proof) []proof.Query {
	keys := Keys(l)
	for _, t := range p {
		if t.Kind == proof.Record && strings.HasPrefix(t.Key, "lot|"+l.GTIN.String()+"|") &&
			!slices.Contains(keys, t.Key) {
			keys = append(keys, t.Key)
			break
		}
	}
	return queriesOf(keys)
}

func queriesOf(keys []string) []proof.Query {
	qs := make([]proof.Query, len(keys))
	for i, k := range keys {
		qs[i] = proof.Query{Key: k}
	}
	return qs
}

// A Finding is a verdict with what it was computed from.
type Finding struct {
	record.Verdict
	Height uint64 // of the state that was judged
	Time   int64  // block time of the header that carries it, unix seconds
	// LotKey is the key of the pack's lot, where the verdict rests on one.
	LotKey string
}

// Errors of JudgeBundle besides those of proof.Bundle.Verify.
var (
	ErrStale  = errors.New("the proof is too old")
	ErrFuture = errors.New("the proof is from the future: check the clock")
)

// JudgeBundle computes the verdict on a label from a bundle and a trust root
// fixed beforehand, with nobody's word in between. now is when the pack is
// judged; the zero time judges as of the bundle. An error means that the bundle
// proves nothing, and so UNKNOWN.
func JudgeBundle(b *proof.Bundle, trust proof.Trust, q record.Question, now time.Time) (
	Finding, error) {
	if err := b.VerifyHeader(trust); err != nil {
		return Finding{}, err
	}
	return judgeRecords(b, q, now)
}

// judgeRecords judges by a bundle whose header is believed.
func judgeRecords(b *proof.Bundle, q record.Question, now time.Time) (Finding, error) {
	qs := queries(q.Label, b.Proof)
	e, err := b.VerifyRecords(qs)
	if err != nil {
		return Finding{}, err
	}
	if !now.IsZero() {
		age := now.Sub(time.Unix(e.Time, 0))
		if age > Fresh {
			return Finding{}, fmt.Errorf("%w: %s", ErrStale, age.Round(time.Second))
		}
		if age < -early {
			return Finding{}, ErrFuture
		}
	}
	known := shown{e.Result, qs}
	f := Finding{Verdict: record.Judge(q, known, e.Time), Height: e.StateHeight, Time: e.Time}
	if f.Unit != nil {
		_, f.LotKey, _ = known.LotOf(q.Label.GTIN, f.Unit.Lot)
	} else if f.Lot != nil {
		f.LotKey = record.LotKey(q.Label.GTIN, q.Label.Lot)
	}
	return f, nil
}

// shown lets Judge read what a proof shows.
type shown struct {
	result  proof.Result
	queries []proof.Query
}

func (s shown) Lookup(key string) (record.Value, record.Presence) {
	e, state := s.result.Get(key)
	switch state {
	case proof.Present:
		return record.Value{Open: e.Open, Sealed: e.Sealed, Withheld: e.Withheld}, record.Present
	case proof.Absent:
		return record.Value{}, record.Absent
	}
	return record.Value{}, record.NotShown
}

func (s shown) LotOf(g gs1.GTIN, ordinal uint64) (record.Value, string, record.Presence) {
	for _, q := range s.queries {
		if !strings.HasPrefix(q.Key, "lot|"+g.String()+"|") {
			continue
		}
		v, p := s.Lookup(q.Key)
		if p != record.Present {
			continue
		}
		if lot, err := record.DecodeLot(v); err == nil && lot.Ordinal == ordinal {
			return v, q.Key, record.Present
		}
	}
	return record.Value{}, "", record.NotShown
}
