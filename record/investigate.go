package record

import "pedigree/gs1"

// Suspect goods (DSCSA 581(21), 582(b)(4)): quarantined, investigated, and then
// cleared or found illegitimate, with what Form FDA 3911 asks for.

// OpenCase puts goods under suspicion. Of a lot its maker or an authority means all,
// anybody else what is at the site.
type OpenCase struct {
	Items  []Item `cbor:"1,keyasint" json:"items"`
	Reason string `cbor:"2,keyasint" json:"reason"`
}

// AddFinding adds a step of the investigation. Incident is the number that the
// authority gave; it may follow after the case was closed.
type AddFinding struct {
	Case     ID     `cbor:"1,keyasint" json:"case"`
	Text     string `cbor:"2,keyasint" json:"text"`
	Incident string `cbor:"3,keyasint,omitempty" json:"incident,omitempty"`
}

// CloseCase ends an investigation. Items are the goods of the case again: records
// name packs by hash only, and who decides shall name what it is decided on.
type CloseCase struct {
	Case           ID     `cbor:"1,keyasint" json:"case"`
	Outcome        string `cbor:"2,keyasint" json:"outcome"` // cleared, illegitimate
	Items          []Item `cbor:"3,keyasint" json:"items"`
	Classification string `cbor:"4,keyasint,omitempty" json:"classification,omitempty"`
	Incident       string `cbor:"5,keyasint,omitempty" json:"incident,omitempty"`
	Text           string `cbor:"6,keyasint,omitempty" json:"text,omitempty"`
}

// Outcomes of a case.
const (
	CaseCleared      = "cleared"
	CaseIllegitimate = "illegitimate"
)

// Classification says whether goods can be illegitimate in this way (DSCSA
// 581(8); Form FDA 3911, item 7).
func Classification(name string) bool {
	switch name {
	case "counterfeit", "diverted", "stolen", "adulterated", "fraudulent_transaction", "unfit":
		return true
	}
	return false
}

// CaseOpened is a suspicion, and the goods with their hold flags from now on.
type CaseOpened struct {
	ID     ID          `cbor:"1,keyasint" json:"id"`
	Reason string      `cbor:"2,keyasint" json:"reason"`
	Items  []GoodsHeld `cbor:"3,keyasint" json:"items"`
}

// CaseClosed is what became of a suspicion. Packs found illegitimate have that
// status from now on, the others are named with their hold flags, and so are containers
// that were unpacked before: what lies where they left it follows them still.
type CaseClosed struct {
	ID             ID          `cbor:"1,keyasint" json:"id"`
	Outcome        string      `cbor:"2,keyasint" json:"outcome"`
	Items          []GoodsHeld `cbor:"3,keyasint" json:"items"`
	Illegitimate   []Goods     `cbor:"4,keyasint,omitempty" json:"illegitimate,omitempty"`
	Classification string      `cbor:"5,keyasint,omitempty" json:"classification,omitempty"`
	Incident       string      `cbor:"6,keyasint,omitempty" json:"incident,omitempty"`
	Text           string      `cbor:"7,keyasint,omitempty" json:"text,omitempty"`
	Unpacked       []BoxHeld   `cbor:"8,keyasint,omitempty" json:"unpacked,omitempty"`
}

// BoxHeld is one use of a container with its own hold flag from now on.
type BoxHeld struct {
	SSCC       gs1.SSCC `cbor:"1,keyasint" json:"sscc"`
	Generation uint64   `cbor:"2,keyasint,omitempty" json:"generation,omitempty"`
	Hold       HoldFlag `cbor:"3,keyasint,omitempty" json:"hold,omitempty"`
}
