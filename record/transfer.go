package record

import "pedigree/gs1"

// TransferState is how far an offer is. DISPUTED is never stored: an open offer
// past its deadline is disputed when it is read.
type TransferState uint64

// The transfer states. Append only.
const (
	TransferOpen TransferState = iota
	TransferPartial
	TransferReceived
	TransferRefused
	TransferCancelled
)

var transferNames = [...]string{"OPEN", "PARTIAL", "RECEIVED", "REFUSED", "CANCELLED"}

func (s TransferState) String() string {
	if int(s) < len(transferNames) {
		return transferNames[s]
	}
	return "UNKNOWN"
}

// Pending says that goods are still on offer.
func (s TransferState) Pending() bool { return s == TransferOpen || s == TransferPartial }

// Transfer is an offer of goods from one site to another (a DSCSA transaction).
type Transfer struct {
	Sealed *TransferSealed
}

// TransferSealed is the whole offer.
type TransferSealed struct {
	_          struct{} `cbor:",toarray"`
	Salt       Salt
	State      TransferState
	FromParty  gs1.GLN
	FromSite   gs1.GLN
	ToParty    gs1.GLN
	ToSite     gs1.GLN
	Keep       bool   // ownership stays with the owner; otherwise it goes to ToParty
	Purpose    string // supply, return, destruction
	Shipped    uint64 // unix seconds of the block
	Deadline   uint64 // unix seconds; afterwards DISPUTED
	Carrier    string
	References []Reference
	Items      []TransferItem
	History    History
}

// Reference names a paper of the deal by a salted hash: the partners know what
// it hashes, nobody else can guess it.
type Reference struct {
	_    struct{} `cbor:",toarray"`
	Type string   `json:"type"` // CBV 2.0 business transaction type: po, desadv, inv, …
	Hash Hash     `json:"hash"`
}

// TransferItem is one line of an offer.
type TransferItem struct {
	_        struct{} `cbor:",toarray"`
	GTIN     *gs1.GTIN
	Lot      uint64 // ordinal
	Serial   *gs1.Serial
	SSCC     *string // key of the container's generation
	Owner    gs1.GLN
	Whole    bool // the untouched rest of a serialised lot
	Offered  uint64
	Accepted uint64
	Missing  uint64
}

// Left is what of the line is neither accepted nor missing.
func (i TransferItem) Left() uint64 { return i.Offered - i.Accepted - i.Missing }

// Disputed says whether the offer has run out without an answer.
func (t *TransferSealed) Disputed(unix int64) bool {
	return t.State.Pending() && unix > int64(t.Deadline)
}

// Encode gives the record's bytes.
func (t Transfer) Encode() Value { return sealedOnly(TypeTransfer, t.Sealed) }

// DecodeTransfer reads a transfer; without its sealed part Sealed is nil.
func DecodeTransfer(v Value) (*Transfer, error) {
	s, err := decodeSealedOnly[TransferSealed](TypeTransfer, v)
	return &Transfer{Sealed: s}, err
}

func (s TransferState) valid() error {
	if int(s) >= len(transferNames) {
		return invalid("transfer state %d", uint64(s))
	}
	return nil
}

func (i TransferItem) valid() error {
	if i.Accepted > i.Offered || i.Missing > i.Offered-i.Accepted {
		return invalid("%d accepted and %d missing of %d offered", i.Accepted, i.Missing, i.Offered)
	}
	return validParent(i.SSCC)
}
