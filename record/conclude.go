package record

import "slices"

// verdict draws the conclusion from the reasons.
func (j *judgement) verdict() Verdict {
	if j.toWhom && len(j.mismatch)+len(j.stops) == 0 {
		return j.found(notShown("transfer"))
	}
	this := j.noun()
	v := j.found(Verdict{
		Headline: Genuine, Authenticity: Genuine, Use: UseOK,
		Message: "The manufacturer registered this " + this + ", and what the code says agrees.",
		Advice:  "Nothing speaks against using it." + j.printedExpiry(),
	})
	v.Reasons = append([]Reason{}, slices.Concat(j.mismatch, j.stops, j.alsoSaid)...) // never null
	switch {
	case len(j.mismatch) > 0:
		v.Headline, v.Authenticity, v.Use = Mismatch, Mismatch, UseStop
		v.Message = "This " + this + " is registered, but its label says something else."
		v.Advice = j.advise(v.Reasons[0].Code)
	case len(j.stops) == 1 && j.stops[0].Code == OwnDuplicate.String():
		v.Headline, v.Use = OwnDuplicateFound, UseNotice
		v.Message = "Your own site has supplied this pack before. This is no alarm."
		v.Advice = "Do not supply it twice. If the first supply was a mistake, undo it."
	case len(j.stops) > 0:
		v.Headline, v.Use = Blocked, UseStop
		if j.doubtful() {
			v.Authenticity = Unknown
		}
		v.Message = "This " + this + " is registered, but it is not to be used."
		v.Advice = j.advise(v.Reasons[0].Code)
	case len(j.alsoSaid) > 0:
		v.Use = UseNotice
		v.Message += " Read the notice."
		v.Advice = j.advise(v.Reasons[0].Code) + j.printedExpiry()
	}
	return v
}

// withoutSerial is the verdict on a code that names no serial, of a lot whose
// packs have them. What forbids the whole lot is said all the same.
func (j *judgement) withoutSerial() Verdict {
	v := j.found(unknown("NoSerial",
		"packs of this lot carry serial numbers; this code holds none", adviceScanSquare))
	if len(j.stops) > 0 {
		v.Message = "The pack could not be checked, but its lot is not to be used."
		v.Advice = j.advise(j.stops[0].Code)
	}
	v.Reasons = slices.Concat(j.stops, v.Reasons, j.alsoSaid)
	return v
}

func (j *judgement) found(v Verdict) Verdict {
	v.Lot, v.Product, v.Unit, v.Hidden = j.lot, j.product, j.unit, j.hidden
	return v
}

// doubtful says that the pack is registered, and still may not be what it seems.
func (j *judgement) doubtful() bool {
	return j.suspect || j.unit != nil && j.unit.Status == Illegitimate
}

// printedExpiry tells people what to look for where the code did not say it.
func (j *judgement) printedExpiry() string {
	if !j.q.Label.Expiry.IsZero() {
		return ""
	}
	return " The code holds no expiry date: the pack has to say " + j.lot.Expiry.String() + "."
}
