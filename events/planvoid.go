package events

import (
	"errors"
	"maps"
	"slices"

	"pedigree/record"
)

// void is what was not shipped, though an event says so: CBV 2.0's void_shipping takes back
// a shipment, or some objects of it.
type void struct {
	things map[record.Item]bool // that are named

	// Of those that do not say, in a way that can be read, what they are about:
	papers map[string]bool // of the deals
	some   bool            // there is one
	any    bool            // there is one that names no papers either
}

// note keeps what an event takes back. What others take back without naming it is not one's own.
func (v *void) note(o *occurrence, foreign bool) {
	if o.bizStep != "void_shipping" || o.declaresWrong() {
		return
	}
	things, all := o.names()
	for _, i := range things {
		v.things[i] = true
		if !i.Lot.IsZero() { // packs of it may be meant
			v.things[record.Item{GTIN: i.GTIN}] = true
		}
	}
	if all || foreign {
		return
	}
	papers := o.papers()
	v.some, v.any = true, v.any || len(papers) == 0
	for _, paper := range papers {
		v.papers[paper] = true
	}
}

// names gives the objects that an event names, and whether those are all.
func (o *occurrence) names() (things []record.Item, all bool) {
	uris := slices.Concat(o.node.texts("epcList"), o.node.texts("childEPCs"))
	for _, list := range []string{"quantityList", "childQuantityList"} {
		if k := o.node.kid(list); k != nil {
			for i := range k.kids {
				uris = append(uris, k.kids[i].say("epcClass"))
			}
		}
	}
	if parent := o.node.say("parentID"); parent != "" {
		uris = append(uris, parent)
	}
	for _, uri := range uris {
		if i, err := itemOf(uri); err == nil && i != (record.Item{GTIN: i.GTIN}) {
			things = append(things, thing(i))
		}
	}
	return things, len(things) > 0 && len(things) == len(uris)
}

// papers gives the papers that an event names.
func (o *occurrence) papers() (papers []string) {
	list := o.node.kid("bizTransactionList")
	if list == nil {
		return nil
	}
	for i := range list.kids {
		papers = append(papers, canonicalValue(list.kids[i].say("bizTransaction")))
	}
	return papers
}

// spread takes what is inside of a thing for void, too, and what holds one of both: it was
// not shipped whole. What is packed later is not shipped before, so one way up is enough.
func (v *void) spread(packings []*occurrence) {
	inside := make(map[record.Item][]*occurrence)
	for _, o := range packings {
		inside[o.parent] = append(inside[o.parent], o)
	}
	for next := slices.Collect(maps.Keys(v.things)); len(next) > 0; {
		holder := next[len(next)-1]
		next = next[:len(next)-1]
		for _, o := range inside[holder] {
			for _, i := range o.items {
				if !v.has(i) {
					v.things[thing(i)] = true
					next = append(next, thing(i))
				}
			}
		}
	}
	for _, o := range packings {
		if slices.ContainsFunc(o.items, v.has) {
			v.things[o.parent] = true
		}
	}
}

func (v *void) has(i record.Item) bool {
	return v.things[thing(i)] || !i.Serial.IsZero() && v.things[record.Item{GTIN: i.GTIN}]
}

var (
	errVoid = errors.New("another event of the document says that this, or what is in it or around it, " +
		"was not shipped")
	errMayBeVoid = errors.New("another event of the document takes back a shipment, maybe this one: " +
		"not all objects that it names can be read")
)

// shipment says why a shipment may have been none.
func (v *void) shipment(o *occurrence) error {
	if slices.ContainsFunc(o.items, v.has) {
		return errVoid
	}
	papers := o.papers()
	if v.any || v.some && len(papers) == 0 ||
		slices.ContainsFunc(papers, func(paper string) bool { return v.papers[paper] }) {
		return errMayBeVoid
	}
	return nil
}
