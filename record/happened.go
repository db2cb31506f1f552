package record

import "pedigree/gs1"

// Fields of facts, where they say more than the order did.

// Goods are goods as a fact names them, lot numbers resolved.
type Goods struct {
	GTIN     gs1.GTIN   `cbor:"1,keyasint,omitzero" json:"gtin,omitzero"`
	Lot      gs1.Lot    `cbor:"2,keyasint,omitzero" json:"lot,omitzero"`
	Serial   gs1.Serial `cbor:"3,keyasint,omitzero" json:"serial,omitzero"`
	SSCC     gs1.SSCC   `cbor:"4,keyasint,omitzero" json:"sscc,omitzero"`
	Quantity uint64     `cbor:"5,keyasint,omitempty" json:"quantity,omitempty"` // of packs
	Owner    gs1.GLN    `cbor:"6,keyasint,omitzero" json:"owner,omitzero"`
	Whole    bool       `cbor:"7,keyasint,omitempty" json:"whole,omitempty"` // see TransferItem
}

// KeyAdded says whose key it is now.
type KeyAdded struct {
	AddKey
	Party    gs1.GLN `cbor:"7,keyasint" json:"party"`
	Key      KID     `cbor:"8,keyasint" json:"key"`
	Recovery bool    `cbor:"9,keyasint,omitempty" json:"recovery,omitempty"` // by authorities, not by its party
}

// KeyEnded says whose key has ended.
type KeyEnded struct {
	RevokeKey
	Party    gs1.GLN `cbor:"3,keyasint" json:"party"`
	Site     gs1.GLN `cbor:"4,keyasint" json:"site"`
	Recovery bool    `cbor:"5,keyasint,omitempty" json:"recovery,omitempty"` // by authorities, not by its party
}

// ProductRegistered adds the maker.
type ProductRegistered struct {
	RegisterProduct
	Maker gs1.GLN `cbor:"9,keyasint" json:"maker"`
}

// LotRegistered adds ordinal and where the lot lies.
type LotRegistered struct {
	RegisterLot
	Ordinal uint64  `cbor:"8,keyasint" json:"ordinal"`
	Maker   gs1.GLN `cbor:"9,keyasint" json:"maker"`
	Holder  gs1.GLN `cbor:"10,keyasint" json:"holder"`
}

// LotClosed says how many packs the lot has.
type LotClosed struct {
	GTIN       gs1.GTIN `cbor:"1,keyasint" json:"gtin"`
	Lot        gs1.Lot  `cbor:"2,keyasint" json:"lot"`
	Registered uint64   `cbor:"3,keyasint,omitempty" json:"registered,omitempty"`
}

// Way is from where to where goods go.
type Way struct {
	FromParty gs1.GLN `cbor:"1,keyasint" json:"fromParty"`
	FromSite  gs1.GLN `cbor:"2,keyasint" json:"fromSite"`
	ToParty   gs1.GLN `cbor:"3,keyasint" json:"toParty"`
	ToSite    gs1.GLN `cbor:"4,keyasint" json:"toSite"`
}

// Shipped is an offer that was made.
type Shipped struct {
	Transfer   ID          `cbor:"1,keyasint" json:"transfer"`
	Way        Way         `cbor:"2,keyasint" json:"way"`
	Items      []Goods     `cbor:"3,keyasint" json:"items"`
	Keep       bool        `cbor:"4,keyasint,omitempty" json:"keep,omitempty"`
	Purpose    string      `cbor:"5,keyasint" json:"purpose"`
	Deadline   uint64      `cbor:"6,keyasint" json:"deadline"`
	Carrier    string      `cbor:"7,keyasint,omitempty" json:"carrier,omitempty"`
	References []Reference `cbor:"8,keyasint,omitempty" json:"references,omitempty"`
	Grant      ID          `cbor:"9,keyasint,omitzero" json:"grant,omitzero"`     // see Ship
	Affirm     bool        `cbor:"10,keyasint,omitempty" json:"affirm,omitempty"` // see Ship
}

// Received says what of an offer was taken over.
type Received struct {
	Transfer ID            `cbor:"1,keyasint" json:"transfer"`
	Way      Way           `cbor:"2,keyasint" json:"way"`
	Accepted []Goods       `cbor:"3,keyasint,omitempty" json:"accepted,omitempty"`
	Missing  []Goods       `cbor:"4,keyasint,omitempty" json:"missing,omitempty"`
	Extra    []Goods       `cbor:"5,keyasint,omitempty" json:"extra,omitempty"`
	State    TransferState `cbor:"6,keyasint" json:"state"`
	Keep     bool          `cbor:"7,keyasint,omitempty" json:"keep,omitempty"`
}

// Voided says what of an offer went back: refused by the receiver or cancelled
// by the sender.
type Voided struct {
	Transfer ID      `cbor:"1,keyasint" json:"transfer"`
	Way      Way     `cbor:"2,keyasint" json:"way"`
	Items    []Goods `cbor:"3,keyasint,omitempty" json:"items,omitempty"`
	Reason   string  `cbor:"4,keyasint" json:"reason"`
}

// Dispensed says what was supplied to the public, and nothing of to whom.
type Dispensed struct {
	Goods   Goods  `cbor:"1,keyasint" json:"goods"`
	Part    uint64 `cbor:"2,keyasint,omitempty" json:"part,omitempty"` // n of m supplied so far
	Of      uint64 `cbor:"3,keyasint,omitempty" json:"of,omitempty"`
	Receipt Hash   `cbor:"4,keyasint,omitzero" json:"receipt,omitzero"`
}

// LotRecalled is a recall that was ordered.
type LotRecalled struct {
	ID     ID       `cbor:"1,keyasint" json:"id"`
	GTIN   gs1.GTIN `cbor:"2,keyasint" json:"gtin"`
	Lot    gs1.Lot  `cbor:"3,keyasint" json:"lot"`
	Class  uint64   `cbor:"4,keyasint" json:"class"`
	Depth  string   `cbor:"5,keyasint" json:"depth"`
	Reason string   `cbor:"6,keyasint" json:"reason"`
}

// AlertRaised is a warning that a refused order left behind.
type AlertRaised struct {
	ID      ID         `cbor:"1,keyasint" json:"id"`
	Code    Code       `cbor:"2,keyasint" json:"code"`
	Order   string     `cbor:"3,keyasint" json:"order"` // the command that was refused
	GTIN    gs1.GTIN   `cbor:"4,keyasint,omitzero" json:"gtin,omitzero"`
	Serial  gs1.Serial `cbor:"5,keyasint,omitzero" json:"serial,omitzero"`
	Lot     gs1.Lot    `cbor:"6,keyasint,omitzero" json:"lot,omitzero"`
	Parties []gs1.GLN  `cbor:"7,keyasint,omitempty" json:"parties,omitempty"`
	First   *Hash      `cbor:"8,keyasint,omitempty" json:"first,omitempty"`
}
