package record

import "pedigree/gs1"

// ContainerState says whether an SSCC still holds something.
type ContainerState uint64

// The container states. Append only.
const (
	ContainerPacked ContainerState = iota
	ContainerDissolved
)

// Content counts the units of one lot inside a container and all below it.
type Content struct {
	_     struct{} `cbor:",toarray"`
	GTIN  gs1.GTIN
	Lot   uint64 // ordinal
	Count uint64
}

// MaxContents is the most lots that one container may mix.
const MaxContents = 256

// Container is a logistic unit (SSCC).
type Container struct {
	_ struct{} `cbor:",toarray"`
	head
	State ContainerState
	Hold  HoldFlag

	Sealed *ContainerSealed `cbor:"-"`
}

// ContainerSealed is what only the entitled see of a container.
type ContainerSealed struct {
	_           struct{} `cbor:",toarray"`
	Salt        Salt
	Owner       gs1.GLN
	Holder      gs1.GLN
	Parent      *string
	Contents    []Content // sorted by GTIN, then ordinal
	Children    uint64    // see Boxes, Levels and Direct
	Holds       []Hold
	History     History
	ParentCount uint64
	Transfer    *ID
}

// Children packs three numbers into one: containers directly in it, levels of
// containers below, and packs directly in it.
const (
	levelUnit  = 1 << 20
	directUnit = 1 << 23
)

// MaxBoxes is the most containers that stand directly in one.
const MaxBoxes = levelUnit - 1

// Boxes is how many containers stand directly in this one.
func (s *ContainerSealed) Boxes() uint64 { return s.Children % levelUnit }

// Levels is how deep containers are nested in this one at most: 0 without any.
func (s *ContainerSealed) Levels() uint64 { return s.Children % directUnit / levelUnit }

// Direct is how many packs lie in this one and in no container inside of it.
func (s *ContainerSealed) Direct() uint64 { return s.Children / directUnit }

// SetChildren writes the three numbers.
func (s *ContainerSealed) SetChildren(boxes, levels, direct uint64) {
	s.Children = boxes + levels*levelUnit + direct*directUnit
}

// Encode gives the record's bytes.
func (c Container) Encode() Value {
	c.head = headOf(TypeContainer)
	v := Value{Open: MustMarshal(c)}
	if c.Sealed != nil {
		v.Sealed = MustMarshal(c.Sealed)
	}
	return v
}

// DecodeContainer reads a container; without its sealed part Sealed is nil.
func DecodeContainer(v Value) (*Container, error) {
	var c Container
	var s ContainerSealed
	if err := decode(v, &c, &s); err != nil {
		return nil, err
	}
	if len(v.Sealed) > 0 {
		c.Sealed = &s
	}
	return &c, c.check(TypeContainer)
}

func (s ContainerState) valid() error {
	if s > ContainerDissolved {
		return invalid("container state %d", uint64(s))
	}
	return nil
}

func (s ContainerSealed) valid() error {
	if len(s.Contents) > MaxContents {
		return invalid("%d lots in a container, at most %d", len(s.Contents), MaxContents)
	}
	if !ascending(s.Contents, beforeContent) {
		return invalid("contents out of order")
	}
	return validParent(s.Parent)
}

func beforeContent(a, b *Content) bool {
	if a.GTIN != b.GTIN {
		return a.GTIN.String() < b.GTIN.String()
	}
	return a.Lot < b.Lot
}
