package events

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// isTime says that a member of the standard is a point in time.
func isTime(name string) bool {
	lower := strings.ToLower(name)
	return strings.Contains(lower, "time") && !strings.Contains(lower, "offset")
}

// canonicalTime writes a time in UTC with milliseconds, rounded half up at the fourth
// decimal. What is no time with a zone stays as it is.
func canonicalTime(s string) string {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return s
	}
	return t.UTC().Add(500 * time.Microsecond).Truncate(time.Millisecond).
		Format("2006-01-02T15:04:05.000Z")
}

// canonicalValue writes a value in the one way that the hash knows: terms of CBV as web
// URIs, numbers without superfluous digits, GS1 identifiers as Digital Links.
func canonicalValue(s string) string {
	s = webTerms.Replace(s)
	if n, ok := canonicalNumber(s); ok {
		return n
	}
	if link, ok := canonicalLink(s); ok {
		return link
	}
	return s
}

var webTerms = strings.NewReplacer(
	bizSteps.urn, bizSteps.prefix, dispositions.urn, dispositions.prefix,
	bizTransactionTypes.urn, bizTransactionTypes.prefix,
	sourceDestTypes.urn, sourceDestTypes.prefix, errorReasons.urn, errorReasons.prefix)

var numeral = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// spelling is how many bytes more a text may have when it is written out: 1e308 has 309 digits.
func spelling(s string) int {
	if strings.ContainsAny(s, "eE") && numeral.MatchString(s) {
		return 309
	}
	return 0
}

// canonicalNumber writes a decimal as the nearest 64-bit number's shortest text, as the
// reference implementation does: integers in full, very small and very large fractions
// with an exponent.
func canonicalNumber(s string) (string, bool) {
	if !numeral.MatchString(s) {
		return s, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return s, false
	}
	if f == math.Trunc(f) {
		i, _ := new(big.Float).SetFloat64(f).Int(nil)
		return i.String(), true
	}
	if abs := math.Abs(f); abs < 1e-4 {
		return strconv.FormatFloat(f, 'e', -1, 64), true
	}
	return strconv.FormatFloat(f, 'f', -1, 64), true
}
