package record

import "pedigree/gs1"

// Headline is the verdict in one word (architecture.md, 5).
type Headline string

// The headlines. UNKNOWN says that no answer could be had: never that the pack
// is false.
const (
	Genuine           Headline = "GENUINE"
	Blocked           Headline = "BLOCKED"
	Mismatch          Headline = "MISMATCH"
	NotRegistered     Headline = "NOT_REGISTERED"
	OwnDuplicateFound Headline = "OWN_DUPLICATE"
	ScanFault         Headline = "SCAN_FAULT"
	Unknown           Headline = "UNKNOWN"
)

// Use says whether the goods may be used.
type Use string

// May it be used?
const (
	UseOK     Use = "OK"
	UseNotice Use = "NOTICE"
	UseStop   Use = "STOP"
)

// Purpose is why a pack is scanned.
type Purpose string

// The purposes.
const (
	ForPatient  Purpose = "PATIENT"
	ForDispense Purpose = "DISPENSE"
	ForReceive  Purpose = "RECEIVE"
	ForInspect  Purpose = "INSPECT"
)

// Basis says what a verdict rests on.
type Basis string

// The bases.
const (
	Proven   Basis = "PROVEN"   // computed by the asker's verifier from a proof
	Reported Basis = "REPORTED" // somebody's word
	Sealed   Basis = "SEALED"   // the maker's signature on the pack: issuance only
)

// Reason is one thing that a verdict rests on. Code is a refusal's name, or
// Supplied, PartlySupplied, NoSerials, … for notices; Text is for people.
type Reason struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Verdict is what to think of a pack. Authenticity and use are separate: a
// recalled pack is genuine, and not to be used.
type Verdict struct {
	Headline     Headline `json:"verdict"`
	Authenticity Headline `json:"authenticity"` // never BLOCKED or OWN_DUPLICATE
	Use          Use      `json:"use"`
	Reasons      []Reason `json:"reasons"` // worst first
	Message      string   `json:"message"`
	Advice       string   `json:"advice"`

	Lot     *Lot     `json:"-"` // the records that the verdict rests on, where there were any
	Product *Product `json:"-"`
	Unit    *Unit    `json:"-"`

	// Hidden says that holds of what the pack is packed in, or its way, were not shown:
	// the verdict says nothing about them.
	Hidden bool `json:"-"`
}

// Question is what is asked: by whom, for what, about which label.
type Question struct {
	Label   gs1.Label
	Purpose Purpose
	Market  string  // ISO 3166-1 alpha-2, or nothing
	Asker   gs1.GLN // site of the asker, where known
}

func unknown(code, text, advice string) Verdict {
	return Verdict{
		Headline: Unknown, Authenticity: Unknown, Use: UseStop,
		Reasons: []Reason{{Code: code, Text: text}},
		Message: "No answer could be had. This says nothing about the medicine.",
		Advice:  advice,
	}
}

func notShown(what string) Verdict {
	return unknown("NotShown", "the proof does not show the "+what, adviceAgain)
}

func unreadable() Verdict {
	return unknown("Unreadable", "a record could not be read", adviceAgain)
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

func notRegistered(text string) Verdict {
	return Verdict{
		Headline: NotRegistered, Authenticity: NotRegistered, Use: UseStop,
		Reasons: []Reason{{Code: NotFound.String(), Text: text}},
		Message: "What this code names is not on the ledger.",
		Advice: "Do not use or supply it. Scan once more; if it stays so, keep the pack and ask a " +
			"pharmacist, the manufacturer or the medicines authority.",
	}
}
