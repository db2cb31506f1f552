package record

// Validator is a voter of the consensus.
type Validator struct {
	_ struct{} `cbor:",toarray"`
	head
	Public [32]byte
	Power  uint64
}

// Encode gives the record's bytes.
func (r Validator) Encode() Value {
	r.head = headOf(TypeValidator)
	return Value{Open: MustMarshal(r)}
}

// DecodeValidator reads the record.
func DecodeValidator(v Value) (*Validator, error) {
	return decodeOpenOnly(TypeValidator, v, func(r *Validator) head { return r.head })
}
