package record

import (
	"strings"

	"pedigree/gs1"
)

// Presence says what is known of a key.
type Presence int

// What is known of a key. Only Absent says that there is no such record.
const (
	NotShown Presence = iota
	Absent
	Present
)

// Records answers what is known of a key, from a verified proof or from a state.
// Where a sealed part was not shown, Sealed is empty and Withheld is set.
type Records interface {
	Lookup(key string) (Value, Presence)
	// LotOf finds the lot with an ordinal among the shown records of a product,
	// and its key.
	LotOf(g gs1.GTIN, ordinal uint64) (Value, string, Presence)
}

// StateRecords reads a state for Judge: everything that is not there is absent.
type StateRecords struct {
	Get func(key string) (Value, bool)
}

// Lookup implements Records.
func (s StateRecords) Lookup(key string) (Value, Presence) {
	if v, ok := s.Get(key); ok {
		return v, Present
	}
	return Value{}, Absent
}

// LotOf implements Records by way of the lot's number.
func (s StateRecords) LotOf(g gs1.GTIN, ordinal uint64) (Value, string, Presence) {
	v, ok := s.Get(LotNumberKey(g, ordinal))
	if !ok {
		return Value{}, "", Absent
	}
	n, err := DecodeLotNumber(v)
	if err != nil || n.Sealed == nil {
		return Value{}, "", NotShown
	}
	key := LotKey(g, n.Sealed.Number)
	v, p := s.Lookup(key)
	return v, key, p
}

// ShownRecord is what a proof tells of one key.
type ShownRecord struct {
	Key      string
	Presence Presence // Absent or Present
	Value    Value
}

// ShownRecords are the few records of a verified proof. Nothing is known of any
// other key.
type ShownRecords []ShownRecord

// Lookup implements Records.
func (s ShownRecords) Lookup(key string) (Value, Presence) {
	for _, r := range s {
		if r.Key == key {
			return r.Value, r.Presence
		}
	}
	return Value{}, NotShown
}

// LotOf implements Records by looking at each lot that is shown.
func (s ShownRecords) LotOf(g gs1.GTIN, ordinal uint64) (Value, string, Presence) {
	for _, r := range s {
		if r.Presence != Present || !strings.HasPrefix(r.Key, lotPrefix(g)) {
			continue
		}
		if lot, err := DecodeLot(r.Value); err == nil && lot.Ordinal == ordinal {
			return r.Value, r.Key, Present
		}
	}
	return Value{}, "", NotShown
}
