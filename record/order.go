package record

import "pedigree/gs1"

// Bodies of orders: what a device signs, by command. The CBOR keys are those of
// docs/tx.cddl; the JSON names are what `pedigree tx` takes (docs/commands.md).

// Authorize registers a party or a site, or replaces its licences.
type Authorize struct {
	GLN      gs1.GLN   `cbor:"1,keyasint" json:"gln"`
	Name     string    `cbor:"2,keyasint" json:"name"`
	Country  string    `cbor:"3,keyasint" json:"country"`
	Parent   gs1.GLN   `cbor:"4,keyasint,omitzero" json:"parent,omitzero"`
	Licences []Licence `cbor:"5,keyasint,omitempty" json:"licences,omitempty"`
}

// GrantPrefix gives a GS1 company prefix to a party.
type GrantPrefix struct {
	Prefix string  `cbor:"1,keyasint" json:"prefix"`
	Party  gs1.GLN `cbor:"2,keyasint" json:"party"`
}

// PublicKey is an Ed25519 public key.
type PublicKey [32]byte

// MarshalJSON writes 64 hex digits.
func (k PublicKey) MarshalJSON() ([]byte, error) { return hexJSON(k[:]), nil }

// UnmarshalJSON reads 64 hex digits.
func (k *PublicKey) UnmarshalJSON(b []byte) error { return unhexJSON(b, k[:]) }

// AddKey registers a device key for a site.
type AddKey struct {
	Public   PublicKey `cbor:"1,keyasint" json:"publicKey"`
	Site     gs1.GLN   `cbor:"2,keyasint" json:"site"`
	Label    string    `cbor:"3,keyasint" json:"label"`
	Commands []string  `cbor:"4,keyasint,omitempty" json:"commands,omitempty"`
	From     uint64    `cbor:"5,keyasint,omitempty" json:"from,omitempty"`
	Until    uint64    `cbor:"6,keyasint,omitempty" json:"until,omitempty"`
}

// RevokeKey ends a device key.
type RevokeKey struct {
	Key    KID    `cbor:"1,keyasint" json:"key"`
	Reason string `cbor:"2,keyasint,omitempty" json:"reason,omitempty"`
}

// RegisterProduct registers a trade item.
type RegisterProduct struct {
	GTIN      gs1.GTIN       `cbor:"1,keyasint" json:"gtin"`
	Name      string         `cbor:"2,keyasint" json:"name"`
	Substance string         `cbor:"3,keyasint,omitempty" json:"substance,omitempty"`
	Strength  string         `cbor:"4,keyasint" json:"strength"`
	Form      string         `cbor:"5,keyasint" json:"form"`
	Pack      string         `cbor:"6,keyasint" json:"pack"`
	Codes     []NationalCode `cbor:"7,keyasint,omitempty" json:"codes,omitempty"`
	Storage   *Storage       `cbor:"8,keyasint,omitempty" json:"storage,omitempty"`
}

// RegisterLot registers a lot: serialised (packs come by AddSerials) or by
// quantity (Planned packs exist from now on).
type RegisterLot struct {
	GTIN       gs1.GTIN   `cbor:"1,keyasint" json:"gtin"`
	Lot        gs1.Lot    `cbor:"2,keyasint" json:"lot"`
	Expiry     Day        `cbor:"3,keyasint" json:"expiry"`
	Made       Day        `cbor:"4,keyasint,omitempty" json:"made,omitempty"`
	Serialised bool       `cbor:"5,keyasint,omitempty" json:"serialised,omitempty"`
	Planned    uint64     `cbor:"6,keyasint,omitempty" json:"planned,omitempty"`
	Documents  []Document `cbor:"7,keyasint,omitempty" json:"documents,omitempty"`
}

// AddSerials commissions packs of a lot.
type AddSerials struct {
	GTIN    gs1.GTIN     `cbor:"1,keyasint" json:"gtin"`
	Lot     gs1.Lot      `cbor:"2,keyasint" json:"lot"`
	Serials []gs1.Serial `cbor:"3,keyasint" json:"serials"`
}

// CloseLot fixes the yield. For a lot by quantity it may name the true one.
type CloseLot struct {
	GTIN  gs1.GTIN `cbor:"1,keyasint" json:"gtin"`
	Lot   gs1.Lot  `cbor:"2,keyasint" json:"lot"`
	Yield uint64   `cbor:"3,keyasint,omitempty" json:"yield,omitempty"`
}

// Item names goods in an order: a pack (GTIN and serial, with what is printed on
// it), a container (SSCC), the untouched rest of a lot (GTIN and lot), or a
// quantity of a lot without serials.
type Item struct {
	GTIN     gs1.GTIN   `cbor:"1,keyasint,omitzero" json:"gtin,omitzero"`
	Lot      gs1.Lot    `cbor:"2,keyasint,omitzero" json:"lot,omitzero"`
	Serial   gs1.Serial `cbor:"3,keyasint,omitzero" json:"serial,omitzero"`
	SSCC     gs1.SSCC   `cbor:"4,keyasint,omitzero" json:"sscc,omitzero"`
	Quantity uint64     `cbor:"5,keyasint,omitempty" json:"quantity,omitempty"`
	Owner    gs1.GLN    `cbor:"6,keyasint,omitzero" json:"owner,omitzero"`
	Expiry   Day        `cbor:"7,keyasint,omitempty" json:"expiry,omitempty"`
}

// Ship offers goods to another site. Without owner it is transfer, without purpose
// supply; it may also be keep, and return or destruction.
type Ship struct {
	To         gs1.GLN     `cbor:"1,keyasint" json:"to"`
	Items      []Item      `cbor:"2,keyasint" json:"items"`
	Owner      string      `cbor:"3,keyasint,omitempty" json:"owner,omitempty"`    // transfer, keep
	Purpose    string      `cbor:"4,keyasint,omitempty" json:"purpose,omitempty"`  // see above
	Deadline   uint64      `cbor:"5,keyasint,omitempty" json:"deadline,omitempty"` // unix seconds
	Carrier    string      `cbor:"6,keyasint,omitempty" json:"carrier,omitempty"`  // information only
	References []Reference `cbor:"7,keyasint,omitempty" json:"references,omitempty"`
	Grant      ID          `cbor:"8,keyasint,omitzero" json:"grant,omitzero"` // of the goods' owner
	// Affirm is the seller's transaction statement of DSCSA 581(27)(A) to (G), signed
	// with the order.
	Affirm bool `cbor:"9,keyasint,omitempty" json:"affirm,omitempty"`
}

// Receive takes over goods on offer, whole or in part.
type Receive struct {
	Transfer ID     `cbor:"1,keyasint" json:"transfer"`
	All      bool   `cbor:"2,keyasint,omitempty" json:"all,omitempty"` // left and not missing
	Accepted []Item `cbor:"3,keyasint,omitempty" json:"accepted,omitempty"`
	Missing  []Item `cbor:"4,keyasint,omitempty" json:"missing,omitempty"`
	Extra    []Item `cbor:"5,keyasint,omitempty" json:"extra,omitempty"`   // came, was not offered
	Partial  bool   `cbor:"6,keyasint,omitempty" json:"partial,omitempty"` // more will follow
}

// VoidOffer is the body of refuse (the receiver turns an offer down) and cancel
// (the sender takes it back).
type VoidOffer struct {
	Transfer ID     `cbor:"1,keyasint" json:"transfer"`
	Reason   string `cbor:"2,keyasint" json:"reason"`
}

// Dispense supplies a pack, a part of it, or a quantity of a lot without
// serials to the public.
type Dispense struct {
	GTIN     gs1.GTIN   `cbor:"1,keyasint" json:"gtin"`
	Serial   gs1.Serial `cbor:"2,keyasint,omitzero" json:"serial,omitzero"`
	Lot      gs1.Lot    `cbor:"3,keyasint,omitzero" json:"lot,omitzero"`      // as printed
	Expiry   Day        `cbor:"4,keyasint,omitempty" json:"expiry,omitempty"` // as printed
	Quantity uint64     `cbor:"5,keyasint,omitempty" json:"quantity,omitempty"`
	Part     uint64     `cbor:"6,keyasint,omitempty" json:"part,omitempty"` // n of m
	Of       uint64     `cbor:"7,keyasint,omitempty" json:"of,omitempty"`
	Receipt  Hash       `cbor:"8,keyasint,omitzero" json:"receipt,omitzero"` // blinded commitment
	Owner    gs1.GLN    `cbor:"9,keyasint,omitzero" json:"owner,omitzero"`
}

// RecallLot takes a lot back from the market. Again repeats the lot number.
type RecallLot struct {
	GTIN   gs1.GTIN `cbor:"1,keyasint" json:"gtin"`
	Lot    gs1.Lot  `cbor:"2,keyasint" json:"lot"`
	Again  gs1.Lot  `cbor:"3,keyasint" json:"again"`
	Class  uint64   `cbor:"4,keyasint" json:"class"` // 1 to 3
	Depth  string   `cbor:"5,keyasint" json:"depth"` // wholesale, retail, patient
	Reason string   `cbor:"6,keyasint" json:"reason"`
}
