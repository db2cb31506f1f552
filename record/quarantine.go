package record

import "pedigree/gs1"

// Quarantine: goods that may not move or be used until somebody releases them.

// HoldGoods is the body of hold and release. A lot is held as a whole by its maker
// or an authority, and at one site (Site, or else one's own) by who holds it there.
// In a release without a reason all holds are meant.
type HoldGoods struct {
	Items  []Item  `cbor:"1,keyasint" json:"items"`
	Reason string  `cbor:"2,keyasint,omitempty" json:"reason,omitempty"` // see HoldReason
	Site   gs1.GLN `cbor:"3,keyasint,omitzero" json:"site,omitzero"`
}

// HoldReason says whether goods may be held for a reason.
func HoldReason(reason string) bool {
	switch reason {
	case "quality", "temperature", ReasonSuspect, "investigation", ReasonToBeDestroyed:
		return true
	}
	return false
}

// The reasons that other rules look at.
const (
	ReasonSuspect       = "suspect"
	ReasonToBeDestroyed = "to_be_destroyed"
)

// MaxHolds is the most holds that one record takes.
const MaxHolds = 16

// FlagOf is what a record's open part tells of its holds: under suspicion, held,
// or neither.
func FlagOf(holds []Hold) HoldFlag {
	flag := NotHeld
	for _, h := range holds {
		if h.Case != nil || h.Reason == ReasonSuspect {
			return Suspected
		}
		flag = Held
	}
	return flag
}

// HoldsChanged says what was put on hold or released: the fact of hold and release.
type HoldsChanged struct {
	Items  []GoodsHeld `cbor:"1,keyasint" json:"items"`
	Reason string      `cbor:"2,keyasint,omitempty" json:"reason,omitempty"`
}

// GoodsHeld are goods with their own hold flag from now on. A lot is meant as a
// whole, or, with a site, only what is there.
type GoodsHeld struct {
	Goods Goods    `cbor:"1,keyasint" json:"goods"`
	Site  gs1.GLN  `cbor:"2,keyasint,omitzero" json:"site,omitzero"`
	Hold  HoldFlag `cbor:"3,keyasint,omitempty" json:"hold,omitempty"`
}
