package record

// Param is a parameter of the ledger: a number, or bytes (the genesis hash).
type Param struct {
	_ struct{} `cbor:",toarray"`
	head
	Value Raw
}

// NumberParam is a parameter that is a number.
func NumberParam(n uint64) Param { return Param{Value: MustMarshal(n)} }

// BytesParam is a parameter that is a byte string.
func BytesParam(b []byte) Param { return Param{Value: MustMarshal(b)} }

// Number gives the value of a number.
func (p *Param) Number() (n uint64, err error) { return n, Unmarshal(p.Value, &n) }

// Bytes gives the value of a byte string.
func (p *Param) Bytes() (b []byte, err error) { return b, Unmarshal(p.Value, &b) }

// Encode gives the record's bytes.
func (p Param) Encode() Value {
	p.head = headOf(TypeParam)
	return Value{Open: MustMarshal(p)}
}

// DecodeParam reads the record.
func DecodeParam(v Value) (*Param, error) {
	return decodeOpenOnly(TypeParam, v, func(p *Param) head { return p.head })
}

// A parameter is a number or a byte string.
func (p Param) valid() error {
	if len(p.Value) > 0 && (p.Value[0]>>5 == majorUint || p.Value[0]>>5 == majorBytes) {
		return nil
	}
	return invalid("a parameter that is neither number nor bytes")
}
