package record

import "pedigree/gs1"

// Prefix is a granted GS1 company prefix.
type Prefix struct {
	_ struct{} `cbor:",toarray"`
	head
	Digits string
	Party  gs1.GLN
}

// Encode gives the record's bytes.
func (p Prefix) Encode() Value {
	p.head = headOf(TypePrefix)
	return Value{Open: MustMarshal(p)}
}

// DecodePrefix reads the record.
func DecodePrefix(v Value) (*Prefix, error) {
	return decodeOpenOnly(TypePrefix, v, func(p *Prefix) head { return p.head })
}
