package gs1

// SSCC is a Serial Shipping Container Code, AI (00), 18 digits: one case or pallet, once
// (GenSpecs 2.2.1).
type SSCC struct{ digits string }

// ParseSSCC reads 18 digits whose last is the right check digit.
func ParseSSCC(s string) (SSCC, error) {
	if err := parseKey("00", "SSCC", s, 18); err != nil {
		return SSCC{}, err
	}
	return SSCC{s}, nil
}

// String returns the 18 digits, or "" when absent.
func (s SSCC) String() string { return s.digits }

// IsZero reports that there is no SSCC.
func (s SSCC) IsZero() bool { return s.digits == "" }

// HasPrefix reports whether the holder of the GS1 company prefix (4 to 12 digits) issued
// this SSCC: the prefix follows the extension digit.
func (s SSCC) HasPrefix(prefix string) bool {
	return !s.IsZero() && companyPrefix(s.digits[1:], prefix)
}

// MarshalText returns the 18 digits; an absent SSCC is the empty text.
func (s SSCC) MarshalText() ([]byte, error) { return []byte(s.digits), nil }

// UnmarshalText is ParseSSCC; the empty text gives the absent SSCC.
func (s *SSCC) UnmarshalText(b []byte) error { return unmarshalText(s, b, ParseSSCC) }
