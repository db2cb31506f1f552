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
		{"https://id.gs1.org/01/09504000059118/21/A%2", "refused 21 INVALID_PERCENT_SEQUENCE"},
		{"https://id.gs1.org/01/09504000059118/21/A B", "refused INVALID_URI"},
		{"https://id.gs1.org/01/09504000059118?17=271331", "refused 17 ILLEGAL_MONTH"},
		{"https://id.gs1.org/01/09504000059118?17=271231&17=271231", "refused 17 REPEATED_AI"},
		{"ftp://id.gs1.org/01/09504000059118", "refused UNKNOWN_AI"},
		{strings.Repeat("0", 8000), "refused CODE_TOO_LONG"},
	})
}

func TestScanFaults(t *testing.T) {
	const (
		lost, caps = "fault lost_separator", "fault caps_lock"
		keys, two  = "fault keyboard_layout", "fault two_codes"
	)
	check(t, [][2]string{
		// Separators dropped: too long, or short enough to look like a lot number.
		{"0109504000059118172712311076543210987654321D2110987654d32", lost},
		{"]d2010950400005911817271231107654321D2110987654d32", lost},
		{"0109504000059118172712312110987654d32107654321D", lost},
		{"01095040000591182110987654d3217271231107654321D", lost},
		{"0109504000059118107654321D172712312110987654d32", lost},
		{"0109504000059118107654321D2110987654d3217271231", lost},
		{"01095040000591181727123110" + "7654321D|2110987654d32", lost},
		{"01095040000591181727123110" + "7654321D<GS>2110987654d32", lost},
		{"01095040000591181727123110" + "7654321D^]2110987654d32", lost},
		{"]d201095040000591181727123110" + "7654321D^2110987654d32", lost},
		{"]d201095040000591181727123110" + "7654321D 2110987654d32", lost},
		{"01095040000591181727123110" + "7654321D␝2110987654d32", lost},
		// The same digits are harmless where a separator shows that they are sent, or
		// where nothing is missing.
		{"01095040000591181727123110A21B\x1d21C10D", "gtin=09504000059118 serial=C10D lot=A21B " +
			"expiry=2027-12-31"},
		{"010950400005911821481012345", "gtin=09504000059118 serial=481012345"},
		{"(01)09504000059118(17)271231(10)A21B", "gtin=09504000059118 lot=A21B expiry=2027-12-31"},
		// Caps Lock.
		{"]D201095040000591181727123110a\x1d21b", caps},
		{"]q301095040000591181727123110a\x1d21b", caps},
		{"]c1010950400005911821b", caps},
		{"hTTPS://ID.GS1.ORG/01/09504000059118", caps},
		{"HTTPS://ID.GS1.ORG/01/09504000059118/21/abc", caps},
		{"]E001095040000591181727123110a\x1d21b", caps},
		// Keyboard layouts: German, French, Spanish, Greek, Russian computers with a US
		// scanner; a German scanner at a US computer.
		{"+d201095040000591181727123110AB\x1d21CD", keys},
		{")01=09504000059118)21=AB", keys},
		{"httpsÖ--id.gs1.org-01-09504000059118-21-AB", keys},
		{"httpsÑ--id.gs1.org-01-09504000059118-21-AB", keys},
		{"httpsM!!id.gsà.org!à&!à(_éà\"à-à((-é_", keys},
		{"à&àç(à'àààà(ç&&_", keys},
		{"$dé01095040000591182", keys},
		{"]δ2010950400005911821ΑΒ", keys},
		{"ηττπσ¨//ιδ.γσ1.οργ/01/09504000059118", keys},
		{"ъв2010950400005911821ФИ", keys},
		{"*01(09504000059118*21(AB", keys},
		{"https>&&id.gs1.org&01&09504000059118&21&AB", keys},
		// Two codes.
		{"]d2010950400005911821AB]d2010950400005911821CD", two},
		{"010950400005911821AB\r\n010950400005911821CD", two},
		{"01095040000591181727123121AB\x1d10CD9504000059118", two},
		{"95040000591180109504000059118172712312110987654d32", two},
		{"95040000591189504000059118", two},
		{"0109504000059118172712312110987654d320109504000059118172712312110987654d32", two},
		{"(01)09504000059118(21)A(01)09506000134369(21)B", two},
		{"https://id.gs1.org/01/09504000059118/21/Ahttps://id.gs1.org/01/09506000134369/21/B", two},
		{"https://id.gs1.org/01/09504000059118/21/A9504000059118", two},
	})
}

func TestFaultsAdvise(t *testing.T) {
	for _, code := range []string{"]D2010950400005911821b", ")01=09504000059118)21=AB"} {
		if _, err := gs1.ParseLabel(code, year); err == nil || len(err.Error()) < 20 {
			t.Errorf("%q: advice %q", code, err)
		}
	}
}

func TestLabelFormats(t *testing.T) {
	l, err := gs1.ParseLabel("(21)a/b(10)L+1(01)09504000059118(17)271200(11)240101(240)X(710)1", year)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range [][2]string{
		{l.ElementString(), "01095040000591181124010117271200" + "10L+1\x1d21a/b\x1d240X\x1d7101"},
		{l.HumanReadable(), "(01)09504000059118(11)240101(17)271200(10)L+1(21)a/b(240)X(710)1"},
		{l.DigitalLink(""), "https://id.gs1.org/01/09504000059118/10/L%2B1/21/a%2Fb" +
			"?11=240101&17=271200&240=X&710=1"},
		{l.DigitalLink("https://example.com/p/"), "https://example.com/p/01/09504000059118" +
			"/10/L%2B1/21/a%2Fb?11=240101&17=271200&240=X&710=1"},
		{gs1.Label{}.DigitalLink(""), ""},
		{gs1.Label{}.ElementString(), ""},
		{gs1.Label{}.HumanReadable(), ""},
	} {
		if row[0] != row[1] {
			t.Errorf("got %q\nwant %q", row[0], row[1])
		}
	}
	sscc, _ := gs1.ParseSSCC("106141412345678908")
	if got := (gs1.Label{SSCC: sscc}).DigitalLink(""); got != "https://id.gs1.org/00/106141412345678908" {
		t.Error(got)
	}
	l.SSCC = sscc
	if got := l.DigitalLink(""); !strings.HasPrefix(got, "https://id.gs1.org/01/09504000059118/10/L%2B1/21/") ||
		!strings.Contains(got, "00=106141412345678908") {
		t.Error(got)
	}
}

func TestMisreadings(t *testing.T) {
	l, err := gs1.ParseLabel("(01)09504000059118(10)LOT(21)aYz1", year)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, m := range l.Misreadings() {
		got += string(m.Cause) + ": " + show(m.Label) + "\n"
	}
	want := "caps_lock: gtin=09504000059118 serial=AyZ1 lot=lot\n" +
		"keyboard_layout: gtin=09504000059118 serial=aZy1 lot=LOT\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if l, _ = gs1.ParseLabel("(01)09504000059118(21)123", year); len(l.Misreadings()) != 0 {
		t.Error("digits have no case")
	}
}
