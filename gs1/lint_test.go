package gs1

import (
	"strings"
	"testing"
)

// TestLinters covers the linters that the public vectors leave out; lintersByName has the
// names. The outcome is the reason with the bad part between asterisks, as there.
func TestLinters(t *testing.T) {
	linters := lintersByName()
	for _, c := range [][3]string{
		{"mediatype", "01", ""}, {"mediatype", "10", ""}, {"mediatype", "80", ""},
		{"mediatype", "99", ""}, {"mediatype", "00", "INVALID_MEDIA_TYPE *00*"},
		{"mediatype", "11", "INVALID_MEDIA_TYPE *11*"}, {"mediatype", "1", "INVALID_MEDIA_TYPE *1*"},
		{"mediatype", "0a", "INVALID_MEDIA_TYPE *0a*"},
		{"winding", "9", ""}, {"winding", "2", "INVALID_WINDING_DIRECTION *2*"},
		{"winding", "", "INVALID_WINDING_DIRECTION **"},
		{"packagetype", "1A", ""}, {"packagetype", "ZZ", ""}, {"packagetype", "8", ""},
		{"packagetype", "_1A", "INVALID_PACKAGE_TYPE *_1A*"},
		{"packagetype", "1A 1B", "INVALID_PACKAGE_TYPE *1A 1B*"},
		{"packagetype", "", "INVALID_PACKAGE_TYPE **"},
		{"iso4217", "978", ""}, {"iso4217", "840", ""}, {"iso4217", "000", "NOT_ISO4217 *000*"},
		{"latitude", "1800000000", ""}, {"latitude", "1800000001", "INVALID_LATITUDE *1800000001*"},
		{"latitude", "1", "LATITUDE_INVALID_LENGTH *1*"},
		{"longitude", "3600000000", ""}, {"longitude", "36000000x0", "NON_DIGIT_CHARACTER 36000000*x*0"},
		{"iban", "GB82WEST12345698765432", ""}, {"iban", "DE89370400440532013000", ""},
		{"iban", "GB82WEST12345698765433", "INCORRECT_IBAN_CHECKSUM GB*82*WEST12345698765433"},
		{"iban", "GB82WESTx2345698765432", "INVALID_IBAN_CHARACTER GB82WEST*x*2345698765432"},
		{"iban", "XX82WEST12345698765432", "ILLEGAL_IBAN_COUNTRY_CODE *XX*82WEST12345698765432"},
		{"iban", "GB8", "IBAN_TOO_SHORT *GB8*"}, {"iban", "GB82WEST12", "IBAN_TOO_SHORT *GB82WEST12*"},
		{"iban", "GB" + strings.Repeat("1", 33), "IBAN_TOO_LONG *GB" + strings.Repeat("1", 33) + "*"},
		{"mi", "601", "MINUTE_TOO_LONG *601*"}, {"mi", "6x", "NON_DIGIT_CHARACTER 6*x*"},
		{"hhmi", "12345", "HOUR_WITH_MINUTE_TOO_LONG *12345*"},
		{"csumalpha", "a b22", "INVALID_CSET82_CHARACTER a* *b22"},
		// (8110): company prefix, offer, save value, purchase; then optional fields.
		{"couponcode", "106141416543213150110120", ""},
		{"couponcode", "106141416543213150110120" + "11150123" + "9", ""},
		{"couponcode", "106141416543213150110120" + "1115012310614141", ""},
		{"couponcode", "106141416543213150110120" + "2150123" + "9", ""},
		{"couponcode", "106141416543213150110120" + "3271231" + "4270101", ""},
		{"couponcode", "106141416543213150110120" + "50123456" + "611234567" + "9" + "0000", ""},
		{"couponcode", "10614141654321315011012x", "NON_DIGIT_CHARACTER 10614141654321315011012*x*"},
		{"couponcode", "706141416543213150110120", "INVALID_COUPON *706141416543213150110120*"},
		{"couponcode", "1061414165432131501101", "INVALID_COUPON 106141416543213150110*1*"},
		{"couponcode", "106141416543213150110120" + "3271331",
			"INVALID_COUPON 1061414165432131501101203271331**"},
		{"couponcode", "106141416543213150110120" + "3270101" + "4270102",
			"INVALID_COUPON 10614141654321315011012032701014270102**"},
		{"couponcode", "106141416543213150110120" + "7", "INVALID_COUPON 106141416543213150110120*7*"},
		{"couponcode", "106141416543213150110120" + "30", "INVALID_COUPON 1061414165432131501101203*0*"},
		{"couponcode", "", "INVALID_COUPON **"},
		{"couponposoffer", "001234561234560123456", ""},
		{"couponposoffer", "0012345612345601234567", "INVALID_COUPON 001234561234560123456*7*"},
		{"couponposoffer", "201234561234560123456", "INVALID_COUPON *201234561234560123456*"},
		{"couponposoffer", "a", "NON_DIGIT_CHARACTER *a*"},
	} {
		f := linters[c[0]](c[1])
		got := ""
		if f.reason != "" {
			got = string(f.reason) + " " + c[1][:f.at] + "*" + c[1][f.at:f.at+f.length] + "*" +
				c[1][f.at+f.length:]
		}
		if got != c[2] {
			t.Errorf("%s %q\n got %s\nwant %s", c[0], c[1], got, c[2])
		}
	}
}

// Every linter must take any text, since a component may be cut short.
func TestLintersTakeAnything(t *testing.T) {
	linters := lintersByName()
	for name, lint := range linters {
		for _, s := range []string{"", " ", "%", "%1", "/", "\x00\xff", strings.Repeat("=", 90)} {
			if f := lint(s); f.at < 0 || f.length < 0 || f.at+f.length > len(s) {
				t.Errorf("%s %q marks %d+%d", name, s, f.at, f.length)
			}
		}
	}
}

func TestKeyboardsAreComplete(t *testing.T) {
	for i, k := range keyboards {
		if a, b := len([]rune(k.shows)), len([]rune(k.types)); a != b {
			t.Errorf("keyboard %d shows %d characters for %d keys", i, a, b)
		}
	}
}

func TestShortNamesAreKnown(t *testing.T) {
	for _, name := range strings.Fields("cpid cpsn cpv gcn gdti giai ginc gln glnx gmn grai gsin" +
		" gsrn gsrnp gtin itip lot party refno ser srin sscc") {
		if lookupEntry(aiOfShortName(name)) == nil {
			t.Error(name)
		}
	}
}

func TestPredefinedLengths(t *testing.T) {
	for _, e := range aiTable {
		n := predefinedLength(e.first[:2])
		if (n > 0) != e.fixed || e.fixed && n != e.parts[0].max {
			t.Errorf("(%s): predefined length %d, fixed %t", e.first, n, e.fixed)
		}
	}
	for _, c := range []struct {
		ai     string
		length int
	}{{"04", 0}, {"14", 0}, {"419", 13}, {"3109", 6}, {"236", 0}} {
		if _, e := labels.lookup(c.ai, 0); (e == nil) != (aiLength(c.ai[:2]) == 0) ||
			e != nil && c.length > 0 && (!e.fixed || e.parts[0].max != c.length) {
			t.Errorf("(%s) is %+v", c.ai, e)
		}
	}
}
