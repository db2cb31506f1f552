package gs1

import "strings"

// GTIN is a Global Trade Item Number, AI (01), always in its 14-digit form: a GTIN-8,
// GTIN-12 or GTIN-13 is the same number with zeros in front (GenSpecs 3.3.2).
type GTIN struct{ digits string }

// ParseGTIN reads 8, 12, 13 or 14 digits whose last is the right check digit.
func ParseGTIN(s string) (GTIN, error) {
	switch len(s) {
	case 8, 12, 13, 14:
	default:
		return GTIN{}, refuseAI("01", WrongLength, s,
			"a GTIN has 8, 12, 13 or 14 digits, not %d", len(s))
	}
	if err := checkKey("01", "GTIN", s); err != nil {
		return GTIN{}, err
	}
	return GTIN{strings.Repeat("0", 14-len(s)) + s}, nil
}

// String returns the 14 digits, or "" when absent.
func (g GTIN) String() string { return g.digits }

// IsZero reports that there is no GTIN.
func (g GTIN) IsZero() bool { return g.digits == "" }

// Indicator returns the packaging level: '0' the trade item itself, '1' to '8' groupings
// of it, '9' variable measure (GenSpecs 2.1.2). It is 0 when the GTIN is absent.
func (g GTIN) Indicator() byte {
	if g.IsZero() {
		return 0
	}
	return g.digits[0]
}

// HasPrefix reports whether the company that holds the GS1 company prefix (4 to 12 digits)
// issued this GTIN: the prefix starts at the second of the 14 digits, whatever the
// packaging level. A GTIN-12 counts in its 13-digit form, so the U.P.C. company prefix
// 614141 is written 0614141. A GTIN-8 is handed out one by one and carries no company
// prefix: it has none (its range, 00000 in digits 2 to 6, is issued to no company).
func (g GTIN) HasPrefix(prefix string) bool {
	return !g.IsZero() && g.digits[1:6] != "00000" && companyPrefix(g.digits[1:], prefix)
}

// MarshalText returns the 14 digits; an absent GTIN is the empty text.
func (g GTIN) MarshalText() ([]byte, error) { return []byte(g.digits), nil }

// UnmarshalText is ParseGTIN; the empty text gives the absent GTIN.
func (g *GTIN) UnmarshalText(b []byte) error { return unmarshalText(g, b, ParseGTIN) }
