package record

// Words for people. A verdict's message says what was found; its advice says what
// to do. Patients and the trade are advised apart: nobody shall stop a treatment
// because of a notice that is meant for a warehouse.

const (
	adviceAgain      = "Try again. If it stays so, ask a pharmacist or the manufacturer."
	adviceScanSquare = "Scan the square code on the pack."
	setAside         = "Do not use or supply it. Set the pack aside and tell the medicines authority."
	askPharmacist    = "Do not use it. Take the pack to a pharmacist."
)

// advice is what to do for a reason: as a patient, and in the trade.
type advice struct{ patient, trade string }

func adviceFor(code string) advice {
	switch code {
	case "LotMismatch", "ExpiryMismatch":
		return advice{askPharmacist, "Scan again and compare the code with the print on the pack. " +
			"If they really differ, do not use or supply it: set it aside and ask the manufacturer."}
	case "Destroyed", "Stolen", "Illegitimate":
		return advice{askPharmacist, setAside}
	case "Suspect":
		return advice{askPharmacist, "Do not use or supply it until the investigation is closed. " +
			"Set the pack aside."}
	case "Recalled":
		return advice{"Do not use this pack. Take it to a pharmacy, and ask there how to go on with " +
			"your treatment.", "Do not supply it. Set it aside and follow the recall letter."}
	case "Withdrawn":
		return advice{"Ask your pharmacist before you use more of it, and before you stop a treatment.",
			"Do not supply it in this market. Set it aside for return."}
	case "Held":
		return advice{askPharmacist, "Do not use, supply or ship it until the hold is released."}
	case "Expired":
		return advice{"Do not use it. Take it back to a pharmacy.",
			"Do not supply it. Set it aside for return or destruction."}
	case "AlreadySupplied":
		return advice{askPharmacist, "Do not supply it. Ask whether somebody at your own site has " +
			"supplied it already; if not, set the pack aside and report it."}
	case "Inactive":
		return advice{askPharmacist, "Do not supply it. If you did not expect this, set the pack " +
			"aside and ask the manufacturer."}
	case "InTransit", "Disputed":
		return advice{askPharmacist, "Do not supply it yet. The site that it was sent to has to " +
			"receive it first, or refuse it."}
	}
	return adviceOnNotice(code)
}

func adviceOnNotice(code string) advice {
	switch code {
	case "WithdrawnElsewhere":
		return advice{"Ask your pharmacist whether this concerns you.",
			"Do not supply it in those markets."}
	case "Supplied":
		return advice{"If you got it from a pharmacy, all is well. If not, do not use it and ask a " +
			"pharmacist.", ""}
	case "PartlySupplied":
		return advice{"If you got it from a pharmacy, all is well. If not, do not use it and ask a " +
			"pharmacist.", "Only the rest may be supplied, by the pharmacy that supplied the first part."}
	}
	return advice{"Compare lot and expiry with the print: a single pack of this lot cannot be told " +
		"from a copy.", "Compare lot and expiry with the print: a single pack of this lot cannot be " +
		"told from a copy."}
}

// advise picks the advice for the worst reason. A recall that stops short of
// patients asks nothing of them.
func (j *judgement) advise(code string) string {
	if j.q.Purpose != ForPatient {
		return adviceFor(code).trade
	}
	if code == "Recalled" && j.lot.Recall.Depth != "patient" {
		return "This recall is meant for pharmacies and wholesalers. Ask your pharmacist before you " +
			"use more of it, and before you stop a treatment."
	}
	return adviceFor(code).patient
}
