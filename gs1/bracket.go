package gs1

import "strings"

// bracketed reads the text that people see and type, (01)…(21)…, where brackets show the
// AIs (GenSpecs 4.14). A bracket that belongs to a value is written \(.
func (d dialect) bracketed(text string) ([]Element, error) {
	var out []Element
	for text != "" {
		rest, ok := strings.CutPrefix(text, "(")
		number, rest, closed := strings.Cut(rest, ")")
		if !ok || !closed {
			return nil, refuse(MalformedAI, text, "an AI in brackets is missing before %q", text)
		}
		ai, e := d.lookup(number, len(number))
		if e == nil || number == "" {
			return nil, refuse(UnknownAI, number, "(%s) is no known AI", number)
		}
		var value string
		value, text = cutValue(rest)
		if d.spaces {
			value = strings.Trim(value, " ")
		}
		if err := e.checkValue(ai, value); err != nil {
			return nil, err
		}
		if len(out) == mostAIs {
			return nil, refuse(TooManyAIs, "", "more than %d AIs", mostAIs)
		}
		out = append(out, Element{ai, value})
	}
	if out == nil {
		return nil, refuse(EmptyCode, "", "the code holds no data")
	}
	return out, nil
}

// cutValue returns the value that text starts with, up to the next bracket that is not
// escaped, and what follows it.
func cutValue(text string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], `\(`):
			i++
			b.WriteByte('(')
		case text[i] == '(':
			return b.String(), text[i:]
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String(), ""
}

// formatBracketed is the reverse.
func formatBracketed(elements []Element) string {
	var b strings.Builder
	for _, e := range elements {
		b.WriteString("(" + e.AI + ")" + strings.ReplaceAll(e.Value, "(", `\(`))
	}
	return b.String()
}
