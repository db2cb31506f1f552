package record

import "pedigree/gs1"

// Bodies of the orders by which authorities govern. All of them but approve may
// be proposed; where one approval is enough, they may also be given directly.

// AmendParty states anew what is known of a party or a site: what it does not
// name is gone.
type AmendParty struct {
	GLN      gs1.GLN   `cbor:"1,keyasint" json:"gln"`
	Name     string    `cbor:"2,keyasint" json:"name"`
	Country  string    `cbor:"3,keyasint" json:"country"`
	Licences []Licence `cbor:"4,keyasint,omitempty" json:"licences,omitempty"`
}

// SuspendParty is the body of suspend (a party or a site may do nothing but take
// in goods and answer recalls) and of reinstate (it may again).
type SuspendParty struct {
	Party  gs1.GLN `cbor:"1,keyasint" json:"party"`
	Reason string  `cbor:"2,keyasint" json:"reason"`
}

// SetValidator gives a consensus validator its voting power; none removes it.
type SetValidator struct {
	Public PublicKey `cbor:"1,keyasint" json:"publicKey"`
	Power  uint64    `cbor:"2,keyasint" json:"power"`
}

// SetParam changes a parameter of the ledger.
type SetParam struct {
	Name  string `cbor:"1,keyasint" json:"name"`
	Value uint64 `cbor:"2,keyasint" json:"value"`
}

// ScheduleUpgrade names the height from which another version of the rules
// counts; version 0 calls the one scheduled for that height off.
type ScheduleUpgrade struct {
	Height     uint64 `cbor:"1,keyasint" json:"height"`
	AppVersion uint64 `cbor:"2,keyasint" json:"appVersion"`
}

// Approve agrees to a proposal.
type Approve struct {
	Proposal ID `cbor:"1,keyasint" json:"proposal"`
}

// Approved is an approval that was counted. Executed says that it was the last
// one needed: the proposal's own facts follow.
type Approved struct {
	Proposal  ID        `cbor:"1,keyasint" json:"proposal"`
	Approvals []gs1.GLN `cbor:"2,keyasint" json:"approvals"` // parties, sorted
	Needed    uint64    `cbor:"3,keyasint" json:"needed"`
	Executed  bool      `cbor:"4,keyasint,omitempty" json:"executed,omitempty"`
}

func (a Approved) valid() error {
	if !ascendingGLN(a.Approvals) {
		return invalid("approvals out of order")
	}
	return nil
}
