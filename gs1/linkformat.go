package gs1

import (
	"errors"
	"slices"
	"strings"
)

// DigitalLink returns the label as a GS1 Digital Link URI below stem, an address without
// query such as https://example.com/p; "" is the canonical stem https://id.gs1.org. Lot and
// serial number stand in the path, in that order, dates and the rest in the query. Elements
// that a link may not carry are left out, with those that need them. It is "" for a label
// without a key.
func (l Label) DigitalLink(stem string) string {
	elements := l.elements()
	if !l.Serial.IsZero() && !l.SSCC.IsZero() { // a pack's link, in a container
		elements = append(elements[1:], elements[0])
	}
	for {
		uri, refusal := formatLink(stem, elements)
		if refusal == nil {
			refusal = checkAssociations(elements)
		}
		var syntax *SyntaxError
		if !errors.As(refusal, &syntax) {
			return uri
		}
		i := slices.IndexFunc(elements, func(e Element) bool { return e.AI == syntax.AI })
		if i < 0 {
			return ""
		}
		elements = slices.Delete(elements, i, i+1)
	}
}

// formatLink writes the first key with the qualifiers that it has, then the attributes,
// predefined lengths first.
func formatLink(stem string, elements []Element) (string, error) {
	at := slices.IndexFunc(elements, func(e Element) bool {
		return labels.mustLookup(e.AI).isKey()
	})
	if at < 0 {
		return "", refuse(NoPrimaryKey, "", "a link needs a GS1 key")
	}
	if stem == "" {
		stem = canonicalStem
	}
	key := elements[at].AI
	order := append([]string{key}, bestOrder(labels.mustLookup(key), elements)...)
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(stem, "/"))
	for _, ai := range order {
		if i := slices.IndexFunc(elements, func(e Element) bool { return e.AI == ai }); i >= 0 {
			b.WriteString("/" + ai + "/" + escape(elements[i].Value, false))
		}
	}
	separator := "?"
	for _, fixed := range []bool{true, false} {
		for i, e := range elements {
			known := labels.mustLookup(e.AI)
			if known.fixed != fixed || slices.Contains(order, e.AI) ||
				slices.Contains(aisOf(elements[:i]), e.AI) {
				continue
			}
			if !known.attribute {
				return "", refuseAI(e.AI, NotAttribute, e.Value,
					"it may not stand in the query of a link")
			}
			b.WriteString(separator + e.AI + "=" + escape(e.Value, true))
			separator = "&"
		}
	}
	return b.String(), nil
}

// bestOrder picks the sequence of qualifiers that loses least: AIs that may stand only in
// the path count before those that the query takes as well, and among equals the sequence
// whose last qualifier is there, which names the single item.
func bestOrder(key *entry, elements []Element) []string {
	var best []string
	most := 0
	for _, order := range key.qualifiers {
		weight := 0
		for i, ai := range order {
			if match(elements, ai, "") == "" {
				continue
			}
			weight += 10
			if !labels.mustLookup(ai).attribute {
				weight += 1000
			}
			if i == len(order)-1 {
				weight += 100
			}
		}
		if weight > most {
			best, most = order, weight
		}
	}
	return best
}
