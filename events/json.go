package events

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// What others send is read with limits, before anything else looks at it.
const (
	// MaxDocumentBytes is the largest EPCIS document that is read.
	MaxDocumentBytes = 16 << 20
	maxDepth         = 48
	maxValues        = 1 << 20          // or elements and attributes
	maxEvents        = 1 << 17          // in one document
	maxSpelled       = MaxDocumentBytes // of namespaces and numbers, written out wherever they stand
)

var (
	errTooLarge = fmt.Errorf("document: more than %d bytes", MaxDocumentBytes)
	errTooDeep  = fmt.Errorf("document: nested deeper than %d", maxDepth)
	errTooMany  = fmt.Errorf("document: more than %d values or elements", maxValues)
	errEvents   = fmt.Errorf("document: more than %d events", maxEvents)
	errTooLong  = fmt.Errorf("document: its names and numbers are longer than %d bytes when written out", maxSpelled)
)

// kind of a JSON value.
type kind byte

const (
	nothing kind = iota // null
	boolean
	number
	text
	list
	object
)

// value is JSON with its members in their order and its numbers as they were written.
type value struct {
	kind  kind
	text  string   // of a text, a number, true or false
	names []string // of an object's members
	items []value  // a list's items, an object's members
}

func (v *value) member(name string) *value {
	if i := slices.Index(v.names, name); i >= 0 {
		return &v.items[i]
	}
	return nil
}

// parseJSON reads one JSON value, and counts those in it. A name that stands twice in an object is refused, since
// readers differ about which of the two counts; but for eventID, which GS1's own samples
// repeat and from which nothing follows. There the last one counts.
func parseJSON(b []byte) (value, int, error) {
	if len(b) > MaxDocumentBytes {
		return value{}, 0, errTooLarge
	}
	d := jsonReader{json.NewDecoder(bytes.NewReader(b)), 0}
	d.UseNumber()
	v, err := d.read(0)
	if err != nil {
		return value{}, 0, fmt.Errorf("JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return value{}, 0, errors.New("JSON: something follows the document")
	}
	return v, d.values, nil
}

// jsonReader reads values within the limits of a document.
type jsonReader struct {
	*json.Decoder
	values int // that were read
}

func (d *jsonReader) read(depth int) (v value, err error) {
	switch d.values++; {
	case depth > maxDepth:
		return v, errTooDeep
	case d.values > maxValues:
		return v, errTooMany
	}
	t, err := d.Token()
	if err != nil {
		return v, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return d.list(depth)
		}
		return d.object(depth)
	case string:
		return value{kind: text, text: t}, nil
	case json.Number:
		return value{kind: number, text: t.String()}, nil
	case bool:
		return value{kind: boolean, text: fmt.Sprint(t)}, nil
	}
	return value{kind: nothing}, nil
}

func (d *jsonReader) list(depth int) (value, error) {
	v := value{kind: list}
	for d.More() {
		item, err := d.read(depth + 1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
	}
	_, err := d.Token()
	return v, err
}

func (d *jsonReader) object(depth int) (value, error) {
	v := value{kind: object}
	seen := make(map[string]int) // number of the member
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return v, err
		}
		name, _ := t.(string)
		at, twice := seen[name]
		if twice && name != "eventID" {
			return v, fmt.Errorf("%q stands twice in one object", name)
		}
		member, err := d.read(depth + 1)
		if err != nil {
			return v, err
		}
		if twice {
			v.items[at] = member
			continue
		}
		seen[name] = len(v.items)
		v.names, v.items = append(v.names, name), append(v.items, member)
	}
	_, err := d.Token()
	return v, err
}
