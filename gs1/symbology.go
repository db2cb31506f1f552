package gs1

import "strings"

// content is what a symbology identifier promises of the data behind it.
type content int

const (
	elementContent content = iota // FNC1 stood first: element strings
	plainContent                  // any text, so perhaps a Digital Link
	gtin13Content                 // an EAN-13 or UPC symbol
	gtin8Content                  // an EAN-8 symbol
	gtin14Content                 // an ITF-14 symbol
)

// symbology names a carrier by the identifier of ISO/IEC 15424 that readers put in front.
type symbology struct {
	id      string
	content content
}

var symbologies = []symbology{
	{"]C1", elementContent}, // GS1-128
	{"]e0", elementContent}, // GS1 DataBar, GS1 Composite
	{"]d2", elementContent}, // GS1 DataMatrix
	{"]Q3", elementContent}, // GS1 QR Code
	{"]J1", elementContent}, // GS1 DotCode
	{"]d1", plainContent},   // Data Matrix
	{"]Q1", plainContent},   // QR Code
	{"]J0", plainContent},   // DotCode
	{"]E0", gtin13Content},  // EAN-13, UPC-A, UPC-E
	{"]E4", gtin8Content},   // EAN-8
	{"]I1", gtin14Content},  // ITF-14, check digit verified by the reader
	{"]I0", gtin14Content},  // ITF-14
}

func symbologyOf(id string) (symbology, bool) {
	for _, s := range symbologies {
		if s.id == id {
			return s, true
		}
	}
	return symbology{}, false
}

// symbologyLength is the length of an identifier.
const symbologyLength = 3

// scan reads data with a symbology identifier in front. Here FNC1 is GS and nothing else,
// and brackets are characters like any other.
func (d dialect) scan(code string) (s symbology, elements []Element, err error) {
	if len(code) < symbologyLength {
		return s, nil, refuse(UnknownSymbol, code, "%q is no symbology identifier", code)
	}
	s, ok := symbologyOf(code[:symbologyLength])
	if !ok {
		return s, nil, refuse(UnknownSymbol, code, "%q is no symbology that GS1 uses",
			code[:symbologyLength])
	}
	data := code[symbologyLength:]
	switch s.content {
	case elementContent:
		elements, err = d.elementString(data)
	case plainContent:
		if hasScheme(data) {
			elements, err = d.link(data)
		}
	case gtin13Content:
		elements, err = d.linear(data, 13)
	case gtin8Content:
		elements, err = d.linear(data, 8)
	case gtin14Content:
		elements, err = d.linear(data, 14)
	}
	return s, elements, err
}

// linear reads the digits of an EAN, UPC or ITF symbol. In a composite symbol a second
// message with element strings follows (GenSpecs 5.11).
func (d dialect) linear(data string, digits int) ([]Element, error) {
	primary, composite, both := strings.Cut(data, "|]e0")
	if err := parseKey("01", "GTIN", primary, digits); err != nil {
		return nil, err
	}
	out := []Element{{"01", strings.Repeat("0", 14-digits) + primary}}
	if !both {
		return out, nil
	}
	rest, err := d.elementString(composite)
	return append(out, rest...), err
}

func hasScheme(text string) bool {
	scheme, _, found := strings.Cut(text, "://")
	return found && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http"))
}
