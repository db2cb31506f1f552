package gs1

import "strings"

// Element is one Application Identifier with its value, as an element string holds it.
type Element struct {
	AI    string // two to four digits
	Value string // neither escaped nor separated
}

// groupSeparator is the data character that a reader sends for FNC1 (GenSpecs 7.8.3).
const groupSeparator = '\x1d'

// Limits of a code: no GS1 symbol holds more characters, and more elements than this have
// no meaning on a pack.
const (
	longestCode = 7089 // digits in a QR Code version 40-L
	mostAIs     = 64
)

// elementString reads concatenated AIs and values; GS ends a value whose length is not
// predefined, and may follow any other (GenSpecs 7.8.5).
func (d dialect) elementString(data string) ([]Element, error) {
	if data == "" {
		return nil, refuse(EmptyCode, "", "the code holds no data")
	}
	var out []Element
	for data != "" {
		ai, e := d.lookup(data, 0)
		if e == nil {
			return nil, refuse(UnknownAI, data, "no AI is known that %q starts with",
				data[:min(4, len(data))])
		}
		data = data[len(ai):]
		end := strings.IndexByte(data, groupSeparator)
		if end < 0 {
			end = len(data)
		}
		n, err := e.readValue(ai, data[:end])
		if err != nil {
			return nil, err
		}
		if !e.fixed && n < end {
			return nil, refuseAI(ai, WrongLength, data[:end], "%q is too long for %s",
				data[:end], e.title)
		}
		if len(out) == mostAIs {
			return nil, refuse(TooManyAIs, "", "more than %d AIs", mostAIs)
		}
		out = append(out, Element{ai, data[:n]})
		data = data[n:]
		data = strings.TrimPrefix(data, string(groupSeparator))
	}
	return out, nil
}

// formatElements is the reverse; it needs no FNC1 in front, which readers do not send.
func formatElements(elements []Element) string {
	var b strings.Builder
	for i, e := range elements {
		b.WriteString(e.AI + e.Value)
		if known := labels.mustLookup(e.AI); !known.fixed && i < len(elements)-1 {
			b.WriteByte(groupSeparator)
		}
	}
	return b.String()
}

// mustLookup returns the entry of an AI that was read before or that we write ourselves.
func (d dialect) mustLookup(ai string) *entry {
	if _, e := d.lookup(ai, len(ai)); e != nil {
		return e
	}
	return unknownEntry("99") // a made-up AI in a Label built by hand: the widest rule
}
