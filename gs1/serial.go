package gs1

// Serial is a serial number, AI (21): 1 to 20 characters of set 82, case-sensitive. With a
// GTIN it names one pack (GenSpecs 3.5.2).
type Serial struct{ text string }

// ParseSerial reads 1 to 20 characters of set 82.
func ParseSerial(s string) (Serial, error) {
	if err := parseText82("21", "serial number", s); err != nil {
		return Serial{}, err
	}
	return Serial{s}, nil
}

// String returns the serial number, or "" when absent.
func (s Serial) String() string { return s.text }

// IsZero reports that there is no serial number.
func (s Serial) IsZero() bool { return s.text == "" }

// MarshalText returns the serial number; an absent one is the empty text.
func (s Serial) MarshalText() ([]byte, error) { return []byte(s.text), nil }

// UnmarshalText is ParseSerial; the empty text gives the absent serial number.
func (s *Serial) UnmarshalText(b []byte) error { return unmarshalText(s, b, ParseSerial) }

// parseText82 checks an attribute of type X..20.
func parseText82(ai, name, s string) error {
	if len(s) < 1 || len(s) > 20 {
		return refuseAI(ai, WrongLength, s, "a %s has 1 to 20 characters, not %d", name, len(s))
	}
	if i := firstNot(s, isCharset82); i >= 0 {
		return refuseAI(ai, InvalidCset82Character, s,
			"%q in a %s is not in GS1 character set 82", s[i], name)
	}
	return nil
}
