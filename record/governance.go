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

// GrantSealed is a standing permission of an owner: ship for me, see mine.
type GrantSealed struct {
	_       struct{} `cbor:",toarray"`
	Salt    Salt
	Owner   gs1.GLN
	Grantee gs1.GLN
	Kind    string // ship, see
	Until   uint64 // unix seconds, 0 = open
	Revoked uint64 // unix seconds, 0 = not
}

// Grant is the record of a permission.
type Grant struct{ Sealed *GrantSealed }

// Encode gives the record's bytes.
func (g Grant) Encode() Value { return sealedOnly(TypeGrant, g.Sealed) }

// DecodeGrant reads a permission; without its sealed part Sealed is nil.
func DecodeGrant(v Value) (*Grant, error) {
	s, err := decodeSealedOnly[GrantSealed](TypeGrant, v)
	return &Grant{Sealed: s}, err
}

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

// Upgrade is the application version that rules from a height on.
type Upgrade struct {
	_ struct{} `cbor:",toarray"`
	head
	Height     uint64
	AppVersion uint64
}

// Encode gives the record's bytes.
func (u Upgrade) Encode() Value {
	u.head = headOf(TypeUpgrade)
	return Value{Open: MustMarshal(u)}
}

// DecodeUpgrade reads the record.
func DecodeUpgrade(v Value) (*Upgrade, error) {
	return decodeOpenOnly(TypeUpgrade, v, func(u *Upgrade) head { return u.head })
}

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

// Log says where the fact log stands: how many facts, and the chained hash of
// the Data of each transaction that made some.
type Log struct {
	_ struct{} `cbor:",toarray"`
	head
	Count uint64
	Head  Hash
}

// Add appends the facts of one transaction.
func (l Log) Add(facts int, data Hash) Log {
	return Log{Count: l.Count + uint64(facts), Head: chain(l.Head, data)}
}

// Encode gives the record's bytes.
func (l Log) Encode() Value {
	l.head = headOf(TypeLog)
	return Value{Open: MustMarshal(l)}
}

// DecodeLog reads the record.
func DecodeLog(v Value) (*Log, error) {
	return decodeOpenOnly(TypeLog, v, func(l *Log) head { return l.head })
}
