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

// capsInLink reports whether a link has scheme and domain in capitals but a lower-case
// letter behind them. A link in capitals is printed so that the symbol gets smaller, and
// has no other letters; swapped case has.
func capsInLink(link string) bool {
	scheme, rest, _ := strings.Cut(link, "://")
	host, path, _ := strings.Cut(rest, "/")
	return scheme != "" && isUpper(scheme[0]) && firstNot(host, notLower) < 0 &&
		firstNot(host, notUpper) >= 0 && firstNot(path, notLower) >= 0
}

func notLower(c byte) bool { return !isLower(c) }

func notUpper(c byte) bool { return !isUpper(c) }

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
