package record

import "pedigree/gs1"

// Records of things that went wrong: alerts, exceptions between partners, and
// cases about suspect product. All of each is sealed.

// AlertSealed is a warning to those whom it concerns.
type AlertSealed struct {
	_       struct{} `cbor:",toarray"`
	Salt    Salt
	Code    Code      // the refusal that raised it
	GTIN    *gs1.GTIN // what was scanned
	Serial  *gs1.Serial
	Lot     *gs1.Lot
	Site    gs1.GLN   // where
	Parties []gs1.GLN // who is told, sorted
	First   *Hash     // fact hash of the first act, where there was one
	Time    uint64    // unix seconds
}

// Alert is the record of a warning.
type Alert struct{ Sealed *AlertSealed }

// Encode gives the record's bytes.
func (a Alert) Encode() Value { return sealedOnly(TypeAlert, a.Sealed) }

// DecodeAlert reads an alert; without its sealed part Sealed is nil.
func DecodeAlert(v Value) (*Alert, error) {
	s, err := decodeSealedOnly[AlertSealed](TypeAlert, v)
	return &Alert{Sealed: s}, err
}

// ExceptionSealed is a difference that the two partners of a transfer settle.
type ExceptionSealed struct {
	_        struct{} `cbor:",toarray"`
	Salt     Salt
	Transfer ID
	Kind     string // overage, shortage, wrong_lot, wrong_serial, wrong_party, no_data, damaged
	Reporter gs1.GLN
	Partner  gs1.GLN
	Items    []Goods
	Text     string
	Opened   uint64 // unix seconds
	Resolved uint64 // unix seconds, 0 = open
	Outcome  string
}

// Exception is the record of such a difference.
type Exception struct{ Sealed *ExceptionSealed }

// Encode gives the record's bytes.
func (e Exception) Encode() Value { return sealedOnly(TypeException, e.Sealed) }

// DecodeException reads an exception; without its sealed part Sealed is nil.
func DecodeException(v Value) (*Exception, error) {
	s, err := decodeSealedOnly[ExceptionSealed](TypeException, v)
	return &Exception{Sealed: s}, err
}

// Finding is one step of an investigation.
type Finding struct {
	_     struct{} `cbor:",toarray"`
	Party gs1.GLN
	Time  uint64 // unix seconds
	Text  string
}

// CaseSealed is a suspicion about goods and what became of it (DSCSA 582(b)(4);
// Form FDA 3911).
type CaseSealed struct {
	_              struct{} `cbor:",toarray"`
	Salt           Salt
	Subjects       []string // keys of the goods, sorted
	Party          gs1.GLN  // who opened it
	Site           gs1.GLN
	Reason         string
	Opened         uint64 // unix seconds
	Findings       []Finding
	Closed         uint64 // unix seconds, 0 = open
	Outcome        string // cleared, or why illegitimate
	Classification string // Form 3911, item 7
	Incident       string // number that the authority gave
}

// Case is the record of a suspicion.
type Case struct{ Sealed *CaseSealed }

// Encode gives the record's bytes.
func (c Case) Encode() Value { return sealedOnly(TypeCase, c.Sealed) }

// DecodeCase reads a case; without its sealed part Sealed is nil.
func DecodeCase(v Value) (*Case, error) {
	s, err := decodeSealedOnly[CaseSealed](TypeCase, v)
	return &Case{Sealed: s}, err
}
