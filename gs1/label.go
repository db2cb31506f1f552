package gs1

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

// ParseLabel reads any code that a person or a scanner sends.
func ParseLabel(code string, referenceYear int) (Label, error) {
	g, err := ParseGTIN(code)
	if err != nil {
		return Label{}, err
	}
	return Label{GTIN: g, Elements: []Element{{"01", g.String()}}}, nil
}

// ElementString returns the element string with GS separators.
func (l Label) ElementString() string {
	var b []byte
	for i, e := range l.elements() {
		if i > 0 {
			b = append(b, groupSeparator...)
		}
		b = append(b, e.AI+e.Value...)
	}
	return string(b)
}

// DigitalLink returns the GS1 Digital Link URI below stem.
func (l Label) DigitalLink(stem string) string {
	if stem == "" {
		stem = "https://id.gs1.org"
	}
	return stem + "/01/" + l.GTIN.String()
}
