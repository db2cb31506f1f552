package events

import (
	"errors"
	"fmt"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// Plan is what an EPCIS document of one's own asks of the ledger: orders, in their order,
// and what no order can be made of. Every event of the document is in it, at least once.
type Plan struct {
	Steps []Step
	Left  []Remark // not mapped, with the reason
	Notes []Remark // mapped, but not word for word
}

// Step is one order.
type Step struct {
	Event   int    // number of the event in the document, from 1; 0 = its master data
	EventID string // event hash id; "" for master data
	Command string
	Body    any // a body of package record

	// Exists says that it is no harm if the ledger has this already (AlreadyExists).
	Exists bool
}

// Remark is about one event.
type Remark struct {
	Event int
	What  string
	Why   string
}

// PlanOptions steer what is made of a document.
type PlanOptions struct {
	Commands  []string // that the ledger knows
	CloseLots bool     // close each lot that the document commissions packs of, at the end
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
	p := &planner{options: o, cases: map[record.Item]*parcel{}, lots: map[record.Item]bool{},
		containers: map[gs1.SSCC]bool{}, products: products(&c)}
	for _, event := range p.read(&c) {
		if err := p.event(event); err != nil {
			p.left(event, err)
		}
	}
	p.end()
	return &p.Plan, nil
}

// read takes all events apart and looks ahead: which objects are cases, which containers
// have something packed into them.
func (p *planner) read(c *collection) (all []*occurrence) {
	for i := range c.events {
		event, err := read(i+1, &c.events[i], c.ignored)
		if err != nil {
			p.left(event, err)
		} else {
			all = append(all, event)
		}
		if event.kind != "AggregationEvent" || event.action != "ADD" {
			continue
		}
		if parent := event.parent; !parent.Serial.IsZero() {
			p.cases[parent] = &parcel{}
		} else if !parent.SSCC.IsZero() {
			p.containers[parent.SSCC] = false
		}
	}
	return all
}

// planner makes orders of events, one after the other.
type planner struct {
	Plan
	options PlanOptions
	cases   map[record.Item]*parcel // trade items with a serial that others are packed in
	lots    map[record.Item]bool    // registered by this plan (GTIN and lot)

	containers map[gs1.SSCC]bool // packed in this document; true = by this plan as well
	closing    []record.Item
	products   map[gs1.GTIN]record.RegisterProduct
}

// parcel is what a case holds. The ledger keeps containers by SSCC only; a case with a
// GTIN and a serial is kept as its contents.
type parcel struct {
	event *occurrence
	items []record.Item
	used  bool
}

func (p *planner) left(o *occurrence, why error) {
	p.Left = append(p.Left, Remark{o.number, o.title(), why.Error()})
}

func (p *planner) note(o *occurrence, format string, args ...any) {
	p.Notes = append(p.Notes, Remark{o.number, o.title(), fmt.Sprintf(format, args...)})
}

func (p *planner) order(o *occurrence, command string, body any, exists bool) {
	p.Steps = append(p.Steps, Step{Event: o.number, EventID: o.id, Command: command, Body: body,
		Exists: exists})
}

var errOther = errors.New("no order is made of this kind of event")

func (p *planner) event(o *occurrence) error {
	switch {
	case o.kind == "AggregationEvent":
		return p.aggregation(o)
	case o.kind != "ObjectEvent":
		return errOther
	case o.bizStep == "commissioning" && o.action == "ADD":
		return p.commissioning(o)
	case o.bizStep == "commissioning" && o.action == "OBSERVE":
		return p.yield(o)
	case o.bizStep == "shipping" && o.action == "OBSERVE":
		return p.shipping(o)
	case o.bizStep == "receiving" && o.action == "OBSERVE":
		return p.receiving(o)
	}
	return errOther
}

// end closes lots, and says of each case what became of it.
func (p *planner) end() {
	for name, parcel := range p.cases {
		switch {
		case parcel.event == nil: // what it holds could not be mapped, and is listed as such
		case parcel.used:
			p.note(parcel.event, "case %s/%s is kept as its contents", name.GTIN, name.Serial)
		default:
			p.left(parcel.event, errors.New("the ledger keeps containers by SSCC; "+
				"this case goes into none that it has, so its packs stay loose"))
		}
	}
	slices.SortStableFunc(p.Left, func(a, b Remark) int { return a.Event - b.Event })
	slices.SortStableFunc(p.Notes, func(a, b Remark) int { return a.Event - b.Event })
	if !p.options.CloseLots {
		return
	}
	for _, lot := range p.closing {
		p.Steps = append(p.Steps, Step{Command: "close_lot", Exists: true,
			Body: record.CloseLot{GTIN: lot.GTIN, Lot: lot.Lot}})
	}
}

// can says whether the ledger has a command.
func (p *planner) can(command string) bool { return slices.Contains(p.options.Commands, command) }
