package record

import "pedigree/gs1"

// Status of a unit, as it is stored. In transit, held, recalled, withdrawn and
// expired are never stored here: they are computed when the unit is read.
type Status uint64

// The stored states. Append only.
const (
	Active Status = iota
	PartiallySupplied
	Supplied
	Exported
	SampleAuthority
	FreeSample
	Consumed
	Locked
	Damaged
	Repackaged
	Destroyed
	Stolen
	Illegitimate
)

var statusNames = [...]string{
	"ACTIVE", "PARTIALLY_SUPPLIED", "SUPPLIED", "EXPORTED", "SAMPLE_AUTHORITY", "FREE_SAMPLE",
	"CONSUMED", "LOCKED", "DAMAGED", "REPACKAGED", "DESTROYED", "STOLEN", "ILLEGITIMATE",
}

func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return "UNKNOWN"
}

// Terminal says that no command may change the unit again.
func (s Status) Terminal() bool { return s == Destroyed || s == Stolen }

// HoldFlag is what a proof reveals of the holds on a record.
type HoldFlag uint64

// The hold flags.
const (
	NotHeld HoldFlag = iota
	Held
	Suspected
)

// Hold is one reason why goods may not move: who placed it, and the case that
// it belongs to, if any.
type Hold struct {
	_      struct{} `cbor:",toarray"`
	Placer gs1.GLN
	Reason string
	Case   *ID
}

// Unit is one serialised pack. Until something happens to it alone, it has no
// sealed part and its holder is its lot's.
type Unit struct {
	_ struct{} `cbor:",toarray"`
	head
	Lot    Index // of its lot
	Status Status
	Part   uint64 // n and m of PARTIALLY_SUPPLIED, otherwise 0
	Of     uint64
	Hold   HoldFlag
	Since  Day // day of the status, 0 while it is the first one

	Sealed *UnitSealed `cbor:"-"`
}

// UnitSealed is what only the entitled see of a touched unit.
type UnitSealed struct {
	_           struct{} `cbor:",toarray"`
	Salt        Salt
	Owner       gs1.GLN // a party
	Holder      gs1.GLN // a site
	Parent      *string // key of the container it is in
	ParentCount uint64  // history count of container or lot when it entered or left it
	Holds       []Hold
	History     History
	Transfer    *ID // the open offer it is in
	Acts        []Act
}

// MaxActs is how many of the last acts on a unit can be taken back one after
// another.
const MaxActs = 16

// Act is a supply, in part or whole, or a decommissioning that the site that did it
// may take back, with what the unit was before it: active (Part and Of are 0) or
// supplied in Part of Of parts.
type Act struct {
	_        struct{} `cbor:",toarray"`
	Site     gs1.GLN
	Day      Day
	Part, Of uint64
}

// Encode gives the record's bytes.
func (u Unit) Encode() Value {
	u.head = headOf(TypeUnit)
	v := Value{Open: MustMarshal(u)}
	if u.Sealed != nil {
		v.Sealed = MustMarshal(u.Sealed)
	}
	return v
}

// DecodeUnit reads a unit; without its sealed part Sealed is nil.
func DecodeUnit(v Value) (*Unit, error) {
	var u Unit
	var s UnitSealed
	if err := decode(v, &u, &s); err != nil {
		return nil, err
	}
	if len(v.Sealed) > 0 {
		u.Sealed = &s
	}
	return &u, u.check(TypeUnit)
}

func (s Status) valid() error {
	if int(s) >= len(statusNames) {
		return invalid("unit status %d", uint64(s))
	}
	return nil
}

func (h HoldFlag) valid() error {
	if h > Suspected {
		return invalid("hold flag %d", uint64(h))
	}
	return nil
}

// A unit's part is there exactly while it is partly supplied.
func (u Unit) valid() error {
	if u.Status == PartiallySupplied {
		if u.Part == 0 || u.Part >= u.Of {
			return invalid("%d of %d parts supplied", u.Part, u.Of)
		}
		return nil
	}
	if u.Part != 0 || u.Of != 0 {
		return invalid("a part of a unit that is %s", u.Status)
	}
	return nil
}

func (s UnitSealed) valid() error {
	if len(s.Acts) > MaxActs {
		return invalid("%d acts that can be taken back, at most %d", len(s.Acts), MaxActs)
	}
	for _, a := range s.Acts {
		if (a.Part == 0) != (a.Of == 0) || a.Of != 0 && a.Part >= a.Of {
			return invalid("%d of %d parts supplied before an act", a.Part, a.Of)
		}
	}
	return validParent(s.Parent)
}
