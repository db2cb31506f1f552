package capture

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"pedigree/events"
	"pedigree/gs1"
	"pedigree/record"
)

// Plan is the answer to a captured document. Nothing of it is recorded: what the device
// signs and sends is.
type Plan struct {
	ChainID string          `json:"chainId"`
	Party   gs1.GLN         `json:"party"`         // whose orders they are
	Height  uint64          `json:"height,string"` // of the state that exists and conflict speak of
	Orders  []Order         `json:"orders"`        // to be sent in this sequence
	Left    []events.Remark `json:"left"`          // events that no order is made of, and why
	Notes   []events.Remark `json:"notes"`         // events that orders do not say word for word
}

// Order is one order to sign.
type Order struct {
	Event   int             `json:"event"`             // number in the document, from 1; 0 = of none
	EventID string          `json:"eventID,omitempty"` // event hash id, CBV 2.0
	Command string          `json:"command"`
	Body    json.RawMessage `json:"body"` // as docs/commands.md has it
	CBOR    string          `json:"cbor"` // the same, as it is signed: base64url without padding
	// Step is the same whenever the same event is captured: whoever keeps it with what
	// became of the order sends nothing twice.
	Step string `json:"step"`
	// Exists says whether the ledger has all that the order says; nil where it cannot tell.
	Exists *bool `json:"exists,omitempty"`
	// Conflict is what the ledger has instead. Neither this order nor what follows is to
	// be sent.
	Conflict string `json:"conflict,omitempty"`
}

func orderOf(s events.Step) (Order, error) {
	body, err := record.Marshal(s.Body)
	if err != nil {
		return Order{}, err
	}
	text, err := Spell(s.Body)
	return Order{Event: s.Event, EventID: s.EventID, Command: s.Command, Step: s.ID(body),
		Body: text, CBOR: base64.RawURLEncoding.EncodeToString(body)}, err
}

// Spell writes a plan or a body as POST /capture does. Serials may have < and &.
func Spell(body any) (json.RawMessage, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(body)
	return bytes.TrimSpace(text.Bytes()), err
}

var (
	errTwoBodies = errors.New("cbor is not what body says")
	errTwoTexts  = errors.New("body is not spelled as POST /capture does: what people read may not be what counts")
	errStep      = errors.New("step is not the hash of the event and the body")
)

// StepOf gives the step that an order is, by way of an empty body of its command, to read
// into. What people read in the order has to be what is signed.
func (o Order) StepOf(into any) (s events.Step, err error) {
	d := json.NewDecoder(bytes.NewReader(o.Body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return s, fmt.Errorf("%s: %w", o.Command, err)
	}
	s = events.Step{Event: o.Event, EventID: o.EventID, Command: o.Command,
		Body: reflect.ValueOf(into).Elem().Interface()}
	body, err := record.Marshal(s.Body)
	if err != nil {
		return s, fmt.Errorf("%s: %w", o.Command, err)
	}
	var text bytes.Buffer
	if err := json.Compact(&text, o.Body); err != nil {
		return s, fmt.Errorf("%s: %w", o.Command, err)
	}
	if same, err := Spell(s.Body); err != nil || !bytes.Equal(text.Bytes(), same) {
		return s, fmt.Errorf("%s: %w", o.Command, errTwoTexts)
	}
	switch signed, err := base64.RawURLEncoding.Strict().DecodeString(o.CBOR); {
	case err != nil:
		return s, fmt.Errorf("%s: cbor: %w", o.Command, err)
	case !bytes.Equal(signed, body):
		return s, fmt.Errorf("%s: %w", o.Command, errTwoBodies)
	case o.Step != s.ID(body):
		return s, fmt.Errorf("%s: %w", o.Command, errStep)
	}
	return s, nil
}
