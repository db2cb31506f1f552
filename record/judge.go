package record

import (
	"fmt"

	"pedigree/gs1"
)

// Judge turns what is known into a verdict, at a block time in unix seconds. It
// is the one function behind every verdict: gateway, command line, web page and
// the ledger's own checks. What is not shown never becomes an accusation: it
// gives UNKNOWN.
func Judge(q Question, known Records, unix int64) Verdict {
	l := q.Label
	switch {
	case l.GTIN.IsZero():
		return unknown("NoGTIN", "this code names no medicine (no GTIN)",
			"Scan the square code on the pack.")
	case l.Serial.IsZero() && l.Lot.IsZero():
		return unknown("NoSerial", "this code names the product, not the pack",
			"Scan the square code, which also holds the serial or lot number.")
	}
	if l.Serial.IsZero() {
		return judgeLot(q, known, unix)
	}
	v, presence := known.Lookup(UnitKey(l.GTIN, l.Serial))
	switch presence {
	case Present:
		u, err := DecodeUnit(v)
		if err != nil {
			return unreadable(err)
		}
		return judgeUnit(q, known, u, unix)
	case Absent:
		return judgeUnlisted(q, known, unix)
	}
	return unknown("NotShown", "the proof does not speak of this serial", adviceAgain)
}

// judgeUnlisted judges a label whose serial was never registered: false, unless
// its lot is one whose packs carry no registered serials.
func judgeUnlisted(q Question, known Records, unix int64) Verdict {
	if !q.Label.Lot.IsZero() {
		v, p := known.Lookup(LotKey(q.Label.GTIN, q.Label.Lot))
		if p == NotShown {
			return unknown("NotShown", "the proof does not speak of this lot", adviceAgain)
		}
		if p == Present {
			lot, err := DecodeLot(v)
			if err != nil {
				return unreadable(err)
			}
			if !lot.Serialised {
				return judgeLot(q, known, unix)
			}
		}
	}
	return notRegistered("serial")
}

func judgeLot(q Question, known Records, unix int64) Verdict {
	v, p := known.Lookup(LotKey(q.Label.GTIN, q.Label.Lot))
	switch p {
	case Absent:
		return notRegistered("lot")
	case NotShown:
		return unknown("NotShown", "the proof does not speak of this lot", adviceAgain)
	}
	lot, err := DecodeLot(v)
	if err != nil {
		return unreadable(err)
	}
	if lot.Serialised {
		return unknown("NoSerial", "packs of this lot carry serial numbers; this code holds none",
			"Scan the square code on the pack.")
	}
	j := judgement{q: q, lot: lot, unix: unix}
	if r := j.readProduct(known); r != nil {
		return *r
	}
	j.mismatches(q.Label.Lot.IsZero(), true)
	j.goods(nil)
	j.notice("NoSerials", "this lot is registered by quantity: the single pack was not checked")
	return j.verdict()
}

func judgeUnit(q Question, known Records, u *Unit, unix int64) Verdict {
	v, key, p := known.LotOf(q.Label.GTIN, u.Lot)
	if p != Present {
		return unknown("NotShown", "the proof does not show the pack's lot", adviceAgain)
	}
	lot, err := DecodeLot(v)
	if err != nil {
		return unreadable(err)
	}
	if lot.Ordinal != u.Lot {
		return unknown("NotShown", "the proof shows another lot", adviceAgain)
	}
	j := judgement{q: q, lot: lot, unit: u, unix: unix}
	if r := j.readProduct(known); r != nil {
		return *r
	}
	j.mismatches(q.Label.Lot.IsZero() || key == LotKey(q.Label.GTIN, q.Label.Lot), false)
	j.goods(u)
	j.custody(known)
	return j.verdict()
}

// judgement gathers reasons; they are added in the order of severity.
type judgement struct {
	q       Question
	lot     *Lot
	unit    *Unit
	product *Product
	unix    int64

	mismatch, stops, notices []Reason
	own                      bool // what stops is only the asker's own earlier act
}

func (j *judgement) stop(c Code, format string, args ...any) {
	j.stops = append(j.stops, Reason{Code: c.String(), Text: fmt.Sprintf(format, args...)})
}

func (j *judgement) notice(code, format string, args ...any) {
	j.notices = append(j.notices, Reason{Code: code, Text: fmt.Sprintf(format, args...)})
}

func (j *judgement) readProduct(known Records) *Verdict {
	v, p := known.Lookup(ProductKey(j.q.Label.GTIN))
	if p != Present {
		r := unknown("NotShown", "the proof does not show the product", adviceAgain)
		return &r
	}
	product, err := DecodeProduct(v)
	if err != nil {
		r := unreadable(err)
		return &r
	}
	j.product = product
	return nil
}

// mismatches compares what is printed with what is registered.
func (j *judgement) mismatches(sameLot, lotLevel bool) {
	if !sameLot && !lotLevel {
		j.mismatch = append(j.mismatch, Reason{LotMismatch.String(),
			"the pack is registered in another lot than the one printed on it"})
	}
	if e := j.q.Label.Expiry; !e.IsZero() && DayFrom(e) != j.lot.Expiry {
		j.mismatch = append(j.mismatch, Reason{ExpiryMismatch.String(), fmt.Sprintf(
			"printed expiry %s, registered expiry %s", e, j.lot.Expiry)})
	}
}

// goods finds what the state of pack, lot and product forbids, worst first
// (formats.md, "One number is hashed").
func (j *judgement) goods(u *Unit) {
	status, hold := Active, j.lot.Hold
	if u != nil {
		status, hold = u.Status, max(hold, u.Hold)
	}
	switch status {
	case Destroyed:
		j.stop(DestroyedGoods, "this pack was destroyed on %s", u.Since)
	case Stolen:
		j.stop(StolenGoods, "this pack was reported stolen on %s", u.Since)
	case Illegitimate:
		j.stop(IllegitimateGoods, "this pack was found illegitimate on %s", u.Since)
	}
	if hold == Suspected {
		j.stop(SuspectGoods, "this pack is under investigation")
	}
	if r := j.lot.Recall; r != nil {
		j.stop(RecalledGoods, "lot recalled (class %s), down to %s level", roman(r.Class), r.Depth)
	}
	if j.product.WithdrawnIn(j.q.Market) {
		j.stop(WithdrawnGoods, "this product was withdrawn from the market")
	}
	if hold == Held {
		j.stop(HeldGoods, "this pack is on hold")
	}
	if j.lot.Expiry.Past(j.unix) {
		j.stop(ExpiredGoods, "expired on %s", j.lot.Expiry)
	}
	if u != nil {
		j.consumed(u)
	}
}

// consumed looks at packs that have left the trade.
func (j *judgement) consumed(u *Unit) {
	switch u.Status {
	case Supplied:
		j.supplied(u)
	case PartiallySupplied:
		j.notice("PartlySupplied", "%d of %d parts were supplied, last on %s", u.Part, u.Of, u.Since)
	case Exported, SampleAuthority, FreeSample, Consumed, Locked, Damaged, Repackaged:
		j.stop(Inactive, "this pack left the trade on %s: %s", u.Since, u.Status)
	}
}

func (j *judgement) supplied(u *Unit) {
	if j.q.Purpose == ForPatient {
		j.notice("Supplied", "supplied by a pharmacy on %s", u.Since)
		return
	}
	if s := u.Sealed; s != nil && !j.q.Asker.IsZero() && s.Holder == j.q.Asker {
		j.own = len(j.stops) == 0
		j.stop(OwnDuplicate, "you supplied this pack yourselves on %s", u.Since)
		return
	}
	j.stop(AlreadySupplied, "this pack was supplied by a pharmacy on %s", u.Since)
}

// custody looks at transit, where sealed parts are shown to the asker.
func (j *judgement) custody(known Records) {
	var offer *ID
	switch {
	case j.unit.Sealed != nil:
		offer = j.unit.Sealed.Transfer
	case j.lot.Sealed != nil:
		offer = j.lot.Sealed.Transfer
	}
	if offer == nil || j.q.Purpose == ForPatient || j.q.Purpose == ForInspect {
		return
	}
	if j.q.Purpose == ForReceive {
		v, p := known.Lookup(TransferKey(*offer))
		if t, err := DecodeTransfer(v); p == Present && err == nil && t.Sealed != nil &&
			t.Sealed.ToSite == j.q.Asker {
			return
		}
	}
	j.stop(InTransit, "this pack is on its way to somebody")
	j.own = false
}

func roman(class uint64) string {
	if class >= 1 && class <= 3 {
		return "III"[:class]
	}
	return fmt.Sprint(class)
}

// StateRecords reads a state for Judge: everything that is not there is absent.
type StateRecords struct {
	Get func(key string) (Value, bool)
}

// Lookup implements Records.
func (s StateRecords) Lookup(key string) (Value, Presence) {
	if v, ok := s.Get(key); ok {
		return v, Present
	}
	return Value{}, Absent
}

// LotOf implements Records by way of the lot's number.
func (s StateRecords) LotOf(g gs1.GTIN, ordinal uint64) (Value, string, Presence) {
	v, ok := s.Get(LotNumberKey(g, ordinal))
	if !ok {
		return Value{}, "", Absent
	}
	n, err := DecodeLotNumber(v)
	if err != nil || n.Sealed == nil {
		return Value{}, "", NotShown
	}
	key := LotKey(g, n.Sealed.Number)
	v, p := s.Lookup(key)
	return v, key, p
}
