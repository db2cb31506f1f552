package record

import "pedigree/gs1"

// NationalCode is what a country calls the product: scheme NDC, PZN, CIP, CN,
// DRN, AIM, AIC, … (GS1 AI 710-717) and the code.
type NationalCode struct {
	_      struct{} `cbor:",toarray"`
	Scheme string   `json:"scheme"`
	Code   string   `json:"code"`
}

// Storage is the range in which the product keeps, in degrees Celsius.
type Storage struct {
	_   struct{} `cbor:",toarray"`
	Min int64    `json:"min"`
	Max int64    `json:"max"`
}

// Product is a trade item as its manufacturer registered it.
type Product struct {
	_ struct{} `cbor:",toarray"`
	head
	Name      string
	Substance string // international non-proprietary name
	Strength  string
	Form      string // dosage form
	Pack      string // pack size, in words
	Codes     []NationalCode
	Storage   *Storage
	Withdrawn []string // markets (ISO 3166-1 alpha-2, "*" = all), sorted

	Sealed *ProductSealed `cbor:"-"`
}

// ProductSealed counts the product's lots, which is nobody else's business, and
// names its maker: sealed, since the proof that an invented serial does not exist
// shows the product to anybody.
type ProductSealed struct {
	_     struct{} `cbor:",toarray"`
	Salt  Salt
	Lots  uint64
	Maker gs1.GLN
}

// WithdrawnIn says whether the product may no longer be sold in a market.
// Without a market only a withdrawal everywhere counts.
func (p *Product) WithdrawnIn(market string) bool {
	for _, m := range p.Withdrawn {
		if m == "*" || (market != "" && m == market) {
			return true
		}
	}
	return false
}

// Encode gives the record's bytes.
func (p Product) Encode() Value {
	p.head = headOf(TypeProduct)
	v := Value{Open: MustMarshal(p)}
	if p.Sealed != nil {
		v.Sealed = MustMarshal(p.Sealed)
	}
	return v
}

// DecodeProduct reads a product; without its sealed part Sealed is nil.
func DecodeProduct(v Value) (*Product, error) {
	var p Product
	var s ProductSealed
	if err := decode(v, &p, &s); err != nil {
		return nil, err
	}
	if len(v.Sealed) > 0 {
		p.Sealed = &s
	}
	return &p, p.check(TypeProduct)
}

func (p Product) valid() error {
	if !ascendingText(p.Withdrawn) {
		return invalid("withdrawn markets out of order")
	}
	return nil
}
