package record

import "pedigree/gs1"

// Document is a paper that belongs to a record, by its hash.
type Document struct {
	_      struct{} `cbor:",toarray"`
	Name   string   `json:"name"`
	SHA256 Hash     `json:"sha256"`
}

// Lot is one batch of a product.
type Lot struct {
	_ struct{} `cbor:",toarray"`
	head
	Expiry     Day
	Made       Day // 0 where the maker did not say
	Maker      gs1.GLN
	Serialised bool
	Closed     bool
	Recall     *Recalled
	Hold       HoldFlag

	Sealed *LotSealed `cbor:"-"`
}

// LotSealed is what only the entitled see of a lot.
type LotSealed struct {
	_          struct{} `cbor:",toarray"`
	Salt       Salt
	Product    gs1.GTIN
	Number     gs1.Lot
	Ordinal    uint64  // number of the lot within its product, from 1
	Owner      gs1.GLN // of the packs that nothing has happened to yet
	Holder     gs1.GLN // site of those packs
	Planned    uint64
	Registered uint64 // packs that exist or existed
	Untouched  uint64 // of these, packs that follow the lot (serialised lots)
	Documents  []Document
	Holds      []Hold
	History    History
	Transfer   *ID // the open offer of the untouched rest
}

// Encode gives the record's bytes.
func (l Lot) Encode() Value {
	l.head = headOf(TypeLot)
	v := Value{Open: MustMarshal(l)}
	if l.Sealed != nil {
		v.Sealed = MustMarshal(l.Sealed)
	}
	return v
}

// DecodeLot reads a lot; without its sealed part Sealed is nil.
func DecodeLot(v Value) (*Lot, error) {
	var l Lot
	var s LotSealed
	if err := decode(v, &l, &s); err != nil {
		return nil, err
	}
	if len(v.Sealed) > 0 {
		l.Sealed = &s
	}
	return &l, l.check(TypeLot)
}

func (r Recalled) valid() error { return validRecall(r.Class, r.Depth) }
