package record

// Differences between what was offered and what came (PDG's exceptions): one
// partner of a transfer reports it, the other one settles it; both have signed.

// ReportException reports a difference to the other partner of a transfer.
type ReportException struct {
	Transfer ID     `cbor:"1,keyasint" json:"transfer"`
	Kind     string `cbor:"2,keyasint" json:"kind"` // see ExceptionKind
	Items    []Item `cbor:"3,keyasint,omitempty" json:"items,omitempty"`
	Text     string `cbor:"4,keyasint,omitempty" json:"text,omitempty"`
}

// ResolveException settles a difference that the other partner reported.
type ResolveException struct {
	Exception ID     `cbor:"1,keyasint" json:"exception"`
	Outcome   string `cbor:"2,keyasint" json:"outcome"`
}

// ExceptionKind says whether differences of a kind can be reported.
func ExceptionKind(kind string) bool {
	switch kind {
	case "overage", "shortage", "wrong_lot", "wrong_serial", "wrong_party", "no_data", "damaged":
		return true
	}
	return false
}

// ExceptionReported is a difference that waits for the other partner.
type ExceptionReported struct {
	ID       ID      `cbor:"1,keyasint" json:"id"`
	Transfer ID      `cbor:"2,keyasint" json:"transfer"`
	Way      Way     `cbor:"3,keyasint" json:"way"`
	Kind     string  `cbor:"4,keyasint" json:"kind"`
	Items    []Goods `cbor:"5,keyasint,omitempty" json:"items,omitempty"`
	Text     string  `cbor:"6,keyasint,omitempty" json:"text,omitempty"`
}

// ExceptionResolved is a difference that is settled.
type ExceptionResolved struct {
	ID       ID     `cbor:"1,keyasint" json:"id"`
	Transfer ID     `cbor:"2,keyasint" json:"transfer"`
	Way      Way    `cbor:"3,keyasint" json:"way"`
	Kind     string `cbor:"4,keyasint" json:"kind"`
	Outcome  string `cbor:"5,keyasint" json:"outcome"`
}
