package events

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// collectXML takes the events out of an EPCIS document or query document.
func collectXML(b []byte) (collection, error) {
	if len(b) > MaxDocumentBytes {
		return collection{}, errTooLarge
	}
	root, n, err := parseXML(b)
	if err != nil {
		return collection{}, fmt.Errorf("XML: %w", err)
	}
	c := collection{root: root, values: n, ignored: make(map[string]bool)}
	list := find(root, "EventList")
	switch {
	case list == nil:
		return c, errNoEvents
	case many(root, "EventList") > 1:
		return c, errors.New("document: more than one EventList")
	}
	for i := range root.kids {
		if k := &root.kids[i]; local(k.name) == "ignoreFields" && k.name != "ignoreFields" {
			for _, field := range k.kids {
				c.ignored[field.name] = true
			}
		}
	}
	c.events = list.kids
	return c, nil
}

// many counts the elements of a name.
func many(n *node, name string) (count int) {
	if n.name == name {
		count++
	}
	for i := range n.kids {
		count += many(&n.kids[i], name)
	}
	return count
}

// find gives the first element of a name, at any depth.
func find(n *node, name string) *node {
	if n.name == name {
		return n
	}
	for i := range n.kids {
		if found := find(&n.kids[i], name); found != nil {
			return found
		}
	}
	return nil
}

// parseXML reads one document, and counts its elements and attributes. A document type is
// refused, whatever it declares: no EPCIS document needs one, and entities are how XML
// readers are attacked.
func parseXML(b []byte) (*node, int, error) {
	d := xmlReader{xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))), 0, maxSpelled}
	var root *node
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && root != nil {
			return root, d.elements, nil
		}
		if err != nil {
			return nil, 0, err
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, 0, errors.New("a document type is not allowed")
		case xml.StartElement:
			if root != nil {
				return nil, 0, errors.New("something follows the document")
			}
			e, err := d.element(t, 0)
			if err != nil {
				return nil, 0, err
			}
			root = &e
		}
	}
}

// xmlReader reads elements within the limits of a document.
type xmlReader struct {
	*xml.Decoder
	elements int // and attributes that were read
	room     int // for namespaces in their names, bytes
}

func (d *xmlReader) element(start xml.StartElement, depth int) (node, error) {
	e := node{name: d.nameOf(start.Name)}
	if depth > maxDepth {
		return e, errTooDeep
	}
	seen := make(map[xml.Name]bool, len(start.Attr))
	for _, a := range start.Attr {
		if seen[a.Name] {
			return e, fmt.Errorf("attribute %s stands twice", a.Name.Local)
		}
		seen[a.Name] = true
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			e.kids = append(e.kids, node{name: d.nameOf(a.Name), text: termOf(a.Value)})
			d.room -= spelling(a.Value)
		}
		if d.elements > maxValues || d.room < 0 {
			break
		}
	}
	switch {
	case d.elements > maxValues:
		return e, errTooMany
	case d.room < 0:
		return e, errTooLong
	}
	before, inner := &strings.Builder{}, false
	for {
		t, err := d.Token()
		if err != nil {
			return e, err
		}
		switch t := t.(type) {
		case xml.Directive:
			return e, errors.New("a document type is not allowed")
		case xml.CharData:
			if !inner {
				before.Write(t)
			}
		case xml.StartElement:
			inner = true
			kid, err := d.element(t, depth+1)
			if err != nil {
				return e, err
			}
			switch {
			case kid.name == "extension" || kid.name == "baseExtension":
				e.kids = append(e.kids, kid.kids...) // wrappers that say nothing
			case typed(kid.name):
				e.kids = append(e.kids, pairOf(kid))
			default:
				e.kids = append(e.kids, kid)
			}
		case xml.EndElement:
			e.text = termOf(strings.TrimSpace(before.String()))
			d.room -= spelling(e.text)
			return e, nil
		}
	}
}

// pairOf is pair for XML, where the type is an attribute of the value.
func pairOf(e node) node {
	value := node{name: e.name, text: e.text}
	if t := e.kid("type"); t != nil {
		return node{kids: []node{*t, value}}
	}
	return node{kids: []node{value}}
}

// nameOf writes a name with its namespace while there is room.
func (d *xmlReader) nameOf(n xml.Name) string {
	d.elements++
	if n.Space == "" {
		return n.Local
	}
	if d.room -= len(n.Space); d.room < 0 {
		return n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

// termOf expands the two prefixes that EPCIS XML uses in values.
func termOf(s string) string {
	if rest, ok := strings.CutPrefix(s, "gs1:"); ok {
		return gs1Terms + rest
	}
	if rest, ok := strings.CutPrefix(s, "cbv:"); ok {
		return cbv + rest
	}
	return s
}
