package record

import (
	"slices"

	"pedigree/gs1"
)

// Recalled marks a recalled lot: class I to III (1 to 3) and the depth it
// reaches: "wholesale", "retail" or "patient".
type Recalled struct {
	_     struct{} `cbor:",toarray"`
	Class uint64
	Depth string
}

// RecallDepth numbers how far down the chain a recall reaches; it is negative for a name
// that is none.
func RecallDepth(name string) int {
	return slices.Index([]string{"wholesale", "retail", "patient"}, name)
}

// Widened is what a lot is after one more recall: the more serious class and the deeper
// reach of both. Before its first one, a lot has none.
func (r *Recalled) Widened(class uint64, depth string) Recalled {
	if r != nil {
		class = min(class, r.Class)
		if RecallDepth(r.Depth) > RecallDepth(depth) {
			depth = r.Depth
		}
	}
	return Recalled{Class: class, Depth: depth}
}

// Recall is the order to take a lot back.
type Recall struct {
	_ struct{} `cbor:",toarray"`
	head
	Lot   string // key of the lot
	Class uint64
	Depth string

	Sealed *RecallSealed `cbor:"-"`
}

// RecallSealed says who ordered it and why.
type RecallSealed struct {
	_      struct{} `cbor:",toarray"`
	Salt   Salt
	GTIN   gs1.GTIN
	Number gs1.Lot
	Party  gs1.GLN
	Reason string
	Time   uint64 // unix seconds
}

// Encode gives the record's bytes.
func (r Recall) Encode() Value {
	r.head = headOf(TypeRecall)
	v := Value{Open: MustMarshal(r)}
	if r.Sealed != nil {
		v.Sealed = MustMarshal(r.Sealed)
	}
	return v
}

// DecodeRecall reads a recall; without its sealed part Sealed is nil.
func DecodeRecall(v Value) (*Recall, error) {
	var r Recall
	var s RecallSealed
	if err := decode(v, &r, &s); err != nil {
		return nil, err
	}
	if len(v.Sealed) > 0 {
		r.Sealed = &s
	}
	return &r, r.check(TypeRecall)
}

func (r Recall) valid() error {
	if err := validKeys([]string{r.Lot}); err != nil {
		return err
	}
	return validRecall(r.Class, r.Depth)
}

// RomanClass writes a class of recall, 1 to 3, as authorities do: I, II, III.
func RomanClass(class uint64) string { return "III"[:min(class, 3)] }

func validRecall(class uint64, depth string) error {
	if class < 1 || class > 3 {
		return invalid("recall class %d", class)
	}
	switch depth {
	case "wholesale", "retail", "patient":
		return nil
	}
	return invalid("recall depth %q", depth)
}
