package tests

import (
	"testing"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// TestCountriesAreThoseOfISO3166 asks the ledger about each pair of letters. A code
// that no country has would be a market in which nothing is ever withdrawn.
func TestCountriesAreThoseOfISO3166(t *testing.T) {
	gln, err := gs1.ParseGLN("4000001000005")
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			c := ledger.New("authorize")
			*c.Body().(*record.Authorize) = record.Authorize{GLN: gln, Name: "Acme", Country: code}
			want := model.IsCountry(code)
			if got := c.Check() == nil; got != want {
				t.Errorf("%s is a country for the ledger: %v; for the model: %v", code, got, want)
			}
			if want {
				known++
			}
		}
	}
	if known != 250 {
		t.Errorf("only %d countries", known)
	}
	for _, code := range []string{"", "D", "de", "DEU", "D ", " D", "ZZ", "EU", "UK"} {
		c := ledger.New("authorize")
		*c.Body().(*record.Authorize) = record.Authorize{GLN: gln, Name: "Acme", Country: code}
		if c.Check() == nil {
			t.Errorf("%q is no country", code)
		}
	}
}
