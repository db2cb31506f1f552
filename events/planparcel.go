package events

import (
	"fmt"

	"pedigree/record"
)

// parcel is a container or a case that the document packs. The ledger keeps containers by
// SSCC only; a case, which has a GTIN and a serial, is kept as its contents.
//
// What is in it is only known if each event about it could be mapped. Otherwise nothing is
// done with it: half of a case must not go where the document says the whole went.
type parcel struct {
	missing int // events about it that are not mapped, or not yet

	// Of a case:
	event *occurrence // the last that packed it
	items []record.Item
	used  bool
}

// lookAhead notes what an event packs, before any is mapped. What others do with a
// container is in the ledger by their own orders; with a case it is not.
func (p *planner) lookAhead(o *occurrence, foreign bool) {
	isCase := !o.parent.Serial.IsZero()
	if o.packs("ADD") && (isCase || !foreign) || o.packs("DELETE") && isCase {
		p.misses(o.parent)
	}
}

// notMapped notes that something was taken out of a container, and not in the ledger.
func (p *planner) notMapped(o *occurrence) {
	if o.packs("DELETE") {
		p.misses(o.parent)
	}
}

func (p *planner) misses(container record.Item) {
	if p.parcels[container] == nil {
		p.parcels[container] = &parcel{}
	}
	p.parcels[container].missing++
}

// packs says whether an event packs into something that has a name, or out of it.
func (o *occurrence) packs(action string) bool {
	return o.kind == "AggregationEvent" && o.action == action &&
		!(o.parent.SSCC.IsZero() && o.parent.Serial.IsZero())
}

// maxUnpacked bounds what comes out of the cases of a document, since a case may be named
// often, and in cases that are named often.
const maxUnpacked = 1 << 17

var errUnpacked = fmt.Errorf("its cases hold more than %d objects, counted wherever a case is named",
	maxUnpacked)

// contents are the items of an event, with what cases hold in place of them.
func (p *planner) contents(o *occurrence) ([]record.Item, error) {
	var items goods
	for _, i := range o.items {
		parcel := p.parcels[thing(i)]
		switch {
		case i == (record.Item{GTIN: i.GTIN, Quantity: i.Quantity}):
			return nil, fmt.Errorf("it does not say of which lot %s is", i.GTIN)
		case i.SSCC.IsZero() && i.Serial.IsZero() && i.Quantity == 0: // to the ledger that is all of it
			return nil, fmt.Errorf("it does not say how much of lot %s goes", i.Lot)
		case parcel == nil:
			items.add(i)
		case parcel.missing > 0 && i.SSCC.IsZero():
			return nil, fmt.Errorf(missing, fmt.Sprintf("case %s/%s", i.GTIN, i.Serial))
		case parcel.missing > 0:
			return nil, fmt.Errorf(missing, "container "+i.SSCC.String())
		case !i.SSCC.IsZero():
			items.add(i)
		default:
			if p.room -= len(parcel.items); p.room < 0 {
				return nil, errUnpacked
			}
			p.opened = append(p.opened, parcel)
			items.add(parcel.items...)
		}
	}
	return items.list, items.twice
}

// use notes that the cases which were opened last go somewhere: the event is mapped.
func (p *planner) use() {
	for _, parcel := range p.opened {
		parcel.used = true
	}
}

// goods are what an order names: each lot once, with its quantities added up.
type goods struct {
	list  []record.Item
	at    map[record.Item]int // their places in the list
	twice error               // a pack or container is in a case, and beside it
}

func (g *goods) add(items ...record.Item) {
	if g.at == nil {
		g.at = make(map[record.Item]int)
	}
	for _, i := range items {
		n, known := g.at[thing(i)]
		switch {
		case !known:
			g.at[thing(i)] = len(g.list)
			g.list = append(g.list, i)
		case i.Serial.IsZero() && i.SSCC.IsZero():
			g.list[n].Quantity += i.Quantity
		default:
			g.twice = fmt.Errorf("%s%s stands twice, or is in two cases", i.Serial, i.SSCC)
		}
	}
}

const missing = "not all that goes into %s, or out of it, could be mapped before this"
