package gs1

// GLN is a Global Location Number, 13 digits: a party or a place (GenSpecs 2.4).
type GLN struct{ digits string }

// ParseGLN reads 13 digits whose last is the right check digit.
func ParseGLN(s string) (GLN, error) {
	if err := parseKey("414", "GLN", s, 13); err != nil {
		return GLN{}, err
	}
	return GLN{s}, nil
}

// String returns the 13 digits, or "" when absent.
func (g GLN) String() string { return g.digits }

// IsZero reports that there is no GLN.
func (g GLN) IsZero() bool { return g.digits == "" }

// HasPrefix reports whether the holder of the GS1 company prefix (4 to 12 digits) issued
// this GLN: the prefix is its first digits.
func (g GLN) HasPrefix(prefix string) bool { return companyPrefix(g.digits, prefix) }

// MarshalText returns the 13 digits; an absent GLN is the empty text.
func (g GLN) MarshalText() ([]byte, error) { return []byte(g.digits), nil }

// UnmarshalText is ParseGLN; the empty text gives the absent GLN.
func (g *GLN) UnmarshalText(b []byte) error { return unmarshalText(g, b, ParseGLN) }
