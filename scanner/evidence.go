package scanner

import (
	"errors"
	"fmt"
	"slices"
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

// Names lists what a label names of which the key takes an index: pack and lot, in the
// order in which a bundle proves them. Whoever asks derives them from the label, never
// from the answer.
func Names(l gs1.Label) (names []record.Name) {
	if l.GTIN.IsZero() {
		return nil
	}
	if !l.Serial.IsZero() {
		names = append(names, record.UnitName(l.GTIN, l.Serial))
	}
	if !l.Lot.IsZero() {
		names = append(names, record.LotName(l.GTIN, l.Lot))
	}
	return names
}

// keysOf lists the records that a label is judged by, as far as the label alone names them.
func keysOf(l gs1.Label, index func(record.Name) (record.Index, bool)) []string {
	keys := []string{record.ProductKey(l.GTIN)}
	for _, n := range Names(l) {
		if i, ok := index(n); ok {
			keys = append(keys, n.Key(i))
		}
	}
	return keys
}

// maxCustody is how many records of a pack's custody a proof may show: five containers
// in each other, and an offer.
const maxCustody = 6

// queries are the label's own keys, the asker's, and what only the state knows of: the
// lot that the pack was registered in, its maker, what it is packed in, and the offer that
// it is on its way by. So the proof may show one lot of the product more, one party, and a
// few of the others. Judge takes each of them only where the records that lead to it name it.
func queries(l gs1.Label, x proof.Indexes, p proof.Proof, by *record.KID) []proof.Query {
	keys, lots, makers, custody := keysOf(l, x.Index), 0, 0, 0
	for _, t := range p {
		if t.Kind != proof.Record || slices.Contains(keys, t.Key) {
			continue
		}
		switch kind := record.KindOf(t.Key); {
		case lots == 0 && kind == "lot":
			lots++
		case makers == 0 && kind == "party":
			makers++
		case custody < maxCustody && (kind == "sscc" || kind == "transfer"):
			custody++
		case by != nil && t.Key == record.KeyKey(*by):
		default:
			continue
		}
		keys = append(keys, t.Key)
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
	// LotPrinted says that the lot which the verdict rests on is the one that the label names.
	LotPrinted bool
	// Maker is the registered name of the lot's maker, where its record is shown.
	Maker string
}

// Errors of JudgeBundle besides those of proof.Bundle.Verify.
var (
	ErrStale  = errors.New("the proof is too old")
	ErrFuture = errors.New("the proof is from the future: check the clock")
)

// JudgeBundle computes the verdict on a label from a bundle and a trust root
// fixed beforehand, with nobody's word in between. now is when the pack is
// judged; the zero time judges as of the bundle. by is the device that asks, nil for
// nobody; for which site, its own proven record says. An error means that the bundle
// proves nothing, and so UNKNOWN.
func JudgeBundle(b *proof.Bundle, trust proof.Trust, q record.Question, by *record.KID,
	now time.Time) (Finding, error) {
	x, err := b.Indexes(trust.IndexKey, Names(q.Label)...)
	if err != nil {
		return Finding{}, err
	}
	e, err := b.Verify(trust, x, queries(q.Label, x, b.Proof, by))
	if err != nil {
		return Finding{}, err
	}
	if err := fresh(e.Time, now); err != nil {
		return Finding{}, err
	}
	known := shown{e.Result, x}
	if by != nil {
		q.Asker = siteOf(known, *by)
	}
	f := Finding{Verdict: record.Judge(q, known, e.Time), Height: e.StateHeight, Time: e.Time}
	printed, named := x.Index(record.LotName(q.Label.GTIN, q.Label.Lot))
	f.LotPrinted = named && (f.Unit != nil && f.Unit.Lot == printed || f.Unit == nil && f.Lot != nil)
	f.Maker = makerOf(f.Lot, known)
	return f, nil
}

// makerOf gives the registered name of a lot's maker; "" where it is not shown.
func makerOf(lot *record.Lot, known record.Records) string {
	if lot == nil {
		return ""
	}
	v, presence := known.Lookup(record.PartyKey(lot.Maker))
	if presence != record.Present {
		return ""
	}
	p, err := record.DecodeParty(v)
	if err != nil || p.GLN != lot.Maker {
		return ""
	}
	return p.Name
}

// fresh refuses what is proven of another time than now, unless that is zero.
func fresh(unix int64, now time.Time) error {
	age := now.Sub(time.Unix(unix, 0))
	switch {
	case now.IsZero():
		return nil
	case age > Fresh:
		return fmt.Errorf("%w: %s", ErrStale, age.Round(time.Second))
	case age < -early:
		return ErrFuture
	}
	return nil
}

// shown lets Judge read what a proof shows.
type shown struct {
	result proof.Result
	proof.Indexes
}

// siteOf gives a device's site; none where its record is not shown.
func siteOf(known record.Records, by record.KID) gs1.GLN {
	if v, p := known.Lookup(record.KeyKey(by)); p == record.Present {
		if k, err := record.DecodeDeviceKey(v); err == nil {
			return k.Site
		}
	}
	return gs1.GLN{}
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
