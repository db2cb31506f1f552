package record

import "pedigree/gs1"

// Aggregation: what is put into which container.

// Pack puts goods into a container, a new one or one that stands at the site.
type Pack struct {
	SSCC  gs1.SSCC `cbor:"1,keyasint" json:"sscc"`
	Items []Item   `cbor:"2,keyasint" json:"items"`
}

// Unpack takes goods out of a container. Without items all of them, at once.
type Unpack struct {
	SSCC  gs1.SSCC `cbor:"1,keyasint" json:"sscc"`
	Items []Item   `cbor:"2,keyasint,omitempty" json:"items,omitempty"`
}

// Packed says what went into a container.
type Packed struct {
	SSCC       gs1.SSCC `cbor:"1,keyasint" json:"sscc"`
	Generation uint64   `cbor:"2,keyasint,omitempty" json:"generation,omitempty"` // use of the SSCC, from 0
	Owner      gs1.GLN  `cbor:"3,keyasint" json:"owner"`
	Items      []Goods  `cbor:"4,keyasint" json:"items"`
}

// Unpacked says what came out of a container; no items means everything. One that
// is Dissolved holds nothing any more.
type Unpacked struct {
	SSCC       gs1.SSCC `cbor:"1,keyasint" json:"sscc"`
	Generation uint64   `cbor:"2,keyasint,omitempty" json:"generation,omitempty"`
	Owner      gs1.GLN  `cbor:"3,keyasint" json:"owner"`
	Items      []Goods  `cbor:"4,keyasint,omitempty" json:"items,omitempty"`
	Dissolved  bool     `cbor:"5,keyasint,omitempty" json:"dissolved,omitempty"`
}
