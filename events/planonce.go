package events

import (
	"fmt"
	"slices"
	"strings"
)

// once are the members that a part of an event has once at most, and an order is made of; an
// event by the name "". JSON-LD is valid, and has none of them twice.
var once = map[string][]string{
	"": strings.Fields("action bizStep parentID epcList childEPCs quantityList childQuantityList ilmd " +
		"sourceList destinationList bizTransactionList readPoint bizLocation errorDeclaration eventID"),
	"quantityElement": {"epcClass", "quantity", "uom"},
	"readPoint":       {"id"},
	"bizLocation":     {"id"},
}

// saidOnce refuses XML in which only one of two members would be read: what an event packs,
// moves or takes back then depends on who reads it.
func (c *collection) saidOnce() error {
	if c.root == nil {
		return nil
	}
	for i := range c.events {
		if name := c.events[i].twice(""); name != "" {
			return fmt.Errorf("event %d: %s stands twice", i+1, name)
		}
	}
	return nil
}

// twice gives a member of a part, or of the parts in it, that stands twice; "" if there is none.
func (n *node) twice(part string) string {
	seen := make(map[string]bool)
	for i := range n.kids {
		k := &n.kids[i]
		if seen[k.name] && slices.Contains(once[part], k.name) {
			return k.name
		}
		seen[k.name] = true
		if name := k.twice(k.name); name != "" {
			return name
		}
	}
	return ""
}
