package gs1

import "strings"

const hexDigits = "0123456789ABCDEF"

// percentByte reads the percent-encoded byte that s starts with.
func percentByte(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	high, low := hexValue(s[1]), hexValue(s[2])
	return byte(high<<4 | low), high >= 0 && low >= 0
}

func hexValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// unescape reverses percent-encoding (RFC 3986, 2.1); in a query + is a space. A malformed
// sequence stays as it is: the caller decides whether to tolerate it.
func unescape(s string, query bool) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c, ok := percentByte(s[i:]); ok {
			b.WriteByte(c)
			i += 2
		} else if query && s[i] == '+' {
			b.WriteByte(' ')
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// escape percent-encodes all but the unreserved characters of RFC 3986, 2.3, so that a / or
// ? in a serial number cannot end it; in a query a space is +.
func escape(s string, query bool) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case isAlnum(c), strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		case query && c == ' ':
			b.WriteByte('+')
		default:
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
	return b.String()
}
