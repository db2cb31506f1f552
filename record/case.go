package record

import "pedigree/gs1"

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

func (s CaseSealed) valid() error { return validKeys(s.Subjects) }
