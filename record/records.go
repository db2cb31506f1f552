package record

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
	// Index gives the index of a name, unless it is not shown.
	Index(Name) (Index, bool)
}

// StateRecords reads a state for Judge: everything that is not there is absent.
type StateRecords struct {
	Get     func(key string) (Value, bool)
	Indexer Indexer
}

// Lookup implements Records.
func (s StateRecords) Lookup(key string) (Value, Presence) {
	if v, ok := s.Get(key); ok {
		return v, Present
	}
	return Value{}, Absent
}

// Index implements Records.
func (s StateRecords) Index(n Name) (Index, bool) { return s.Indexer(n), true }

// ShownRecord is what a proof tells of one key.
type ShownRecord struct {
	Key      string
	Presence Presence // Absent or Present
	Value    Value
}

// ShownRecords are the few records of a verified proof, and the indexes that it proves.
// Nothing is known of any other key or name.
type ShownRecords struct {
	Records []ShownRecord
	Indexes map[Name]Index
}

// Lookup implements Records.
func (s ShownRecords) Lookup(key string) (Value, Presence) {
	for _, r := range s.Records {
		if r.Key == key {
			return r.Value, r.Presence
		}
	}
	return Value{}, NotShown
}

// Index implements Records.
func (s ShownRecords) Index(n Name) (Index, bool) {
	i, shown := s.Indexes[n]
	return i, shown
}
