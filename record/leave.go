package record

import "pedigree/gs1"

// How goods leave the trade, and how they come back by mistake undone.

// Decommission takes packs, or a quantity of a lot without serials, out of the
// trade. Country says where an export goes.
type Decommission struct {
	Items   []Item `cbor:"1,keyasint" json:"items"`
	Reason  string `cbor:"2,keyasint" json:"reason"` // a decommissioning reason, see ReasonStatus
	Country string `cbor:"3,keyasint,omitempty" json:"country,omitempty"`
}

// ReasonStatus gives the status that a reason of decommissioning leads to.
func ReasonStatus(reason string) (Status, bool) {
	switch reason {
	case "export":
		return Exported, true
	case "sample_authority":
		return SampleAuthority, true
	case "free_sample":
		return FreeSample, true
	case "consume":
		return Consumed, true
	case "lock":
		return Locked, true
	case "damaged":
		return Damaged, true
	}
	return 0, false
}

// WriteOff is the body of destroy and report_stolen: for good, without undo.
type WriteOff struct {
	Items  []Item `cbor:"1,keyasint" json:"items"`
	Reason string `cbor:"2,keyasint,omitempty" json:"reason,omitempty"`
}

// Undo takes back the supply or decommissioning of a pack (Delegated Regulation
// (EU) 2016/161, Art. 13). NotHandedOver is a statement that the device signs.
// Undone may name the act that never happened by its fact's hash; Before is then
// the head of the pack's history before that act, where it was not the first.
type Undo struct {
	GTIN          gs1.GTIN   `cbor:"1,keyasint" json:"gtin"`
	Serial        gs1.Serial `cbor:"2,keyasint" json:"serial"`
	NotHandedOver bool       `cbor:"3,keyasint,omitempty" json:"notHandedOver,omitempty"`
	Part          uint64     `cbor:"4,keyasint,omitempty" json:"part,omitempty"` // of a partial supply; all if absent
	Undone        Hash       `cbor:"5,keyasint,omitzero" json:"undone,omitzero"`
	Before        Hash       `cbor:"6,keyasint,omitzero" json:"before,omitzero"`
	Reason        string     `cbor:"7,keyasint,omitempty" json:"reason,omitempty"`
}

// Left says what went out of the trade: the fact of decommission, destroy and
// report_stolen. Ended are offers that came to their end by it.
type Left struct {
	Items   []Goods      `cbor:"1,keyasint" json:"items"`
	Reason  string       `cbor:"2,keyasint,omitempty" json:"reason,omitempty"`
	Country string       `cbor:"3,keyasint,omitempty" json:"country,omitempty"`
	Ended   []OfferEnded `cbor:"4,keyasint,omitempty" json:"ended,omitempty"`
}

// OfferEnded is an offer that nothing is left of.
type OfferEnded struct {
	Transfer ID            `cbor:"1,keyasint" json:"transfer"`
	State    TransferState `cbor:"2,keyasint" json:"state"`
}

// ActUndone says which act never happened. Head is the pack's history up to and
// with that act: it names it also where Undone, the hash of its fact, was not given.
type ActUndone struct {
	Goods  Goods  `cbor:"1,keyasint" json:"goods"`
	Was    Status `cbor:"2,keyasint" json:"was"`
	Part   uint64 `cbor:"3,keyasint,omitempty" json:"part,omitempty"` // n of m that stay supplied
	Of     uint64 `cbor:"4,keyasint,omitempty" json:"of,omitempty"`
	Head   Hash   `cbor:"5,keyasint" json:"head"`
	Undone Hash   `cbor:"6,keyasint,omitzero" json:"undone,omitzero"`
	Reason string `cbor:"7,keyasint,omitempty" json:"reason,omitempty"`
}
