package events

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"pedigree/record"
)

// Plan is what an EPCIS document of one's own asks of the ledger: orders, in their order,
// and what no order can be made of. Every event of the document is in it, at least once.
type Plan struct {
	Steps []Step
	Left  []Remark // not mapped, with the reason
	Notes []Remark // mapped, but not word for word

	Events int // in the document
	Values int // of JSON, or elements and attributes of XML, and what came out of cases: the effort
}

// Step is one order.
type Step struct {
	Event   int    // number of the event in the document, from 1; 0 = its master data
	EventID string // event hash id; "" for master data
	Command string
	Body    any // a body of package record
}

// MayExist says that it is no harm if the ledger has this already: what the order says is
// then true, and the next ones may follow.
func (s Step) MayExist() bool {
	switch s.Command {
	case "register_product", "register_lot", "close_lot":
		return true
	}
	return false
}

// Plans says whether a command is one that plans are made of. Others, such as those that
// give rights away, are in no EPCIS document.
func Plans(command string) bool {
	switch command {
	case "register_product", "register_lot", "add_serials", "close_lot", "pack", "unpack", "ship",
		"receive":
		return true
	}
	return false
}

// ID names a step by what was said (the event's hash id) and what is ordered for it, so that
// the same event in another document is the same step. body is the order's CBOR.
func (s Step) ID(body record.Raw) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", s.EventID, s.Command)
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// Remark is about one event.
type Remark struct {
	Event int    `json:"event"`
	What  string `json:"what"`
	Why   string `json:"why"`

	// Foreign says that it is left because it is somebody else's (PlanOptions.Foreign).
	Foreign bool `json:"foreign,omitempty"`
}

// PlanOptions steer what is made of a document.
type PlanOptions struct {
	Commands  []string // that the ledger knows
	CloseLots bool     // close each lot that the document commissions packs of, at the end

	// Foreign says why an event is not one's own, "" if it is; such an event is left, and no
	// other order rests on it. An error ends the plan. nil takes all events for one's own.
	Foreign func(Actor) (string, error)
}

// maxPerOrder is how many things one order may name.
const maxPerOrder = 4096

// PlanOf reads EPCIS 2.0 JSON-LD (which has to be valid) or EPCIS 1.2 or 2.0 XML.
func PlanOf(document []byte, o PlanOptions) (*Plan, error) {
	c, err := collect(document)
	if err != nil {
		return nil, err
	}
	if c.json != nil {
		if err := validate(c.json); err != nil {
			return nil, fmt.Errorf("not valid EPCIS 2.0: %w", err)
		}
	}
	if err := c.saidOnce(); err != nil {
		return nil, err
	}
	p := &planner{options: o, parcels: map[record.Item]*parcel{}, room: maxUnpacked,
		lots: map[record.Item]record.RegisterLot{}, unmade: map[record.Item]int{},
		void:  void{things: map[record.Item]bool{}, papers: map[string]bool{}},
		wrong: map[string]bool{}, products: products(&c)}
	p.Events, p.Values = len(c.events), c.values
	own, err := p.read(&c)
	if err != nil {
		return nil, err
	}
	for _, event := range own {
		err := p.event(event)
		if errors.Is(err, errUnpacked) {
			return nil, err
		} else if err != nil {
			p.left(event, err)
			p.notMapped(event)
		} else {
			p.made(event, -1)
		}
	}
	p.end()
	p.Values += maxUnpacked - p.room
	return &p.Plan, nil
}
