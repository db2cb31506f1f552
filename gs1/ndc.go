package gs1

import "strings"

// GTINFromNDC returns the GTIN-14 of a US National Drug Code in its 10-digit form with
// hyphens, 4-4-2, 5-3-2 or 5-4-1: indicator digit, 03, the ten digits, check digit. The
// indicator '0' is the pack itself, '1' to '8' are cases of it. The 11-digit billing form
// is refused: where its extra zero stands cannot be told (21 CFR 207.33).
func GTINFromNDC(ndc string, indicator byte) (GTIN, error) {
	if indicator < '0' || indicator > '8' {
		return GTIN{}, refuse(InvalidNDC, ndc, "the indicator is '0' to '8', not %q", indicator)
	}
	segments := strings.Split(ndc, "-")
	digits := strings.Join(segments, "")
	if len(segments) != 3 || !allDigits(digits) {
		return GTIN{}, refuse(InvalidNDC, ndc, "an NDC is three groups of digits with hyphens")
	}
	switch [3]int{len(segments[0]), len(segments[1]), len(segments[2])} {
	case [3]int{4, 4, 2}, [3]int{5, 3, 2}, [3]int{5, 4, 1}:
	default:
		return GTIN{}, refuse(InvalidNDC, ndc, "an NDC of ten digits is 4-4-2, 5-3-2 or 5-4-1")
	}
	body := string(indicator) + "03" + digits
	check, err := CheckDigit(body)
	if err != nil {
		return GTIN{}, err
	}
	return GTIN{body + string(check)}, nil
}
