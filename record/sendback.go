package record

import "pedigree/gs1"

// ReturnGoods offers goods to a previous holder or to their maker. A saleable
// return names each pack with what is printed on it (DSCSA 582(c)(4)(D)).
type ReturnGoods struct {
	To         gs1.GLN     `cbor:"1,keyasint" json:"to"`
	Items      []Item      `cbor:"2,keyasint" json:"items"`
	Owner      string      `cbor:"3,keyasint,omitempty" json:"owner,omitempty"` // transfer, keep
	Saleable   bool        `cbor:"4,keyasint,omitempty" json:"saleable,omitempty"`
	Deadline   uint64      `cbor:"5,keyasint,omitempty" json:"deadline,omitempty"` // unix seconds
	Carrier    string      `cbor:"6,keyasint,omitempty" json:"carrier,omitempty"`
	References []Reference `cbor:"7,keyasint,omitempty" json:"references,omitempty"`
}

// Move takes goods from one site to another of the same party.
type Move struct {
	To      gs1.GLN `cbor:"1,keyasint" json:"to"`
	Items   []Item  `cbor:"2,keyasint" json:"items"`
	Carrier string  `cbor:"3,keyasint,omitempty" json:"carrier,omitempty"`
}

// Returned is an offer of goods to where they came from.
type Returned struct {
	Shipped
	Saleable bool `cbor:"16,keyasint,omitempty" json:"saleable,omitempty"`
}

func newGoodsFields(command string) any {
	switch command {
	case "decommission", "destroy", "report_stolen":
		return new(Left)
	case "undo":
		return new(ActUndone)
	case "hold", "release":
		return new(HoldsChanged)
	case "pack":
		return new(Packed)
	case "unpack":
		return new(Unpacked)
	case "return":
		return new(Returned)
	}
	return newGovernFields(command)
}
