package events

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// The event hash id names an event by what it says, however it is written: JSON-LD or
// XML, identifiers as URNs or as GS1 Digital Links (CBV 2.0, 8.9.2). It is no signature,
// and recordTime, eventID and errorDeclaration are not hashed, so that neither storing an
// event nor declaring it wrong changes its name.

// Hashes gives the event hash ids of the events of an EPCIS document, query document or
// bare event, JSON-LD or XML, in document order:
// ni:///sha-256;<hex>?ver=CBV2.0.
func Hashes(document []byte) ([]string, error) {
	prehashes, err := PreHashes(document)
	ids := make([]string, len(prehashes))
	for i, p := range prehashes {
		ids[i] = hashID(p)
	}
	return ids, err
}

// PreHashes gives the canonical strings that Hashes hashes, to find out where two
// readings of an event differ.
func PreHashes(document []byte) ([]string, error) {
	c, err := collect(document)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(c.events))
	for i := range c.events {
		out[i] = preHash(&c.events[i], c.ignored)
	}
	return out, nil
}

func hashID(preHash string) string {
	h := sha256.Sum256([]byte(preHash))
	return "ni:///sha-256;" + hex.EncodeToString(h[:]) + "?ver=CBV2.0"
}

// preHash is the canonical string of one event: the members that the standard knows, in
// its order, then everything else, sorted.
func preHash(event *node, ignored map[string]bool) string {
	kids := slices.DeleteFunc(slices.Clone(event.kids), func(k node) bool {
		return ignored[k.name]
	})
	known, rest := inOrder(kids, eventOrder)
	rest = slices.DeleteFunc(rest, func(k node) bool {
		switch k.name {
		case "recordTime", "eventID", "type", "errorDeclaration":
			return true
		}
		return false
	})
	return "eventType=" + event.name + known + anyOrder(rest)
}

// inOrder says the children that an order names, and gives those that it does not.
// Extensions of an inner element are said at its end.
func inOrder(kids []node, order []member) (said string, rest []node) {
	kids, extensions := withoutExtensions(kids)
	values := make([][]string, len(order))
	for _, k := range kids {
		i := slices.IndexFunc(order, func(m member) bool { return m.name == k.name })
		if i < 0 {
			rest = append(rest, k)
			continue
		}
		value, inner := sayKnown(k, order[i].kids)
		if value != "" {
			values[i] = append(values[i], value)
		}
		if len(inner) > 0 {
			rest = append(rest, node{name: k.name, text: k.text, kids: inner})
		}
	}
	for _, v := range values {
		slices.Sort(v)
		said += strings.Join(v, "")
	}
	return said + anyOrder(extensions), rest
}

// sayKnown says one child; inner is what of its own children has still to be said.
func sayKnown(k node, order []member) (said string, inner []node) {
	inner = k.kids
	if order != nil {
		said, inner = inOrder(k.kids, order)
	}
	value := strings.TrimSpace(k.text)
	if isTime(k.name) {
		value = canonicalTime(value)
	} else {
		value = canonicalValue(value)
	}
	switch {
	case value != "":
		return k.name + "=" + value + said, inner
	case said != "":
		return k.name + said, inner
	}
	return "", inner
}

// withoutExtensions parts the extensions of an inner element from its other children.
// At the top of an event they stay, and come last anyway. A namespace that does not end
// in a slash, or an extension that stands alone, is said after the known members as well:
// so does the reference implementation, which the hashes have to agree with.
func withoutExtensions(kids []node) (rest, extensions []node) {
	if len(kids) <= 1 || slices.ContainsFunc(kids, func(k node) bool {
		return strings.Contains(k.name, "eventTime") || strings.Contains(k.name, "action")
	}) {
		return kids, nil
	}
	for _, k := range kids {
		if strings.Contains(k.name, "{") && strings.Contains(k.name, "/}") {
			extensions = append(extensions, k)
		} else {
			rest = append(rest, k)
		}
	}
	return rest, extensions
}

// anyOrder says elements of which the standard knows no order: sorted, but the type of a
// source, destination or business transaction before its value.
func anyOrder(kids []node) string {
	values := make([]string, len(kids))
	for i, k := range kids {
		values[i] = k.name
		if value := strings.TrimSpace(k.text); value != "" {
			values[i] += "=" + canonicalValue(value)
		}
		values[i] += anyOrder(k.kids)
	}
	if !slices.ContainsFunc(kids, func(k node) bool { return typed(k.name) }) {
		slices.Sort(values)
	}
	return strings.Join(values, "")
}
