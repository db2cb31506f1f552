package gs1_test

import (
	"errors"
	"strings"
	"testing"

	"pedigree/gs1"

	"pgregory.net/rapid"
)

const charset82 = `!"%&'()*+,-./0123456789:;<=>?` +
	`ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`

func text82() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.RuneFrom([]rune(charset82)), 1, 20, 20)
}

// packs generates labels that show all four items of a prescription pack.
func packs() *rapid.Generator[gs1.Label] {
	return rapid.Custom(func(t *rapid.T) gs1.Label {
		var l gs1.Label
		var err error
		body := rapid.StringMatching(`[0-8]95[0-9]{10}`).Draw(t, "body")
		check, _ := gs1.CheckDigit(body)
		if l.GTIN, err = gs1.ParseGTIN(body + string(check)); err != nil {
			t.Fatal(err)
		}
		if l.Serial, err = gs1.ParseSerial(text82().Draw(t, "serial")); err != nil {
			t.Fatal(err)
		}
		if l.Lot, err = gs1.ParseLot(text82().Draw(t, "lot")); err != nil {
			t.Fatal(err)
		}
		l.Expiry = gs1.DateOfDays(rapid.IntRange(11000, 27000).Draw(t, "expiry"))
		return l
	})
}

// same compares what a label says, not how it said it.
func same(a, b gs1.Label) bool { return show(a) == show(b) }

func TestEveryFormReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := packs().Draw(t, "label")
		for _, code := range []string{
			"]d2" + l.ElementString(),
			"]Q3" + l.ElementString(),
			"\x1d" + l.ElementString() + "\n",
			l.ElementString(),
			strings.ReplaceAll(l.ElementString(), "\x1d", "^"),
			l.HumanReadable(),
			l.DigitalLink(""),
			l.DigitalLink("https://example.com/a/01/b/"),
			"]Q1" + l.DigitalLink("http://localhost:8080"),
		} {
			if got, err := gs1.ParseLabel(code, year); err != nil || !same(got, l) {
				t.Fatalf("%q: %v\n got %s\nwant %s", code, err, show(got), show(l))
			}
		}
	})
}

func TestLostSeparatorIsNeverAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := strings.ReplaceAll(packs().Draw(t, "label").ElementString(), "\x1d", "")
		id := rapid.SampledFrom([]string{"", "]d2", "]Q3", "^"}).Draw(t, "id")
		_, err := gs1.ParseLabel(id+code, year)
		var fault *gs1.ScanFault
		if !errors.As(err, &fault) {
			t.Fatalf("%q: %v", id+code, err)
		}
	})
}

func TestOneWrongDigitIsNeverAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := []byte(packs().Draw(t, "label").GTIN.String())
		i := rapid.IntRange(0, len(digits)-1).Draw(t, "at")
		digits[i] = '0' + (digits[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if g, err := gs1.ParseGTIN(string(digits)); err == nil {
			t.Fatalf("%s was accepted", g)
		}
	})
}

func TestTwoScansAreNeverAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, second := packs().Draw(t, "first"), packs().Draw(t, "second")
		between := rapid.SampledFrom([]string{"", "]d2", "\x1d", "\r\n"}).Draw(t, "between")
		code := "]d2" + first.ElementString() + between + second.ElementString()
		if l, err := gs1.ParseLabel(code, year); err == nil {
			t.Fatalf("%q was read as %s", code, show(l))
		}
	})
}

func TestDaysAndTextAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := gs1.DateOfDays(rapid.IntRange(-719162, 2932896).Draw(t, "days"))
		back, err := gs1.ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("%s: %s %v", d, back, err)
		}
		near, zero, err := gs1.ParseYYMMDD(d.YYMMDD(), d.Year())
		if err != nil || near != d || zero {
			t.Fatalf("%s from %s: %s %v", d, d.YYMMDD(), near, err)
		}
	})
}
