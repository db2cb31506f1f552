package record

// Bound marks an end of a range of keys that can be proven whole (RangeFirst, RangeLast).
type Bound struct{}

// Encode gives the record's bytes.
func (Bound) Encode() Value { return Value{Open: MustMarshal(bare{head: headOf(TypeBound)})} }

// DecodeBound reads the record.
func DecodeBound(v Value) (*Bound, error) {
	_, err := decodeOpenOnly(TypeBound, v, func(b *bare) head { return b.head })
	return &Bound{}, err
}

// IsBound says that a key is that of a mark, and not of what a site has or of a lot's number.
func IsBound(key string) bool {
	end := key[len(key)-1:]
	return end == RangeFirst || end == RangeLast
}
