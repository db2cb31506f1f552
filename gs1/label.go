package gs1

import "strings"

// Label is everything that one code on a pack or case says. Fields that the code lacks are
// absent.
type Label struct {
	GTIN   GTIN
	Serial Serial
	Lot    Lot
	Expiry Date // AI (17); day 00 is read as the last day of the month
	Made   Date // AI (11)
	SSCC   SSCC

	Elements  []Element // everything read, in order
	Symbology string    // symbology identifier sent by the scanner: "]d2", "]Q3", or ""
	Link      string    // the Digital Link URI, if the code was one
}

// ParseLabel reads any code that a person or a hand scanner sends: the raw scan with its
// symbology identifier, an element string with FNC1 as GS or ^, the text (01)…(21)… below a
// symbol, a Digital Link URI of any domain, or a bare GTIN of 8, 12, 13 or 14 digits.
// referenceYear decides the century of its dates. White space around the code is ignored.
//
// It refuses with a *ScanFault when the scan is damaged, not the pack, and with a
// *SyntaxError when the code is no valid GS1 label. A reading that could mean two things is
// a fault, never a guess. An AI that the dictionary does not know is kept in Elements only.
//
// What no parser can see: a lower-case serial number typed in capitals, or Y for Z, is a
// good label of a pack that does not exist. Misreadings lists what may have been meant.
func ParseLabel(code string, referenceYear int) (Label, error) {
	code = strings.Trim(code, " \t\r\n")
	l, err := read(code, referenceYear)
	if err != nil {
		if fault := faultBehind(code, referenceYear); fault != nil {
			return Label{}, fault
		}
		return Label{}, err
	}
	if fault := faultWithin(code, l); fault != nil {
		return Label{}, fault
	}
	return l, nil
}

// read takes the code at its word.
func read(code string, referenceYear int) (Label, error) {
	var l Label
	var err error
	switch {
	case code == "":
		return Label{}, refuse(EmptyCode, "", "the code is empty")
	case len(code) > longestCode:
		return Label{}, refuse(CodeTooLong, "", "a code of %d characters is none of GS1", len(code))
	case code[0] == ']':
		l, err = readScan(code)
	case hasScheme(code):
		l.Link = code
		l.Elements, err = labels.link(code)
	case code[0] == '(':
		l.Elements, err = readBracketed(code)
	case isBareGTIN(code):
		l.Elements, err = labels.linear(code, len(code))
	default:
		l.Elements, err = readElementString(code)
	}
	if err == nil {
		err = checkAssociations(l.Elements)
	}
	if err == nil {
		err = l.fill(referenceYear)
	}
	if err != nil {
		return Label{}, err
	}
	return l, nil
}

func readScan(code string) (Label, error) {
	s, elements, err := labels.scan(code)
	if err != nil {
		return Label{}, err
	}
	if elements == nil {
		return Label{}, refuse(NotGS1, code,
			"this is a plain code without GS1 data: look for another symbol on the pack")
	}
	l := Label{Symbology: s.id, Elements: elements}
	if s.content == plainContent {
		l.Link = code[symbologyLength:]
	}
	return l, nil
}

// readElementString reads an element string without symbology identifier. Without FNC1 in
// front nothing tells it from any other text, so it must name a trade item or a container.
func readElementString(code string) ([]Element, error) {
	data := strings.ReplaceAll(code, "^", string(groupSeparator))
	data, marked := strings.CutPrefix(data, string(groupSeparator))
	elements, err := labels.elementString(data)
	if err != nil {
		return nil, err
	}
	if !marked && match(elements, "01", "") == "" && match(elements, "00", "") == "" {
		return nil, refuse(NotGS1, code, "this is no GS1 code: it names neither a GTIN nor an SSCC")
	}
	return elements, nil
}

// readBracketed refuses AIs whose first two digits are not allocated: only the brackets tell
// how long such an AI is, and no symbol could carry it.
func readBracketed(code string) ([]Element, error) {
	elements, err := labels.bracketed(code)
	for _, e := range elements {
		if aiLength(e.AI[:2]) == 0 {
			return nil, refuse(UnknownAI, e.AI, "(%s) is no known AI", e.AI)
		}
	}
	return elements, err
}

func isBareGTIN(code string) bool {
	switch len(code) {
	case 8, 12, 13, 14:
		return allDigits(code)
	}
	return false
}

// fill sets the fields from the elements.
func (l *Label) fill(referenceYear int) (err error) {
	for _, e := range l.Elements {
		switch e.AI {
		case "00":
			l.SSCC, err = ParseSSCC(e.Value)
		case "01":
			l.GTIN, err = ParseGTIN(e.Value)
		case "10":
			l.Lot, err = ParseLot(e.Value)
		case "11":
			l.Made, _, err = ParseYYMMDD(e.Value, referenceYear)
		case "17":
			l.Expiry, _, err = ParseYYMMDD(e.Value, referenceYear)
		case "21":
			l.Serial, err = ParseSerial(e.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
