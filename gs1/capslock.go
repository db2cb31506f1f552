package gs1

import "strings"

// capsLocked reports whether a code that could not be read shows swapped case where only
// one case is possible: in a symbology identifier or in the scheme of a link.
func capsLocked(code string, referenceYear int) bool {
	if code != "" && code[0] == ']' && len(code) >= symbologyLength {
		if _, known := symbologyOf(code[:symbologyLength]); !known {
			_, swapped := symbologyOf(swapCase(code[:symbologyLength]))
			return swapped
		}
		return reads(swapCase(code), referenceYear)
	}
	if !hasScheme(code) {
		return false
	}
	scheme, _, _ := strings.Cut(code, "://")
	return scheme != strings.ToLower(scheme) && scheme != strings.ToUpper(scheme)
}

// swapCase gives what Caps Lock makes of ASCII letters.
func swapCase(s string) string {
	b := []byte(s)
	for i, c := range b {
		if isLower(c) || isUpper(c) {
			b[i] = c ^ 0x20
		}
	}
	return string(b)
}
