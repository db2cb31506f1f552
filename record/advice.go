package record

// Words for people. A verdict says what was found; advice says what to do.

const adviceAgain = "Try again. If it stays so, ask your pharmacist or the manufacturer."

func unknown(code, text, advice string) Verdict {
	return Verdict{
		Headline: Unknown, Authenticity: Unknown, Use: UseStop,
		Reasons: []Reason{{Code: code, Text: text}},
		Message: "No answer could be had. This says nothing about the medicine.",
		Advice:  advice,
	}
}

// UnknownBecause is the verdict of an asker who could get no answer.
func UnknownBecause(code, text string) Verdict { return unknown(code, text, adviceAgain) }

// Faulty is the verdict on a damaged scan: scan again, no alarm.
func Faulty(cause, text string) Verdict {
	return Verdict{
		Headline: ScanFault, Authenticity: ScanFault, Use: UseStop,
		Reasons: []Reason{{Code: cause, Text: text}},
		Message: "The scan is damaged, not the medicine.",
		Advice:  "Scan the square code again; if it fails again, check the scanner's settings.",
	}
}

func unreadable(err error) Verdict {
	return unknown("Unreadable", "a record could not be read: "+err.Error(), adviceAgain)
}

func notRegistered(what string) Verdict {
	text := "this serial number was never registered for this product"
	if what == "lot" {
		text = "this lot was never registered for this product"
	}
	return Verdict{
		Headline: NotRegistered, Authenticity: NotRegistered, Use: UseStop,
		Reasons: []Reason{{Code: NotFound.String(), Text: text}},
		Message: "This pack is not on the ledger.",
		Advice: "Do not use or supply it. Keep the pack and ask the pharmacist, the manufacturer " +
			"or the medicines authority.",
	}
}

// verdict draws the conclusion from the reasons.
func (j *judgement) verdict() Verdict {
	v := Verdict{
		Headline: Genuine, Authenticity: Genuine, Use: UseOK,
		Message: "The manufacturer registered this pack, and the label agrees.",
		Advice:  "Nothing speaks against using it.",
		Lot:     j.lot, Product: j.product, Unit: j.unit,
	}
	v.Reasons = append(append(append([]Reason{}, j.mismatch...), j.stops...), j.notices...)
	switch {
	case len(j.mismatch) > 0:
		v.Headline, v.Authenticity, v.Use = Mismatch, Mismatch, UseStop
		v.Message = "The serial is registered, but the label says something else."
		v.Advice = "Do not use or supply it. Compare the print with the code; then ask the manufacturer."
	case j.own:
		v.Headline, v.Use = OwnDuplicateFound, UseNotice
		v.Message = "You have done this already. This is no alarm."
		v.Advice = "Do not supply it twice; if the first was a mistake, undo it."
	case len(j.stops) > 0:
		v.Headline, v.Use = Blocked, UseStop
		v.Message = "The pack is genuine, but it is not to be used."
		v.Advice = adviceFor(v.Reasons[0].Code)
	case len(j.notices) > 0:
		v.Use = UseNotice
		v.Message = "The manufacturer registered this pack, and the label agrees. Read the notice."
		v.Advice = adviceFor(v.Reasons[0].Code)
	}
	return v
}

func adviceFor(code string) string {
	switch code {
	case "Recalled":
		return "Do not use it. Bring it back to where you got it; pharmacies follow the recall letter."
	case "Expired":
		return "Do not use it. Bring it back to a pharmacy."
	case "AlreadySupplied":
		return "Do not supply it. If you did not supply it yourselves, set it aside and report it."
	case "Supplied":
		return "If you did not get it from a pharmacy, do not use it and ask one."
	case "Stolen", "Illegitimate", "Suspect":
		return "Do not use it. Set the pack aside and tell the medicines authority."
	case "InTransit":
		return "It has to be received first by the site that it was sent to."
	case "NoSerials":
		return "Look at lot number and expiry; the single pack cannot be told from a copy."
	case "PartlySupplied":
		return "Only the rest may be supplied, by the same pharmacy."
	}
	return "Do not use or supply it. Ask the pharmacist or the manufacturer."
}
