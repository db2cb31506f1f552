package gs1_test

import (
	"testing"

	"pedigree/gs1"
)

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
		{"010950400005911810AB21CD17271231", lost},
		{"010950400005911810ABCDEFGHIJKLMNOPQRST21XYZ", lost},
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
		// A domain in capitals is printed so: its symbol is smaller, and its serial number
		// may be of small letters.
		{"HTTPS://ID.GS1.ORG/01/09504000059118/21/abc", "gtin=09504000059118 serial=abc"},
		{"]Q1HTTPS://ID.GS1.ORG/01/09504000059118/21/abc", "gtin=09504000059118 serial=abc"},
		{"]d1HTTPS://ID.GS1.ORG/lot/01/09504000059118/10/x", "gtin=09504000059118 lot=x"},
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
