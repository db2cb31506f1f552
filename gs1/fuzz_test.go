package gs1_test

import (
	"errors"
	"testing"

	"pedigree/gs1"
)

// seeds are one code of each form and each fault; more lie in testdata/fuzz.
var seeds = []string{
	"", "9504000059118", "]E09504000059118|]e010AB\x1d21CD", "]d2", "^", "(01)", `(10)\(`,
	"]d201095040000591181727123110" + "7654321D\x1d2110987654d32",
	"(01)09504000059118(17)271200(10)7654321D(21)10987654d32",
	"01095040000591181727123110" + "7654321D2110987654d32",
	"https://id.gs1.org/01/09504000059118/10/7654321D/21/10987654d32?17=271231",
	"HTTPS://A/00/106141412345678908", "https://a/8004/9520614141234567?01=09504000059118",
	")01=09504000059118)21=AB", "]D2010950400005911821b", "^8018401234598765400000",
	"(415)9521321000018(8020)A(01)09504000059118",
}

// FuzzParseLabel: whatever is read can be written in each form and read again.
func FuzzParseLabel(f *testing.F) {
	for _, code := range seeds {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		l, err := gs1.ParseLabel(code, year)
		if err != nil {
			knownError(t, err)
			return
		}
		again(t, l, l.HumanReadable(), false)
		again(t, l, "]d2"+l.ElementString(), true)
	})
}

// FuzzDigitalLink: a link, written anew, says the same and is then stable.
func FuzzDigitalLink(f *testing.F) {
	for _, code := range seeds {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		l, err := gs1.ParseLabel(uri, year)
		if err != nil {
			knownError(t, err)
			return
		}
		canonical := l.DigitalLink("")
		if l.Link == "" || canonical == "" {
			return
		}
		if second := again(t, l, canonical, true); second.Link != "" &&
			second.DigitalLink("") != canonical {
			t.Fatalf("%q is not stable: %q", canonical, second.DigitalLink(""))
		}
	})
}

// again reads a code written from l. Where a raw code may look damaged although it is not,
// a fault is as good an answer: it asks to scan again and accuses nobody.
func again(t *testing.T, l gs1.Label, code string, faultAllowed bool) gs1.Label {
	got, err := gs1.ParseLabel(code, year)
	var fault *gs1.ScanFault
	if faultAllowed && errors.As(err, &fault) {
		return gs1.Label{}
	}
	if err != nil || !same(got, l) {
		t.Fatalf("%q: %v\n got %s\nwant %s", code, err, show(got), show(l))
	}
	return got
}

func knownError(t *testing.T, err error) {
	var fault *gs1.ScanFault
	var syntax *gs1.SyntaxError
	if !errors.As(err, &fault) && !errors.As(err, &syntax) || err.Error() == "" {
		t.Fatalf("error %T %q", err, err)
	}
}
