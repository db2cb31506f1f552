package gs1_test

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"pedigree/gs1"
)

const vectorsFolder = "../../shared/vectors/gs1/"

func readJSON(t *testing.T, name string, to any) {
	b, err := os.ReadFile(vectorsFolder + name)
	if err != nil {
		t.Skip("the public vectors are not here: ", err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatal(err)
	}
}

func TestVectorsCheckDigit(t *testing.T) {
	type entry struct {
		Kind, Value, Error string
		OK                 bool
		Correct            string `json:"correct_check_digit"`
	}
	var v struct {
		TooShort []entry `json:"too_short"`
		NonDigit []entry `json:"non_digit"`
		Cases    []entry
	}
	readJSON(t, "checkdigit/checkdigit.json", &v)
	passed := 0
	for _, c := range v.Cases {
		got, err := gs1.CheckDigit(c.Value[:len(c.Value)-1])
		ok := parses(c.Kind, c.Value)
		if err != nil || string(got) != c.Correct || ok != c.OK {
			t.Errorf("%s: %q %v, accepted %t", c.Value, got, err, ok)
			continue
		}
		passed++
	}
	for _, c := range append(v.TooShort, v.NonDigit...) {
		_, err := gs1.CheckDigit(c.Value)
		var refusal *gs1.SyntaxError
		if !errors.As(err, &refusal) || string(refusal.Reason) != c.Error {
			t.Errorf("%q: %v", c.Value, err)
			continue
		}
		passed++
	}
	fmt.Printf("gs1 vectors checkdigit/checkdigit.json: %d/%d passed\n", passed,
		len(v.Cases)+len(v.TooShort)+len(v.NonDigit))
}

func parses(kind, value string) bool {
	var err error
	switch kind {
	case "GLN":
		_, err = gs1.ParseGLN(value)
	case "SSCC":
		_, err = gs1.ParseSSCC(value)
	case "GSRN": // no type of ours; the syntax is that of an element
		_, err = gs1.ParseLabel("^8018"+value, year)
	default:
		_, err = gs1.ParseGTIN(value)
	}
	return err == nil
}

func TestVectorsNDC(t *testing.T) {
	var v struct {
		Cases   []struct{ NDC, Indicator, GTIN14 string }
		Invalid []struct{ NDC, Why string }
	}
	readJSON(t, "ndc/ndc-gtin.json", &v)
	passed := 0
	for _, c := range v.Cases {
		if g, err := gs1.GTINFromNDC(c.NDC, c.Indicator[0]); err != nil || g.String() != c.GTIN14 {
			t.Errorf("%s: %s %v, want %s", c.NDC, g, err, c.GTIN14)
			continue
		}
		passed++
	}
	for _, c := range v.Invalid {
		if g, err := gs1.GTINFromNDC(c.NDC, '0'); err == nil {
			t.Errorf("%s gave %s but: %s", c.NDC, g, c.Why)
			continue
		}
		passed++
	}
	if _, err := gs1.GTINFromNDC("0001-0123-45", '9'); err == nil {
		t.Error("indicator 9 is for variable measure")
	}
	fmt.Printf("gs1 vectors ndc/ndc-gtin.json: %d/%d passed\n", passed, len(v.Cases)+len(v.Invalid))
}

func TestCompanyPrefix(t *testing.T) {
	type holder interface{ HasPrefix(string) bool }
	gtin := func(s string) holder { g, err := gs1.ParseGTIN(s); must(t, err); return g }
	gln := func(s string) holder { g, err := gs1.ParseGLN(s); must(t, err); return g }
	sscc := func(s string) holder { g, err := gs1.ParseSSCC(s); must(t, err); return g }
	for _, c := range []struct {
		key    holder
		prefix string
		want   bool
	}{
		{gtin("09504000059118"), "9504000", true},
		{gtin("19504000059115"), "9504000", true},
		{gtin("09504000059118"), "950400005911", true},
		{gtin("09504000059118"), "9504001", false},
		{gtin("09504000059118"), "950", false},
		{gtin("09504000059118"), "9504000059118", false},
		{gtin("09504000059118"), "", false},
		{gtin("09504000059118"), "95040O0", false},
		{gtin("416000336108"), "0416000", true},
		{gtin("416000336108"), "416000", false},
		{gtin("02345673"), "0000", false},
		{gtin("02345673"), "0000002345", false},
		{gtin("00300010123455"), "0300010", true},
		{gs1.GTIN{}, "9504000", false},
		{gln("9521321000018"), "9521321", true},
		{gln("9521321000018"), "521321", false},
		{gs1.GLN{}, "9521321", false},
		{sscc("106141412345678908"), "0614141", true},
		{sscc("106141412345678908"), "1061414", false},
		{gs1.SSCC{}, "0614141", false},
	} {
		if got := c.key.HasPrefix(c.prefix); got != c.want {
			t.Errorf("%s has prefix %q: %t", c.key, c.prefix, got)
		}
	}
}

func TestIndicator(t *testing.T) {
	g, err := gs1.GTINFromNDC("0001-0123-45", '5')
	if err != nil || g.Indicator() != '5' || (gs1.GTIN{}).Indicator() != 0 {
		t.Error(g, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		kind   string
		parse  func(string) error
		values []string
	}{
		{"GTIN", discard(gs1.ParseGTIN), []string{"", "1", "950400005911", "95040000591181",
			"0950400005911X", "095040000591180", " 9504000059118", "９504000059118"}},
		{"GLN", discard(gs1.ParseGLN), []string{"", "952132100001", "9521321000019", "952132100001a"}},
		{"SSCC", discard(gs1.ParseSSCC), []string{"", "10614141234567890", "106141412345678909"}},
		{"serial", discard(gs1.ParseSerial), []string{"", "a b", "ä", "a\x1d", "a|b", "a^b", "a#b",
			strings.Repeat("A", 21)}},
		{"lot", discard(gs1.ParseLot), []string{"", " ", "{}", strings.Repeat("1", 21)}},
		{"date", discard(gs1.ParseDate), []string{"", "2027-2-1", "2027-02-30", "2027/02/01",
			"0000-01-01", "2027-13-01", "2027-01-00", "2027-01-01T", "-027-01-01"}},
	} {
		for _, value := range c.values {
			var refusal *gs1.SyntaxError
			if err := c.parse(value); !errors.As(err, &refusal) || refusal.Reason == "" ||
				refusal.Error() == "" {
				t.Errorf("%s %q: %v", c.kind, value, err)
			}
		}
	}
}

func discard[T any](parse func(string) (T, error)) func(string) error {
	return func(s string) error { _, err := parse(s); return err }
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		value interface {
			encoding.TextMarshaler
			encoding.TextUnmarshaler
			fmt.Stringer
			IsZero() bool
		}
		good, bad string
	}{
		{new(gs1.GTIN), "09504000059118", "09504000059117"},
		{new(gs1.GLN), "9521321000018", "1"},
		{new(gs1.SSCC), "106141412345678908", "1"},
		{new(gs1.Serial), "aB/1", "a b"},
		{new(gs1.Lot), "aB/1", "a b"},
		{new(gs1.Date), "2027-12-31", "2027"},
	} {
		if b, err := c.value.MarshalText(); err != nil || len(b) != 0 || !c.value.IsZero() {
			t.Errorf("%T zero value: %q %v", c.value, b, err)
		}
		must(t, c.value.UnmarshalText([]byte(c.good)))
		if b, err := c.value.MarshalText(); err != nil || string(b) != c.good || c.value.IsZero() ||
			c.value.String() != c.good {
			t.Errorf("%T: %q %v", c.value, b, err)
		}
		if err := c.value.UnmarshalText([]byte(c.bad)); err == nil || c.value.String() != c.good {
			t.Errorf("%T: %q accepted or destroyed the value: %v", c.value, c.bad, err)
		}
		if err := c.value.UnmarshalText(nil); err != nil || !c.value.IsZero() {
			t.Errorf("%T: the empty text is not the absent value: %v", c.value, err)
		}
	}
}
