package gs1

import "strings"

// A linter tells what is wrong with one component of a value, as the GS1 Barcode Syntax
// Tests define it. It may be called with any string.
type linter func(s string) finding

// finding is the first fault of a component; the zero value means there is none.
type finding struct {
	reason Reason
	at     int // offset of the bad part
	length int
}

func bad(r Reason, at, length int) finding { return finding{r, at, length} }

func badAll(r Reason, s string) finding { return finding{r, 0, len(s)} }

// lintSet returns the linter of a character set.
func lintSet(in func(byte) bool, r Reason) linter {
	return func(s string) finding {
		if i := firstNot(s, in); i >= 0 {
			return bad(r, i, 1)
		}
		return finding{}
	}
}

var (
	lintNumeric = lintSet(isDigit, NonDigitCharacter)
	lintCset82  = lintSet(isCharset82, InvalidCset82Character)
	lintCset39  = lintSet(isCharset39, InvalidCset39Character)
)

// lintCset64 allows base64url with optional padding (GenSpecs figure 7.11-3): at most two
// signs, and only to fill a group of three.
func lintCset64(s string) finding {
	body := strings.TrimRight(s, "=")
	if pads := len(s) - len(body); pads > 2 || pads > 0 && len(s)%3 != 0 {
		return bad(InvalidCset64Padding, len(body), pads)
	}
	return lintSet(isCharset64, InvalidCset64Character)(body)
}

func lintOneOf(allowed string, r Reason) linter {
	return func(s string) finding {
		if len(s) != 1 || !strings.Contains(allowed, s) {
			return badAll(r, s)
		}
		return finding{}
	}
}

func lintListed(list string, r Reason) linter {
	return func(s string) finding {
		if !listed(list, s) {
			return badAll(r, s)
		}
		return finding{}
	}
}

var (
	lintYesno         = lintOneOf("01", NotZeroOrOne)
	lintWinding       = lintOneOf("019", InvalidWindingDirection)
	lintIso5218       = lintOneOf("0129", InvalidSexCode)
	lintIso3166       = lintListed(countriesNumeric, NotISO3166)
	lintIso3166999    = lintListed(countriesNumeric+"999 ", NotISO3166Or999)
	lintIso3166alpha2 = lintListed(countriesAlpha2, NotISO3166Alpha2)
	lintIso4217       = lintListed(currencies, NotISO4217)
	lintPackagetype   = lintListed(packageTypes, InvalidPackageType)
)

// lintMediatype knows the values of the table "AIDC media type": 01 to 10 assigned by
// ICCBBA, 80 to 99 for local use.
func lintMediatype(s string) finding {
	if len(s) == 2 && allDigits(s) {
		if n := number(s); n >= 1 && n <= 10 || n >= 80 {
			return finding{}
		}
	}
	return badAll(InvalidMediaType, s)
}

func lintHyphen(s string) finding {
	if strings.Trim(s, "-") != "" {
		return badAll(NotHyphen, s)
	}
	return finding{}
}

// lintImporteridx is GenSpecs 3.8.17: one character of the file-safe base64 alphabet.
func lintImporteridx(s string) finding {
	if len(s) != 1 {
		return badAll(ImporterIndexLength, s)
	}
	return lintSet(isCharset64, InvalidImporterIndex)(s)
}

// lintPcenc allows percent-encoded text: every % is followed by two hexadecimal digits.
func lintPcenc(s string) finding {
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if _, ok := percentByte(s[i:]); !ok {
			return bad(InvalidPercentSequence, i, min(3, len(s)-i))
		}
		i += 2
	}
	return finding{}
}
