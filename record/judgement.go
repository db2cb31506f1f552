package record

import (
	"fmt"
	"strings"
)

// judgement gathers the reasons of one verdict. They are added in the order of
// severity (formats.md, "One number is hashed").
type judgement struct {
	q        Question
	known    Records
	unix     int64
	lot      *Lot
	product  *Product
	unit     *Unit // nil where only the lot is judged
	withheld bool  // the unit has a sealed part that was not shown
	lotShut  bool  // so has its lot
	hidden   bool  // a part of its custody was not shown

	suspect, held bool // by a hold on the unit, its lot or what it is packed in
	offer         *ID  // that it is on its way by, as far as shown
	toWhom        bool // it is not shown to whom

	mismatch, stops, alsoSaid []Reason
}

func (j *judgement) mismatches(c Code, text string) {
	j.mismatch = append(j.mismatch, Reason{Code: c.String(), Text: text})
}

func (j *judgement) stop(c Code, format string, args ...any) {
	j.stops = append(j.stops, Reason{Code: c.String(), Text: fmt.Sprintf(format, args...)})
}

func (j *judgement) notice(code, format string, args ...any) {
	j.alsoSaid = append(j.alsoSaid, Reason{Code: code, Text: fmt.Sprintf(format, args...)})
}

func (j *judgement) flag(h HoldFlag) {
	j.suspect = j.suspect || h == Suspected
	j.held = j.held || h == Held
}

// compareExpiry compares the label's expiry, if it has one, with the lot's.
func (j *judgement) compareExpiry() {
	e := j.q.Label.Expiry
	if e.IsZero() || DayFrom(e) == j.lot.Expiry {
		return
	}
	j.mismatches(ExpiryMismatch,
		fmt.Sprintf("the label says expiry %s, registered is %s", e, j.lot.Expiry))
}

// goods finds what the state of pack, lot and product forbids.
func (j *judgement) goods() {
	this := j.noun()
	if u := j.unit; u != nil {
		switch u.Status {
		case Destroyed:
			j.stop(DestroyedGoods, "this pack was destroyed%s", on(u.Since))
		case Stolen:
			j.stop(StolenGoods, "this pack was reported stolen%s", on(u.Since))
		case Illegitimate:
			j.stop(IllegitimateGoods, "this pack was found illegitimate%s", on(u.Since))
		}
	}
	if j.suspect {
		j.stop(SuspectGoods, "this %s is under investigation", this)
	}
	if r := j.lot.Recall; r != nil {
		j.stop(RecalledGoods, "this lot was recalled: class %s, %s level",
			RomanClass(r.Class), r.Depth)
	}
	j.withdrawn()
	if j.held {
		j.stop(HeldGoods, "this %s is on hold", this)
	}
	if j.lot.Expiry.Past(j.unix) {
		j.stop(ExpiredGoods, "this %s expired on %s", this, j.lot.Expiry)
	}
}

// withdrawn looks at the asker's market. Who names none is told of all.
func (j *judgement) withdrawn() {
	market := strings.ToUpper(j.q.Market)
	if j.product.WithdrawnIn(market) {
		j.stop(WithdrawnGoods, "this product was withdrawn from the market")
		return
	}
	if market == "" && len(j.product.Withdrawn) > 0 {
		j.notice("WithdrawnElsewhere", "this product was withdrawn from the market in: %s",
			strings.Join(j.product.Withdrawn, ", "))
	}
}

// consumed looks at packs that have left the trade.
func (j *judgement) consumed() {
	u := j.unit
	switch u.Status {
	case Supplied:
		j.supplied()
	case PartiallySupplied:
		j.notice("PartlySupplied", "%d of %d parts of this pack were supplied, last%s",
			u.Part, u.Of, on(u.Since))
	case Exported, SampleAuthority, FreeSample, Consumed, Locked, Damaged, Repackaged:
		j.stop(Inactive, "this pack %s%s", u.Status.HowLeft(), on(u.Since))
	}
}

func (j *judgement) supplied() {
	day := on(j.unit.Since)
	if j.q.Purpose == ForPatient {
		j.notice("Supplied", "supplied by a pharmacy%s", day)
		return
	}
	if s := j.unit.Sealed; s != nil && !j.q.Asker.IsZero() && s.Holder == j.q.Asker {
		j.stop(OwnDuplicate, "your own site supplied this pack%s", day)
		return
	}
	j.stop(AlreadySupplied, "this pack was supplied by a pharmacy%s", day)
}

func (j *judgement) noun() string {
	if j.unit == nil {
		return "lot"
	}
	return "pack"
}

// on gives " on 2027-12-31", or nothing for no day.
func on(d Day) string {
	if d == 0 {
		return ""
	}
	return " on " + d.String()
}

// HowLeft says in words how a pack of this status left the trade: "was exported".
func (s Status) HowLeft() string {
	switch s {
	case Exported:
		return "was exported"
	case SampleAuthority:
		return "was taken as a sample by the authority"
	case FreeSample:
		return "was given away as a free sample"
	case Consumed:
		return "was used up in a hospital"
	case Locked:
		return "was locked"
	case Damaged:
		return "was reported damaged"
	}
	return "was repackaged: it is no longer a pack of its own"
}
