package scanner

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// A Ledger gives proofs and records. Errors mean that no answer could be had;
// they are never about the goods.
type Ledger interface {
	// Newest gives a bundle without records, whose header carries the newest state and one
	// that includes minHeight. Records are proven in the state before the header.
	Newest(ctx context.Context, minHeight uint64) (*proof.Bundle, error)
	// Prove proves keys in the state of a height, with the sealed parts of the keys in reveal.
	Prove(ctx context.Context, height uint64, queries []proof.Query, reveal []string) (
		proof.Proof, error)
	// IndexProofs proves the indexes of packs and lots, in the order of their names.
	IndexProofs(ctx context.Context, names ...record.Name) ([][]byte, error)
	// Get reads records at a height; 0 is the newest.
	Get(ctx context.Context, height uint64, keys ...string) (uint64, map[string]record.Value, error)
}

// Scanner answers for what is printed on labels. An unknown label is a verdict,
// not an error.
type Scanner struct {
	Ledger Ledger
	Trust  proof.Trust      // by which the gateway checks its own node
	Now    func() time.Time // time.Now, but for tests
	// Own says that the ledger is in this process: what it reads is then believed as it is.
	// Another's records are believed only with their proof.
	Own bool

	believed atomic.Pointer[proof.Hash] // of the last header that was found to follow from Trust
}

// Ask is one question about a code.
type Ask struct {
	Code      string
	Purpose   record.Purpose // PATIENT where empty
	Market    string
	MinHeight uint64
	By        *Asker // nil for anybody
}

// Answer is the gateway's word, with the bundle by which everybody can check it.
type Answer struct {
	Finding
	Label     gs1.Label
	LotNumber gs1.Lot // as registered, where the label says it or the asker may see it
	Basis     record.Basis
	// Bundle makes the proof, with the sealed parts that the asker may see; nil where there
	// is none. It is to be called soon: the ledger does not keep its states for long.
	Bundle func(context.Context) (*proof.Bundle, error)
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
	if len(Names(l)) == 0 {
		a.Verdict = record.Judge(s.question(ask, l), nil, 0)
		return a
	}
	b, err := s.Ledger.Newest(ctx, ask.MinHeight)
	if err != nil {
		return unknown(err)
	}
	if err := s.believe(b); err != nil {
		return unknown(err)
	}
	if err := fresh(b.Header.Time.Seconds, now); err != nil {
		return unknown(err)
	}
	unix := b.Header.Time.Seconds
	r, q := s.reading(ctx, l, b.Header.Height-1), s.question(ask, l)
	if ask.By != nil {
		q.Asker = siteOf(r, ask.By.Key)
	}
	seen := r.sightOf(ask.By, q, unix)
	a.Verdict = record.Judge(q, seen, unix)
	if r.err == nil && !s.Own {
		r.err = r.check(*b)
	}
	if r.err != nil {
		return unknown(r.err)
	}
	a.Height, a.Time = r.height, unix
	if printed, ok := r.Index(record.LotName(l.GTIN, l.Lot)); slices.Contains(seen.reveal, r.lotKey) ||
		ok && r.lotKey == record.LotKey(printed) {
		a.LotNumber = r.lotNumber
	}
	a.Bundle = func(ctx context.Context) (*proof.Bundle, error) { return seen.bundle(ctx, *b, l) }
	return a
}

// believe checks that the node's header follows from the trust root, once for each: a
// header's hash says all that is in it.
func (s *Scanner) believe(b *proof.Bundle) error {
	hash := b.Header.Hash()
	if known := s.believed.Load(); known != nil && *known == hash {
		return nil
	}
	if err := b.VerifyHeader(s.Trust); err != nil {
		return err
	}
	s.believed.Store(&hash)
	return nil
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
