package record

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
