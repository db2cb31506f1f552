package gs1_test

import (
	"strings"
	"testing"

	"pedigree/gs1"
)

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
	l.Expiry, _ = gs1.NewDate(2027, 12, 30) // a field set later counts, not what was read
	if got := l.HumanReadable(); !strings.Contains(got, "(17)271230") {
		t.Error(got)
	}
	sscc, _ := gs1.ParseSSCC("106141412345678908")
	link := gs1.Label{SSCC: sscc}.DigitalLink("")
	if link != "https://id.gs1.org/00/106141412345678908" {
		t.Error(link)
	}
	l.SSCC = sscc
	link = l.DigitalLink("")
	if !strings.HasPrefix(link, "https://id.gs1.org/01/09504000059118/10/L%2B1/21/") ||
		!strings.Contains(link, "00=106141412345678908") {
		t.Error(link)
	}
}

// What a link may not carry is left out, and what would make no sense without it.
func TestLinkLeavesOut(t *testing.T) {
	for _, row := range [][2]string{
		{"(415)9521321000018(8020)A(01)09504000059118", "https://id.gs1.org/01/09504000059118"},
		{"(01)09504000059118(8200)http://a(236)x", "https://id.gs1.org/01/09504000059118"},
		{"(01)09504000059118(235)T", "https://id.gs1.org/01/09504000059118/235/T"},
		{"(01)09504000059118(10)A(235)T(17)271231",
			"https://id.gs1.org/01/09504000059118/235/T?17=271231&10=A"},
		{"(01)09504000059118(22)V(235)T", "https://id.gs1.org/01/09504000059118/235/T"},
		{"(01)09504000059118(22)V(10)A(235)T", "https://id.gs1.org/01/09504000059118/235/T?10=A"},
		{"(01)09504000059118(22)V(10)A", "https://id.gs1.org/01/09504000059118/22/V/10/A"},
		{"(410)9521321000018", ""},
	} {
		l, err := gs1.ParseLabel(row[0], year)
		if got := l.DigitalLink(""); err != nil || got != row[1] {
			t.Errorf("%s: %q %v, want %q", row[0], got, err, row[1])
		}
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
