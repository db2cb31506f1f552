package record

import "pedigree/gs1"

// MaxOwners is the most owners whose goods of one lot a site may hold.
const MaxOwners = 16

// Holding is what one site has of one lot. The range of all holdings of a lot is
// the complete reach of a recall.
type Holding struct {
	Sealed *HoldingSealed
}

// HoldingSealed holds the figures.
type HoldingSealed struct {
	_       struct{} `cbor:",toarray"`
	Salt    Salt
	History History
	Holds   []Hold
	Rows    []HoldingRow // sorted by owner
}

// HoldingRow counts what one owner has there. Held includes packed; what is
// loose is Held - Packed.
type HoldingRow struct {
	_        struct{} `cbor:",toarray"`
	Owner    gs1.GLN
	Held     uint64
	Packed   uint64
	Outgoing uint64 // offered to somebody, not yet accepted
	Supplied uint64
	Gone     uint64 // otherwise: exported, destroyed, sampled, …
}

// Empty says that the row counts nothing any more.
func (r HoldingRow) Empty() bool {
	return r.Held|r.Packed|r.Outgoing|r.Supplied|r.Gone == 0
}

// Encode gives the record's bytes.
func (h Holding) Encode() Value { return sealedOnly(TypeHolding, h.Sealed) }

// DecodeHolding reads a holding; without its sealed part Sealed is nil.
func DecodeHolding(v Value) (*Holding, error) {
	s, err := decodeSealedOnly[HoldingSealed](TypeHolding, v)
	return &Holding{Sealed: s}, err
}

func (s HoldingSealed) valid() error {
	if len(s.Rows) > MaxOwners {
		return invalid("%d owners at a site, at most %d", len(s.Rows), MaxOwners)
	}
	byOwner := func(a, b *HoldingRow) bool { return a.Owner.String() < b.Owner.String() }
	if !ascending(s.Rows, byOwner) {
		return invalid("owners out of order")
	}
	return nil
}

func (r HoldingRow) valid() error {
	if r.Packed > r.Held {
		return invalid("%d packed of %d held", r.Packed, r.Held)
	}
	return nil
}
