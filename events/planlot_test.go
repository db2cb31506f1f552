package events_test

import (
	"strings"
	"testing"
)

// TestLotsBesideSerials: a pack's Digital Link may say its lot, and the event may say another.
func TestLotsBesideSerials(t *testing.T) {
	const (
		ofL1 = `"https://id.gs1.org/01/09524000001016/10/L1/21/A1"`
		ofL2 = `"http://example.org/x/gtin/09524000001016/lot/L%32/ser/A1?17=300131"`
	)
	for name, c := range map[string]struct{ event, want string }{
		"the same": {commonIt + `[` + ofL1 + `]`,
			`1 add_serials {"gtin":"09524000001016","lot":"L1","serials":["A1"]}` + "\n"},
		"another": {commonIt + `[` + packB2 + `,` + ofL2 + `]`,
			"left 1 ObjectEvent ADD commissioning: lotNumber: L1, and L2 among its objects\n"},
		"no lot": {commonIt + `["https://id.gs1.org/01/09524000001016/10/%20/21/A1"]`,
			"left 1 ObjectEvent ADD commissioning: epcList: (10): ' ' in a lot number"},
		"another of a quantity": {commonIt + `[],"quantityList":[{"epcClass":` +
			`"https://id.gs1.org/01/09524000001016/10/L2","quantity":5}]`,
			"left 1 ObjectEvent ADD commissioning: lotNumber: L1, and L2 among its objects\n"},
		"the ledger compares it": {goesOut + `[` + ofL2 + `]`, `1 ship {"to":"9524000000026","items":` +
			`[{"gtin":"09524000001016","lot":"L2","serial":"A1"}],"owner":"keep"}` + "\n"},
	} {
		if got := planned(t, everything, c.event); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
	box := func(lot string) string { return `"https://id.gs1.org/01/09524000001016` + lot + `/21/CASE1"` }
	if got := orders(t, pack(box("/10/L1"), packA1), pack(sscc15, box("/10/L2")), pack(box(""), packB2),
		ship(box(""))); got != "left 2;ship A1 B2;" && got != "ship A1 B2;left 2;" {
		t.Errorf("one case by three links: %s", got)
	}
}

// TestSerialsThatAreWords: only where a link has its keys, a word is a key.
func TestSerialsThatAreWords(t *testing.T) {
	for _, word := range []string{"lot", "ser", "party", "gtin"} {
		got := planned(t, everything, goesOut+`["https://id.gs1.org/gtin/09524000001016/ser/`+word+`"]`)
		if !strings.Contains(got, `"serial":"`+word+`"`) {
			t.Errorf("%s: %s", word, got)
		}
	}
}
