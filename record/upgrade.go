package record

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
