package record

import "pedigree/gs1"

// AcknowledgeRecall says that a site knows of a recall and keeps apart what it has
// of the lot.
type AcknowledgeRecall struct {
	Recall ID     `cbor:"1,keyasint" json:"recall"`
	Note   string `cbor:"2,keyasint,omitempty" json:"note,omitempty"`
}

// RecallAcknowledged is an acknowledgement, with what the site had of the lot then,
// for all owners together.
type RecallAcknowledged struct {
	Recall   ID       `cbor:"1,keyasint" json:"recall"`
	GTIN     gs1.GTIN `cbor:"2,keyasint" json:"gtin"`
	Lot      gs1.Lot  `cbor:"3,keyasint" json:"lot"`
	Held     uint64   `cbor:"4,keyasint,omitempty" json:"held,omitempty"`
	Outgoing uint64   `cbor:"5,keyasint,omitempty" json:"outgoing,omitempty"`
	Supplied uint64   `cbor:"6,keyasint,omitempty" json:"supplied,omitempty"`
	Gone     uint64   `cbor:"7,keyasint,omitempty" json:"gone,omitempty"`
	Note     string   `cbor:"8,keyasint,omitempty" json:"note,omitempty"`
}

// AcknowledgementSealed is the answer of one site to one recall. The range of all
// of a recall shows that none is missing.
type AcknowledgementSealed struct {
	_     struct{} `cbor:",toarray"`
	Salt  Salt
	Party gs1.GLN
	Time  uint64 // unix seconds
	Held  uint64 // packs of the lot that the site had then
}

// Acknowledgement is the record of such an answer.
type Acknowledgement struct{ Sealed *AcknowledgementSealed }

// AcknowledgementKey is the key of a site's answer to a recall.
func AcknowledgementKey(recall ID, site gs1.GLN) string {
	return AcknowledgementPrefix(recall) + site.String()
}

// AcknowledgementPrefix starts every answer to a recall.
func AcknowledgementPrefix(recall ID) string { return "ack|" + string(recall) + "|" }

// Encode gives the record's bytes.
func (a Acknowledgement) Encode() Value { return sealedOnly(TypeAcknowledgement, a.Sealed) }

// DecodeAcknowledgement reads an answer; without its sealed part Sealed is nil.
func DecodeAcknowledgement(v Value) (*Acknowledgement, error) {
	s, err := decodeSealedOnly[AcknowledgementSealed](TypeAcknowledgement, v)
	return &Acknowledgement{Sealed: s}, err
}
