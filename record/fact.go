package record

import (
	"crypto/sha256"
	"fmt"

	"pedigree/gs1"
)

// GenesisIndex is the transaction index of facts that genesis states.
const GenesisIndex = 1<<32 - 1

const factVersion = 1

// Fact is something that happened, as every node logs it. EPCIS events are
// rendered from facts and may improve; facts never change.
type Fact struct {
	_        struct{} `cbor:",toarray"`
	Version  uint64
	Height   uint64
	Index    uint64 // of the transaction in its block
	N        uint64 // of the fact in its transaction
	Time     uint64 // unix seconds of the block, rounded down
	TxID     Hash   // zero at genesis
	Party    *gs1.GLN
	Site     *gs1.GLN
	Command  string   // what was ordered; "alert" for a warning
	Subjects []string // state keys whose history takes this fact, sorted
	Fields   Raw      // by command, see FieldsOf
}

// ID names the fact for ever: height/tx index/n.
func (f *Fact) ID() string { return fmt.Sprintf("%d/%d/%d", f.Height, f.Index, f.N) }

// Encode gives the fact's bytes.
func (f Fact) Encode() []byte {
	f.Version = factVersion
	return MustMarshal(f)
}

// FactHash is what histories chain.
func FactHash(encoded []byte) Hash { return sha256.Sum256(encoded) }

// DecodeFact reads a fact strictly, its fields included.
func DecodeFact(b []byte) (*Fact, error) {
	var f Fact
	if err := Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("fact: %w", err)
	}
	if f.Version != factVersion {
		return nil, fmt.Errorf("fact: version %d, want %d", f.Version, factVersion)
	}
	if _, err := FieldsOf(&f); err != nil {
		return nil, err
	}
	return &f, nil
}

// FieldsOf reads the fields of a fact into the type of its command: a pointer to
// Authorize, GrantPrefix, KeyAdded, KeyEnded, ProductRegistered, LotRegistered,
// AddSerials, LotClosed, Shipped, Received, Voided, Dispensed, LotRecalled,
// AlertRaised, Left, ActUndone, HoldsChanged, Packed, Unpacked, Returned,
// RecallAcknowledged, ExceptionReported, ExceptionResolved, CaseOpened, AddFinding,
// CaseClosed, Repacked, Corrected, or of an
// order of governance.
func FieldsOf(f *Fact) (any, error) {
	into := newFields(f.Command)
	if into == nil {
		return nil, fmt.Errorf("fact: no fields known for command %q", f.Command)
	}
	if err := Unmarshal(f.Fields, into); err != nil {
		return nil, fmt.Errorf("fact: fields of %s: %w", f.Command, err)
	}
	return into, nil
}

func newFields(command string) any {
	switch command {
	case "authorize":
		return new(Authorize)
	case "grant_prefix":
		return new(GrantPrefix)
	case "add_key":
		return new(KeyAdded)
	case "revoke_key":
		return new(KeyEnded)
	case "register_product":
		return new(ProductRegistered)
	case "register_lot":
		return new(LotRegistered)
	case "add_serials":
		return new(AddSerials)
	case "close_lot":
		return new(LotClosed)
	case "ship":
		return new(Shipped)
	case "receive":
		return new(Received)
	case "refuse", "cancel":
		return new(Voided)
	case "dispense":
		return new(Dispensed)
	case "recall":
		return new(LotRecalled)
	case "alert":
		return new(AlertRaised)
	}
	return newGoodsFields(command)
}

func newGovernFields(command string) any {
	switch command {
	case "propose":
		return new(Proposed)
	case "approve":
		return new(Approved)
	case "grant":
		return new(Granted)
	case "revoke_grant":
		return new(GrantRevoked)
	case "amend_product":
		return new(AmendProduct)
	case "withdraw_product":
		return new(WithdrawProduct)
	}
	return newTroubleFields(command)
}

// Party and site are both named, or, at genesis, neither.
func (f Fact) valid() error {
	if (f.Party == nil) != (f.Site == nil) {
		return invalid("a party without a site, or a site without a party")
	}
	if f.Index > GenesisIndex {
		return invalid("transaction index %d", f.Index)
	}
	return validKeys(f.Subjects)
}
