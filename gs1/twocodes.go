package gs1

import "strings"

// secondCodeInside reports whether a code that could be read holds another one: the linear
// code of the pack glued to its lot or serial number, or a second link.
func secondCodeInside(code string, l Label) bool {
	if secondSymbology(code) {
		return true
	}
	path, _, _ := strings.Cut(l.Link, "?")
	if strings.Count(path, "://") > 1 {
		return true
	}
	if l.GTIN.IsZero() || code[0] == '(' { // typed with brackets: the person saw the ends
		return false
	}
	for _, value := range []string{l.Lot.String(), l.Serial.String()} {
		if gluedGTIN(value, l.GTIN.String()) {
			return true
		}
	}
	return false
}

// gluedGTIN reports whether the value holds the label's own GTIN beside something else, in
// the form in which an EAN, UPC or ITF symbol carries it.
func gluedGTIN(value, gtin string) bool {
	if strings.Contains(value, gtin) {
		return len(value) > len(gtin)
	}
	for _, zeros := range []string{"0", "00", "000000"} {
		short, ok := strings.CutPrefix(gtin, zeros)
		if ok && len(value) > len(short) &&
			(strings.HasSuffix(value, short) || strings.HasPrefix(value, short)) {
			return true
		}
	}
	return false
}

// twoCodesGlued reports whether a code that could not be read falls into two that can.
func twoCodesGlued(code string, referenceYear int) bool {
	if secondSymbology(code) || strings.ContainsAny(code, "\r\n\t") ||
		strings.Count(strings.ToLower(code), "://") > 1 {
		return true
	}
	for i := 8; i <= len(code)-8; i++ {
		if startsCode(code[i:]) && readsItem(code[:i], referenceYear) &&
			readsItem(code[i:], referenceYear) {
			return true
		}
	}
	return false
}

func readsItem(code string, referenceYear int) bool {
	l, err := read(code, referenceYear)
	return err == nil && namesItem(l.Elements)
}

// startsCode keeps the search short: what a second code can begin with.
func startsCode(rest string) bool {
	return isDigit(rest[0]) || rest[0] == '(' || rest[0] == '^' || rest[0] == groupSeparator ||
		hasScheme(rest)
}

// secondSymbology finds a symbology identifier that is not in front. No value can hold its
// bracket; in a composite symbol | announces the second message.
func secondSymbology(code string) bool {
	for i := 1; i+symbologyLength <= len(code); i++ {
		if code[i] == ']' && code[i-1] != '|' {
			if _, ok := symbologyOf(code[i : i+symbologyLength]); ok {
				return true
			}
		}
	}
	return false
}
