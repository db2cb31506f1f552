package gs1

// elements returns the label in the order that packs use: predefined lengths first, so that
// fewest separators are needed, then lot and serial number, then what else was read.
func (l Label) elements() []Element {
	var out []Element
	add := func(ai, value string) {
		if value != "" && match(out, ai, "") == "" {
			out = append(out, Element{ai, value})
		}
	}
	add("00", l.SSCC.String())
	add("01", l.GTIN.String())
	add("11", l.dateValue("11", l.Made))
	add("17", l.dateValue("17", l.Expiry))
	for _, e := range l.Elements {
		if labels.mustLookup(e.AI).fixed {
			add(e.AI, e.Value)
		}
	}
	add("10", l.Lot.String())
	add("21", l.Serial.String())
	for _, e := range l.Elements {
		add(e.AI, e.Value)
	}
	return out
}

// dateValue keeps a day 00 as it was printed: the label must come out as it went in.
func (l Label) dateValue(ai string, d Date) string {
	printed := d.YYMMDD()
	for _, e := range l.Elements {
		if e.AI == ai && len(e.Value) == 6 && e.Value[4:] == "00" && !d.IsZero() &&
			e.Value[:4] == printed[:4] && d.isMonthEnd() {
			return e.Value
		}
	}
	return printed
}

// ElementString returns what a scanner sends for the label, without symbology identifier:
// (01)(17)(10)(21) in that order, values of no predefined length ended by GS (0x1D).
func (l Label) ElementString() string { return formatElements(l.elements()) }

// HumanReadable returns the text below a symbol, with AIs in brackets (GenSpecs 4.14). A
// bracket inside a value is written \(, so that ParseLabel reads the text back.
func (l Label) HumanReadable() string { return formatBracketed(l.elements()) }
