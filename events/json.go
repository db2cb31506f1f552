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
)

var (
	errTooLarge = fmt.Errorf("document: more than %d bytes", MaxDocumentBytes)
	errTooDeep  = fmt.Errorf("document: nested deeper than %d", maxDepth)
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

// parseJSON reads one JSON value. A name that stands twice in an object is refused, since
// readers differ about which of the two counts; but for eventID, which GS1's own samples
// repeat and from which nothing follows. There the last one counts.
func parseJSON(b []byte) (value, error) {
	if len(b) > MaxDocumentBytes {
		return value{}, errTooLarge
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	v, err := readJSON(d, 0)
	if err != nil {
		return value{}, fmt.Errorf("JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return value{}, errors.New("JSON: something follows the document")
	}
	return v, nil
}

func readJSON(d *json.Decoder, depth int) (v value, err error) {
	if depth > maxDepth {
		return v, errTooDeep
	}
	t, err := d.Token()
	if err != nil {
		return v, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return readList(d, depth)
		}
		return readObject(d, depth)
	case string:
		return value{kind: text, text: t}, nil
	case json.Number:
		return value{kind: number, text: t.String()}, nil
	case bool:
		return value{kind: boolean, text: fmt.Sprint(t)}, nil
	}
	return value{kind: nothing}, nil
}

func readList(d *json.Decoder, depth int) (value, error) {
	v := value{kind: list}
	for d.More() {
		item, err := readJSON(d, depth+1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
	}
	_, err := d.Token()
	return v, err
}

func readObject(d *json.Decoder, depth int) (value, error) {
	v := value{kind: object}
	seen := make(map[string]bool)
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return v, err
		}
		name, _ := t.(string)
		if seen[name] && name != "eventID" {
			return v, fmt.Errorf("%q stands twice in one object", name)
		}
		member, err := readJSON(d, depth+1)
		if err != nil {
			return v, err
		}
		if seen[name] {
			*v.member(name) = member
			continue
		}
		seen[name] = true
		v.names, v.items = append(v.names, name), append(v.items, member)
	}
	_, err := d.Token()
	return v, err
}
