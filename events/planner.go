package events

import (
	"errors"
	"fmt"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// read takes all events apart and looks ahead: what is packed, and which events the document
// itself declares wrong. It gives the events that are one's own.
func (p *planner) read(c *collection) (own []*occurrence, err error) {
	var packings []*occurrence
	for i := range c.events {
		event := read(i+1, &c.events[i], c.ignored)
		foreign, unread, err := p.foreign(event)
		if err != nil {
			return nil, err
		}
		if event.unread == nil {
			event.unread = unread
		}
		if foreign != "" {
			p.Left = append(p.Left, Remark{event.number, event.title(), foreign, true})
		} else {
			own = append(own, event)
		}
		if event.declaresWrong() {
			p.wrong[event.id], p.wrong[event.node.say("eventID")] = true, true
		}
		p.lookAhead(event, foreign != "")
		p.made(event, +1)
		p.void.note(event, foreign != "")
		if event.packs("ADD") {
			packings = append(packings, event)
		}
	}
	if len(p.void.things) > 0 {
		p.void.spread(packings)
	}
	return own, nil
}

// planner makes orders of events, one after the other.
type planner struct {
	Plan
	options PlanOptions
	parcels map[record.Item]*parcel // that the document packs: containers and cases
	room    int                     // for what comes out of cases
	opened  []*parcel               // for the event at hand
	wrong   map[string]bool         // event hash ids, and the ids that events say they have
	void    void

	lots   map[record.Item]record.RegisterLot // by this plan (GTIN and lot)
	unmade map[record.Item]int                // commissionings of a lot not mapped yet; zero = of some

	closing  []record.Item
	products map[gs1.GTIN]product
}

func (p *planner) left(o *occurrence, why error) {
	p.Left = append(p.Left, Remark{Event: o.number, What: o.title(), Why: why.Error()})
}

func (p *planner) note(o *occurrence, format string, args ...any) {
	p.Notes = append(p.Notes, Remark{Event: o.number, What: o.title(),
		Why: fmt.Sprintf(format, args...)})
}

func (p *planner) order(o *occurrence, command string, body any) {
	p.use()
	p.Steps = append(p.Steps, Step{Event: o.number, EventID: o.id, Command: command, Body: body})
}

var errOther = errors.New("no order is made of this kind of event")

func (p *planner) event(o *occurrence) error {
	p.opened = nil
	switch {
	case o.unread != nil:
		return o.unread
	case p.wrong[o.id] || o.node.kid("eventID") != nil && p.wrong[o.node.say("eventID")]:
		return errors.New("another event of the document declares it wrong")
	case o.bizStep == "void_shipping": // what it takes back, p.void knows
		return errOther
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
	for name, parcel := range p.parcels {
		switch {
		case parcel.event == nil: // a container, or a case of which nothing was mapped: listed there
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
		if err := p.whole(lot); err != nil {
			p.Left = append(p.Left, Remark{What: "close_lot", Why: err.Error()})
			continue
		}
		p.Steps = append(p.Steps, Step{Command: "close_lot",
			Body: record.CloseLot{GTIN: lot.GTIN, Lot: lot.Lot}})
	}
}

// can says whether the ledger has a command.
func (p *planner) can(command string) bool { return slices.Contains(p.options.Commands, command) }
