package events

import (
	"errors"
	"fmt"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// read takes all events apart and looks ahead: which objects are cases, which containers
// have something packed into them. It gives the events that are one's own.
func (p *planner) read(c *collection) (own []*occurrence, err error) {
	for i := range c.events {
		event, unread := read(i+1, &c.events[i], c.ignored)
		foreign, unknown, err := p.foreign(event)
		if unread == nil {
			unread = unknown
		}
		switch {
		case err != nil:
			return nil, err
		case foreign != "":
			p.Left = append(p.Left, Remark{event.number, event.title(), foreign, true})
		case unread != nil:
			p.left(event, unread)
		default:
			own = append(own, event)
		}
		p.lookAhead(event, foreign != "")
	}
	return own, nil
}

// lookAhead remembers what an event packs. What somebody else packed into a container is
// in the ledger by his own orders; a case of his is one whose contents are not known.
func (p *planner) lookAhead(event *occurrence, foreign bool) {
	if event.kind != "AggregationEvent" || event.action != "ADD" {
		return
	}
	if parent := event.parent; !parent.Serial.IsZero() {
		p.cases[parent] = &parcel{}
	} else if !parent.SSCC.IsZero() && !foreign {
		p.containers[parent.SSCC] = false
	}
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
	p.Left = append(p.Left, Remark{Event: o.number, What: o.title(), Why: why.Error()})
}

func (p *planner) note(o *occurrence, format string, args ...any) {
	p.Notes = append(p.Notes, Remark{Event: o.number, What: o.title(),
		Why: fmt.Sprintf(format, args...)})
}

func (p *planner) order(o *occurrence, command string, body any) {
	p.Steps = append(p.Steps, Step{Event: o.number, EventID: o.id, Command: command, Body: body})
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
		p.Steps = append(p.Steps, Step{Command: "close_lot",
			Body: record.CloseLot{GTIN: lot.GTIN, Lot: lot.Lot}})
	}
}

// can says whether the ledger has a command.
func (p *planner) can(command string) bool { return slices.Contains(p.options.Commands, command) }
