package gs1

import "strings"

// groupSeparator is the data character that a reader sends for FNC1 (GenSpecs 7.8.3).
const groupSeparator = "\x1d"

// elements returns the label in the order that packs use: fixed-length attributes first,
// then lot and serial number; what else was read follows in the order of reading.
func (l Label) elements() []Element {
	var out []Element
	add := func(ai, value string) {
		if value != "" {
			out = append(out, Element{ai, value})
		}
	}
	add("00", l.SSCC.String())
	add("01", l.GTIN.String())
	add("11", l.dateValue("11", l.Made))
	add("17", l.dateValue("17", l.Expiry))
	add("10", l.Lot.String())
	add("21", l.Serial.String())
	for _, e := range l.Elements {
		if !has(out, e.AI) {
			out = append(out, e)
		}
	}
	return out
}

// dateValue keeps a day 00 as it was printed.
func (l Label) dateValue(ai string, d Date) string {
	for _, e := range l.Elements {
		if e.AI == ai && len(e.Value) == 6 && e.Value[4:] == "00" && d.YYMMDD()[:4] == e.Value[:4] {
			return e.Value
		}
	}
	return d.YYMMDD()
}

func has(elements []Element, ai string) bool {
	for _, e := range elements {
		if e.AI == ai {
			return true
		}
	}
	return false
}

// HumanReadable returns the text below a symbol, with AIs in brackets (GenSpecs 4.14).
func (l Label) HumanReadable() string {
	var b strings.Builder
	for _, e := range l.elements() {
		b.WriteString("(" + e.AI + ")" + e.Value)
	}
	return b.String()
}
