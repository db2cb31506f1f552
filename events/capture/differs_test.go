package capture_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pedigree/events/capture"
	"pedigree/record"
)

// TestWhatDiffers: what is there by the same number, and is something else.
func TestWhatDiffers(t *testing.T) {
	said := record.RegisterProduct{GTIN: product, Name: "N", Strength: "5 mg", Form: "F", Pack: "P"}
	for want, change := range map[string]func(*record.Product){
		"": func(p *record.Product) { p.Substance = "another word for it" },
		`product 09524000001016 is named "M", not "N"`:              func(p *record.Product) { p.Name = "M" },
		`product 09524000001016 is of strength "50 mg", not "5 mg"`: func(p *record.Product) { p.Strength = "50 mg" },
		`product 09524000001016 is of form "drops", not "F"`:        func(p *record.Product) { p.Form = "drops" },
		`product 09524000001016 is in packs of "20 pills", not "P"`: func(p *record.Product) { p.Pack = "20 pills" },
	} {
		have := &record.Product{Name: "N", Strength: "5 mg", Form: "F", Pack: "P"}
		change(have)
		if got := capture.ProductDiffers(have, said); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	have := &record.Lot{Expiry: expiry, Sealed: &record.LotSealed{Planned: 500}}
	for planned, want := range map[uint64]string{0: "", 500: "",
		600: "lot L1 has a planned quantity of 500, not 600"} {
		b := record.RegisterLot{GTIN: product, Lot: lot, Expiry: expiry, Planned: planned}
		if got := capture.LotDiffers(have, b); got != want {
			t.Errorf("%d planned: %s, want %s", planned, got, want)
		}
	}
}

// TestProductThatDiffers: what registers another product under a number that is taken is
// not to be sent.
func TestProductThatDiffers(t *testing.T) {
	s := newState()
	s.register(lot, true, false)
	said := func(attribute, value string) string {
		return `{"id":"urn:epcglobal:cbv:mda#` + attribute + `","attribute":"` + value + `"}`
	}
	master := `"epcisHeader":{"epcisMasterData":{"vocabularyList":[{"type":"urn:epcglobal:epcis:vtype:EPCClass",` +
		`"vocabularyElementList":[{"id":"urn:epc:idpat:sgtin:9524000.000101.*","attributes":[` +
		said("regulatedProductName", "N") + "," + said("dosageFormType", "F") + "," +
		said("netContentDescription", "P") + "," + said("strengthDescription", "X") + `]}]}]}},"epcisBody"`
	document := strings.Replace(string(documentOf(made+packs("A"))), `"epcisBody"`, master, 1)
	p, _, err := s.captured(capture.Asked{Document: []byte(document)})
	if err != nil {
		t.Fatal(err)
	}
	if want := `register_product false: product 09524000001016 is of strength "S", not "X"` +
		"\nregister_lot true\nadd_serials false\n"; told(p) != want {
		t.Errorf("got %s\nwant %s", told(p), want)
	}
}

// TestManyProducts: whoever names more products than the ledger should be asked for is
// told so, and the ledger is not asked.
func TestManyProducts(t *testing.T) {
	gtins := make([]string, 1001)
	for i := range gtins {
		digits := fmt.Sprintf("095240%07d", i)
		sum := 0
		for n, d := range digits {
			sum += int(d-'0') * (3 - 2*(n%2))
		}
		gtins[i] = fmt.Sprintf(`"https://id.gs1.org/01/%s%d/21/A"`, digits, (10-sum%10)%10)
	}
	s := newState()
	_, effort, err := s.plan(capture.Asked{}, made+"["+strings.Join(gtins, ",")+"]")
	if !errors.Is(err, capture.ErrDocument) || !strings.Contains(err.Error(), "more than 1000 products") {
		t.Fatal(err)
	}
	if effort.Records > 15_000 {
		t.Errorf("%+v", effort)
	}
	if _, _, err := s.plan(capture.Asked{}, made+"["+strings.Join(gtins[:900], ",")+"]"); err != nil {
		t.Error(err)
	}
}
