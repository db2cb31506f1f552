package gs1_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pedigree/gs1"
)

const year = 2026

// show writes a label the way the tables below expect it.
func show(l gs1.Label) string {
	var b strings.Builder
	add := func(name string, value fmt.Stringer) {
		if value.String() != "" {
			b.WriteString(name + "=" + value.String() + " ")
		}
	}
	add("sscc", l.SSCC)
	add("gtin", l.GTIN)
	add("serial", l.Serial)
	add("lot", l.Lot)
	add("expiry", l.Expiry)
	add("made", l.Made)
	return strings.TrimSpace(b.String())
}

const whole = "gtin=09504000059118 serial=10987654d32 lot=7654321D expiry=2027-12-31"

// outcome is the label, the cause of a fault, or AI and reason of a syntax error.
func outcome(code string) string {
	l, err := gs1.ParseLabel(code, year)
	var fault *gs1.ScanFault
	var syntax *gs1.SyntaxError
	switch {
	case err == nil:
		return show(l)
	case errors.As(err, &fault):
		return "fault " + string(fault.Cause)
	case errors.As(err, &syntax):
		return strings.ReplaceAll("refused "+syntax.AI+" "+string(syntax.Reason), "  ", " ")
	}
	return "other error: " + err.Error()
}

func check(t *testing.T, table [][2]string) {
	t.Helper()
	for _, row := range table {
		if got := outcome(row[0]); got != row[1] {
			t.Errorf("%q\n got %s\nwant %s", row[0], got, row[1])
		}
	}
}

func TestLabelForms(t *testing.T) {
	check(t, [][2]string{
		{"]d201095040000591181727123110" + "7654321D\x1d2110987654d32", whole},
		{"]Q301095040000591181727123110" + "7654321D\x1d2110987654d32\r\n", whole},
		{"]C10109504000059118172712312110987654d32\x1d107654321D", whole},
		{"\x1d01095040000591181727123110" + "7654321D\x1d2110987654d32", whole},
		{"^01095040000591181727123110" + "7654321D^2110987654d32", whole},
		{"01095040000591181727123110" + "7654321D\x1d2110987654d32", whole},
		{"01095040000591181727123110" + "7654321D\x1d2110987654d32\x1d", whole},
		{"(01)09504000059118(17)271231(10)7654321D(21)10987654d32", whole},
		{" (01) 09504000059118 (17) 271231 (10) 7654321D (21) 10987654d32 ", whole},
		{"https://id.gs1.org/01/09504000059118/10/7654321D/21/10987654d32?17=271231", whole},
		{"HTTPS://EXAMPLE.COM/P/01/09504000059118/10/7654321D?17=271231",
			"gtin=09504000059118 lot=7654321D expiry=2027-12-31"},
		{"]Q1http://pharma.example/a/b/gtin/9504000059118/lot/7654321D/ser/10987654d32?17=271231&x=1#f",
			whole},
		{"9504000059118", "gtin=09504000059118"},
		{"02345673", "gtin=00000002345673"},
		{"416000336108", "gtin=00416000336108"},
		{"09504000059118", "gtin=09504000059118"},
		{"]E09504000059118", "gtin=09504000059118"},
		{"]E09504000059118|]e010AB\x1d21CD", "gtin=09504000059118 serial=CD lot=AB"},
		{"]E402345673", "gtin=00000002345673"},
		{"]I119504000059115", "gtin=19504000059115"},
		{"]C100106141412345678908", "sscc=106141412345678908"},
		{"00106141412345678908", "sscc=106141412345678908"},
		{"(01)09504000059118(17)280200(11)240229",
			"gtin=09504000059118 expiry=2028-02-29 made=2024-02-29"},
		{"(01)09504000059118(21)a/b?c", "gtin=09504000059118 serial=a/b?c"},
		{"https://a/01/09504000059118/21/a%2Fb%3Fc", "gtin=09504000059118 serial=a/b?c"},
		{`(01)09504000059118(10)A\(10)B(21)C`, "gtin=09504000059118 serial=C lot=A(10)B"},
		{"(01)09504000059118(236)kept(21)C", "gtin=09504000059118 serial=C"},
		{"(01)09504000059118(3103)000195", "gtin=09504000059118"},
		{"https://a/01/09504000059118/21/A+B", "gtin=09504000059118 serial=A+B"},
		{"HTTP://192.0.2.1/01/09504000059118/21/ab", "gtin=09504000059118 serial=ab"},
		{"(01)09504000059118(21)AB9504000059118", "gtin=09504000059118 serial=AB9504000059118"},
		{"0109504000059118219504000059118", "gtin=09504000059118 serial=9504000059118"},
		{"010950400005911810A11260101\x1d21B\x1d17271231",
			"gtin=09504000059118 serial=B lot=A11260101 expiry=2027-12-31"},
	})
}

func TestLabelRefusals(t *testing.T) {
	check(t, [][2]string{
		{"", "refused EMPTY_CODE"},
		{" \r\n", "refused EMPTY_CODE"},
		{"hello", "refused UNKNOWN_AI"},
		{"10ABC", "refused NOT_GS1"},
		{"^10ABC", "refused 10 MISSING_AI"},
		{"90ABC", "refused NOT_GS1"},
		{"9504000059117", "refused 01 INCORRECT_CHECK_DIGIT"},
		{"]d1hello", "refused NOT_GS1"},
		{"]C0hello", "refused UNKNOWN_SYMBOLOGY"},
		{"]", "refused UNKNOWN_SYMBOLOGY"},
		{"]d2", "refused EMPTY_CODE"},
		{"]d2(01)09504000059118(21)A", "refused UNKNOWN_AI"},
		{"0109504000059117", "refused 01 INCORRECT_CHECK_DIGIT"},
		{"(01)9504000059118", "refused 01 WRONG_LENGTH"},
		{"(01)09504000059118(17)271331", "refused 17 ILLEGAL_MONTH"},
		{"(01)09504000059118(17)270230", "refused 17 ILLEGAL_DAY"},
		{"(01)09504000059118(11)270200(17)2712", "refused 17 WRONG_LENGTH"},
		{"(01)09504000059118(21)A B", "refused 21 INVALID_CSET82_CHARACTER"},
		{"(01)09504000059118(21)é", "refused 21 INVALID_CSET82_CHARACTER"},
		{"(01)09504000059118(21)123456789012345678901", "refused 21 WRONG_LENGTH"},
		{"(01)09504000059118(21)", "refused 21 EMPTY_VALUE"},
		{"(01)09504000059118(21)A(21)B", "refused 21 REPEATED_AI"},
		{"(01)09504000059118(37)5", "refused 01 EXCLUSIVE_AIS"},
		{"(21)A", "refused 21 MISSING_AI"},
		{"(01", "refused MALFORMED_AI"},
		{"(01)09504000059118(89)A(5)B", "refused UNKNOWN_AI"},
		{"(01)09504000059118(89)A", "refused UNKNOWN_AI"},
		{"(01)09504000059118(21)A(235)B", "refused 21 EXCLUSIVE_AIS"},
		{"https://example.com/", "refused NO_PRIMARY_KEY"},
		{"https://id.gs1.org/01/09504000059118/21/A/10/B", "refused 01 QUALIFIER_ORDER"},
		{"https://id.gs1.org/01/09504000059118/21/A?10=B", "refused 10 NOT_AN_ATTRIBUTE"},
		{"https://id.gs1.org/01/09504000059118?8200=A", "refused 8200 NOT_AN_ATTRIBUTE"},
		{"https://id.gs1.org/01/09504000059118?17=", "refused 17 EMPTY_VALUE"},
		{"https://id.gs1.org/01/09504000059118?999=A", "refused UNKNOWN_AI"},
		{"https://id.gs1.org/01/09504000059118?" + strings.Repeat("a&", 64), "refused TOO_MANY_AIS"},
		{"(01)195040000591180", "refused 01 WRONG_LENGTH"},
		{"(8006)12345678901239", "refused 8006 WRONG_LENGTH"},
		{"(253)9521321000018(8030)AAAA", "refused 253 UNSERIALISED_KEY"},
		{strings.Repeat("(90)A", 65), "refused TOO_MANY_AIS"},
		{"^" + strings.Repeat("90A^", 65), "refused TOO_MANY_AIS"},
		{"(01)09504000059118(04)1234567890123456", "refused UNKNOWN_AI"},
		{"(01)09504000059118(419)123", "refused 419 WRONG_LENGTH"},
		{"https://id.gs1.org/01/09504000059118/21/A%2", "refused 21 INVALID_PERCENT_SEQUENCE"},
		{"https://id.gs1.org/01/09504000059118/21/A B", "refused INVALID_URI"},
		{"https://id.gs1.org/01/09504000059118?17=271331", "refused 17 ILLEGAL_MONTH"},
		{"https://id.gs1.org/01/09504000059118?17=271231&17=271231", "refused 17 REPEATED_AI"},
		{"ftp://id.gs1.org/01/09504000059118", "refused UNKNOWN_AI"},
		{strings.Repeat("0", 8000), "refused CODE_TOO_LONG"},
	})
}
