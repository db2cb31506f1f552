package gs1

// Lot is a batch or lot number, AI (10): 1 to 20 characters of set 82, case-sensitive. It
// means something only together with a GTIN (GenSpecs 3.4.1).
type Lot struct{ text string }

// ParseLot reads 1 to 20 characters of set 82.
func ParseLot(s string) (Lot, error) {
	if err := parseText82("10", "lot number", s); err != nil {
		return Lot{}, err
	}
	return Lot{s}, nil
}

// String returns the lot number, or "" when absent.
func (l Lot) String() string { return l.text }

// IsZero reports that there is no lot number.
func (l Lot) IsZero() bool { return l.text == "" }

// MarshalText returns the lot number; an absent one is the empty text.
func (l Lot) MarshalText() ([]byte, error) { return []byte(l.text), nil }

// UnmarshalText is ParseLot; the empty text gives the absent lot number.
func (l *Lot) UnmarshalText(b []byte) error { return unmarshalText(l, b, ParseLot) }
