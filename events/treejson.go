package events

import (
	"errors"
	"strings"
)

var errNoEvents = errors.New("document: neither an EPCIS document nor an event")

// collectJSON takes the events out of a document, a query document or a bare event.
func collectJSON(v *value) (collection, error) {
	c := collection{json: v, ignored: make(map[string]bool)}
	room := maxSpelled
	spaces := namespaces{own: map[string]string{"gs1": gs1Terms, "cbv": cbv}, room: &room}
	spaces.declare(v.member("@context"))
	place := v
	spaces.ignore(place, c.ignored)
	for _, step := range []string{"epcisBody", "queryResults", "resultsBody"} {
		if inner := place.member(step); inner != nil {
			place = inner
			spaces.ignore(place, c.ignored)
		}
	}
	events := place.member("eventList")
	switch {
	case events != nil && events.kind == list:
		for i := range events.items {
			c.events = append(c.events, spaces.event(&events.items[i]))
		}
	case place.member("event") != nil:
		c.events = []node{spaces.event(place.member("event"))}
	case v.kind == object && v.member("eventTime") != nil:
		c.events = []node{spaces.event(v)}
	default:
		return c, errNoEvents
	}
	if room < 0 {
		return c, errTooLong
	}
	return c, nil
}

// namespaces finds the namespace of a prefix, and writes it out while there is room.
type namespaces struct {
	own  map[string]string
	over *namespaces // of the document, for what an event does not declare
	room *int        // bytes; below 0 nothing is written out any more
}

// of gives the namespace of a prefix, "" if there is none.
func (n namespaces) of(prefix string) string {
	space, ok := n.own[prefix]
	if !ok && n.over != nil {
		space = n.over.of(prefix)
	}
	if space != "" {
		if *n.room -= len(space); *n.room < 0 {
			return ""
		}
	}
	return space
}

func (n namespaces) declare(context *value) {
	if context == nil {
		return
	}
	if context.kind == list {
		for i := range context.items {
			n.declare(&context.items[i])
		}
	}
	for i, name := range context.names {
		if context.items[i].kind == text {
			n.own[name] = context.items[i].text
		}
	}
}

// ignore notes the names in a member …:ignoreFields.
func (n namespaces) ignore(v *value, ignored map[string]bool) {
	for i, name := range v.names {
		if strings.HasSuffix(name, ":ignoreFields") {
			for _, field := range v.items[i].items {
				ignored[n.name(field.text)] = true
			}
		}
	}
}

// name writes a prefixed name as {namespace}local, and leaves others as they are.
func (n namespaces) name(s string) string {
	if prefix, rest, ok := strings.Cut(s, ":"); ok {
		if space := n.of(prefix); space != "" {
			return "{" + space + "}" + rest
		}
	}
	return s
}

// term expands a prefixed value.
func (n namespaces) term(s string) string {
	if prefix, rest, ok := strings.Cut(s, ":"); ok {
		if space := n.of(prefix); space != "" {
			return space + rest
		}
	}
	return s
}

func (n namespaces) event(v *value) node {
	if context := v.member("@context"); context != nil {
		outer := n
		n = namespaces{own: map[string]string{}, over: &outer, room: n.room}
		n.declare(context)
	}
	e := node{kids: n.members("", v)}
	if t := v.member("type"); t != nil {
		e.name = n.name(t.text)
	}
	return e
}

// members turns the members of an object into elements, as XML has them. Comments say
// nothing, and of a context only the namespaces count.
func (n namespaces) members(parent string, v *value) (kids []node) {
	for i, name := range v.names {
		switch name {
		case "#text", "rdfs:comment", "comment", "@context":
			continue
		}
		item := &v.items[i]
		if item.kind == nothing {
			continue
		}
		name = n.name(name)
		switch {
		case item.kind != list:
			kids = append(kids, n.element(parent, name, item))
		case name == "childEPCs":
			kids = append(kids, node{name: name, kids: n.each(name, "epc", item)})
		case strings.HasSuffix(name, "List"):
			kids = append(kids, node{name: name, kids: n.each(name, elementOf(name, item), item)})
		default:
			kids = append(kids, n.each(parent, name, item)...)
		}
	}
	return kids
}

// elementOf is how XML names the items of a list that JSON leaves nameless.
func elementOf(listName string, v *value) string {
	switch e := strings.TrimSuffix(listName, "List"); e {
	case "inputEPC", "outputEPC":
		return "epc"
	case "inputQuantity", "outputQuantity", "childQuantity":
		return "quantityElement"
	case "quantity":
		if len(v.items) > 0 && v.items[0].kind == object {
			return "quantityElement"
		}
		return e
	default:
		return e
	}
}

func (n namespaces) each(parent, name string, v *value) []node {
	kids := make([]node, len(v.items))
	for i := range v.items {
		kids[i] = n.element(parent, name, &v.items[i])
		if typed(name) {
			kids[i] = pair(name, kids[i])
		}
	}
	return kids
}

func (n namespaces) element(parent, name string, v *value) node {
	e := node{name: name}
	switch v.kind {
	case object:
		under := name
		if typed(name) {
			under = parent
		}
		e.kids = n.members(under, v)
		if t := v.member("#text"); t != nil {
			e.text = t.text
		}
	case list:
		e.kids = n.each(name, "", v)
	case text:
		e.text = n.term(v.text)
		if words, ok := spoken(parent, name); ok {
			e.text = words.expand(e.text)
		}
	default:
		e.text = v.text
	}
	*n.room -= spelling(e.text)
	return e
}

// typed says of an element that it is a value with a type beside it.
func typed(name string) bool {
	return name == "bizTransaction" || name == "source" || name == "destination"
}

// pair puts the type before the value, however they came.
func pair(name string, e node) node {
	out := node{}
	for _, member := range []string{"type", name} {
		if k := e.kid(member); k != nil {
			out.kids = append(out.kids, *k)
		}
	}
	return out
}
