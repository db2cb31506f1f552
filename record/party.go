package record

import "pedigree/gs1"

// Role is what a licence allows.
type Role string

// The roles of the trade (rules.md).
const (
	Authority    Role = "authority"
	Manufacturer Role = "manufacturer"
	Repackager   Role = "repackager"
	Wholesaler   Role = "wholesaler"
	Logistics    Role = "logistics"
	Dispenser    Role = "dispenser"
	Payer        Role = "payer"
)

// Roles lists all roles, in the order in which a party's most telling one is
// shown to the public.
func Roles() []Role {
	return []Role{Authority, Manufacturer, Repackager, Wholesaler, Logistics, Dispenser, Payer}
}

// Licence is a role that an authority gave, for a time.
type Licence struct {
	Role      Role    `cbor:"1,keyasint" json:"role"`
	From      Day     `cbor:"2,keyasint,omitempty" json:"from,omitempty"`
	Until     Day     `cbor:"3,keyasint,omitempty" json:"until,omitempty"` // last day; 0 = open
	Number    string  `cbor:"4,keyasint,omitempty" json:"number,omitempty"`
	Authority gs1.GLN `cbor:"5,keyasint,omitzero" json:"authority,omitzero"`
}

// Valid says whether the licence holds at a moment (unix seconds).
func (l Licence) Valid(unix int64) bool {
	return DayOf(unix) >= l.From && (l.Until == 0 || !l.Until.Past(unix))
}

// Party is a trading partner, one of its sites, or an authority.
type Party struct {
	_ struct{} `cbor:",toarray"`
	head
	GLN       gs1.GLN
	Parent    *gs1.GLN // of a site: its party
	Name      string
	Country   string // ISO 3166-1 alpha-2
	Licences  []Licence
	Suspended bool
}

// Licensed says whether the party holds a role at a moment.
func (p *Party) Licensed(r Role, unix int64) bool {
	for _, l := range p.Licences {
		if l.Role == r && l.Valid(unix) {
			return true
		}
	}
	return false
}

// Encode gives the record's bytes.
func (p Party) Encode() Value {
	p.head = headOf(TypeParty)
	return Value{Open: MustMarshal(p)}
}

// DecodeParty reads the record.
func DecodeParty(v Value) (*Party, error) {
	return decodeOpenOnly(TypeParty, v, func(p *Party) head { return p.head })
}

func (r Role) valid() error {
	for _, known := range Roles() {
		if r == known {
			return nil
		}
	}
	return invalid("role %q", string(r))
}
