package record

import "pedigree/gs1"

// GovSealed is a command that waits for the approval of m authorities.
type GovSealed struct {
	_         struct{} `cbor:",toarray"`
	Salt      Salt
	Command   string
	Body      Raw
	Proposer  gs1.GLN
	Expires   uint64    // unix seconds
	Approvals []gs1.GLN // parties, sorted
	Executed  uint64    // height, 0 = not yet
}

// Gov is the record of a proposal.
type Gov struct{ Sealed *GovSealed }

// Encode gives the record's bytes.
func (g Gov) Encode() Value { return sealedOnly(TypeGov, g.Sealed) }

// DecodeGov reads a proposal; without its sealed part Sealed is nil.
func DecodeGov(v Value) (*Gov, error) {
	s, err := decodeSealedOnly[GovSealed](TypeGov, v)
	return &Gov{Sealed: s}, err
}

func (s GovSealed) valid() error {
	if !ascendingGLN(s.Approvals) {
		return invalid("approvals out of order")
	}
	return checkBody(s.Body)
}
