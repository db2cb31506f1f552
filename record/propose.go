package record

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Propose puts an order of the authorities to the vote. Its proposer approves it.
type Propose struct {
	Command string `cbor:"1,keyasint" json:"command"`
	Body    Raw    `cbor:"2,keyasint" json:"body"`    // the order's body
	Expires uint64 `cbor:"3,keyasint" json:"expires"` // unix seconds
}

// Proposed is an order that waits for approvals, or, where its proposer's was
// enough, was executed at once.
type Proposed struct {
	ID       ID     `cbor:"1,keyasint"`
	Command  string `cbor:"2,keyasint"`
	Body     Raw    `cbor:"3,keyasint"`
	Expires  uint64 `cbor:"4,keyasint"`
	Needed   uint64 `cbor:"5,keyasint"` // approvals, the proposer's included
	Executed bool   `cbor:"6,keyasint,omitempty"`
}

// ProposableBody makes an empty body of an order that can be proposed, or nil.
func ProposableBody(command string) any {
	switch command {
	case "authorize":
		return new(Authorize)
	case "amend_party":
		return new(AmendParty)
	case "suspend", "reinstate":
		return new(SuspendParty)
	case "add_key":
		return new(AddKey)
	case "revoke_key":
		return new(RevokeKey)
	case "grant_prefix":
		return new(GrantPrefix)
	case "set_validator":
		return new(SetValidator)
	case "set_param":
		return new(SetParam)
	case "schedule_upgrade":
		return new(ScheduleUpgrade)
	}
	return nil
}

func (p Propose) valid() error  { return checkBody(p.Body) }
func (p Proposed) valid() error { return checkBody(p.Body) }

type proposeJSON struct {
	Command string          `json:"command"`
	Body    json.RawMessage `json:"body"`
	Expires uint64          `json:"expires"`
}

// MarshalJSON writes the proposed order with its body as JSON.
func (p Propose) MarshalJSON() ([]byte, error) {
	return json.Marshal(proposeJSON{p.Command, bodyJSON(p.Command, p.Body), p.Expires})
}

// UnmarshalJSON reads the proposed order, its body strictly.
func (p *Propose) UnmarshalJSON(b []byte) error {
	var j proposeJSON
	if err := strictJSON(b, &j); err != nil {
		return err
	}
	body, err := bodyFromJSON(j.Command, j.Body)
	*p = Propose{Command: j.Command, Body: body, Expires: j.Expires}
	return err
}

// MarshalJSON writes the proposal with its body as JSON.
func (p Proposed) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID ID `json:"id"`
		proposeJSON
		Needed   uint64 `json:"needed"`
		Executed bool   `json:"executed,omitempty"`
	}{p.ID, proposeJSON{p.Command, bodyJSON(p.Command, p.Body), p.Expires}, p.Needed, p.Executed})
}

// bodyJSON writes a body by its command's names. One that no command here knows
// is written as hex, so that nothing is left out.
func bodyJSON(command string, body Raw) json.RawMessage {
	into := ProposableBody(command)
	if into == nil || Unmarshal(body, into) != nil {
		return json.RawMessage(hexJSON(body))
	}
	b, err := json.Marshal(into)
	if err != nil {
		return json.RawMessage(hexJSON(body))
	}
	return b
}

func bodyFromJSON(command string, text json.RawMessage) (Raw, error) {
	var digits string
	if json.Unmarshal(text, &digits) == nil {
		return hex.DecodeString(digits)
	}
	into := ProposableBody(command)
	if into == nil {
		return nil, fmt.Errorf("%q cannot be proposed", command)
	}
	if err := strictJSON(text, into); err != nil {
		return nil, fmt.Errorf("body of %s: %w", command, err)
	}
	return Marshal(into)
}

func strictJSON(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
