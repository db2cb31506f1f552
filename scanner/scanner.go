package scanner

import (
	"context"
	"errors"
	"slices"
	"time"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// A Ledger gives proofs and records. Errors mean that no answer could be had;
// they are never about the goods.
type Ledger interface {
	// Bundle proves keys in a state that includes minHeight, with the sealed parts of the
	// keys in reveal.
	Bundle(ctx context.Context, queries []proof.Query, reveal []string, minHeight uint64) (
		*proof.Bundle, error)
	// Get reads records at a height; 0 is the newest.
	Get(ctx context.Context, height uint64, keys ...string) (uint64, map[string]record.Value, error)
}

// Scanner answers for what is printed on labels. An unknown label is a verdict,
// not an error.
type Scanner struct {
	Ledger Ledger
	Trust  proof.Trust      // by which the gateway checks its own node
	Now    func() time.Time // time.Now, but for tests
}

// Ask is one question about a code.
type Ask struct {
	Code      string
	Purpose   record.Purpose // PATIENT where empty
	Market    string
	MinHeight uint64
}

// Answer is the gateway's word, with the bundle by which everybody can check it.
type Answer struct {
	Finding
	Label     gs1.Label
	LotNumber gs1.Lot // as registered, where the pack has one
	Basis     record.Basis
	Bundle    []byte // nothing where no proof could be made
}

// Verify judges any code. It never writes and never alarms.
func (s *Scanner) Verify(ctx context.Context, ask Ask) Answer {
	now := s.Now()
	label, err := gs1.ParseLabel(ask.Code, now.UTC().Year())
	if err != nil {
		return s.faulty(err, now)
	}
	a := s.judge(ctx, ask, label, now)
	if a.Headline != record.NotRegistered {
		return a
	}
	// A keyboard that swaps cases or letters makes a serial that nobody registered. If the
	// one that was meant exists, the scan is at fault, and the pack not accused.
	for _, m := range label.Misreadings() {
		meant := s.judge(ctx, ask, m.Label, now)
		if h := meant.Headline; h != record.NotRegistered && h != record.Unknown {
			a.Verdict = record.Faulty(string(m.Cause), "the scanner or keyboard changes letters: "+
				"a pack of almost this serial exists")
			a.Bundle = nil
			return a
		}
	}
	return a
}

func (s *Scanner) faulty(err error, now time.Time) Answer {
	a := Answer{Basis: record.Reported}
	a.Time = now.Unix()
	var fault *gs1.ScanFault
	if errors.As(err, &fault) {
		a.Verdict = record.Faulty(string(fault.Cause), fault.Text)
		return a
	}
	a.Verdict = record.Faulty(record.Malformed.String(), err.Error())
	return a
}

// judge asks the ledger about one label. What goes wrong here gives UNKNOWN.
func (s *Scanner) judge(ctx context.Context, ask Ask, l gs1.Label, now time.Time) Answer {
	a := Answer{Label: l, Basis: record.Reported}
	a.Time = now.Unix()
	unknown := func(err error) Answer {
		a.Verdict = record.UnknownBecause("NoAnswer", reason(err))
		return a
	}
	keys := Keys(l)
	if len(keys) < 2 {
		a.Verdict = record.Judge(s.question(ask, l), nil, 0)
		return a
	}
	state, err := s.read(ctx, l)
	if err != nil {
		return unknown(err)
	}
	if state.lotKey != "" && !slices.Contains(keys, state.lotKey) {
		keys = append(keys, state.lotKey)
	}
	bundle, err := s.Ledger.Bundle(ctx, queriesOf(keys), nil, max(ask.MinHeight, state.height))
	if err != nil {
		return unknown(err)
	}
	a.Finding, err = JudgeBundle(bundle, s.Trust, s.question(ask, l), now)
	if err != nil {
		return unknown(err)
	}
	a.LotNumber = state.lotNumber
	a.Bundle = bundle.Encode()
	return a
}

func (s *Scanner) question(ask Ask, l gs1.Label) record.Question {
	q := record.Question{Label: l, Purpose: ask.Purpose, Market: ask.Market}
	if q.Purpose == "" {
		q.Purpose = record.ForPatient
	}
	return q
}

// reason keeps from the public what went wrong inside.
func reason(err error) string {
	switch {
	case errors.Is(err, ErrStale):
		return "the ledger has not made a block for a while: " + err.Error()
	case errors.Is(err, ErrFuture):
		return err.Error()
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "the ledger did not answer in time"
	}
	return "the ledger could not be asked"
}
