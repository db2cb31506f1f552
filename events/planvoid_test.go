package events_test

import (
	"strings"
	"testing"
)

// TestVoidShipments: what a document says was not shipped is not ordered, however it is named;
// nor what a taking back that cannot be read may be about.
func TestVoidShipments(t *testing.T) {
	const (
		bt    = "urn:epcglobal:cbv:bt:9524000000019:"
		lotL1 = `{"epcClass":"https://id.gs1.org/01/09524000001016/10/L1","quantity":`
		none  = `"type":"ObjectEvent","action":"DELETE","bizStep":"void_shipping","epcList":[]`
	)
	void := func(items ...string) string {
		return strings.TrimSuffix(none, "]") + strings.Join(items, ",") + "]"
	}
	deal := func(paper string) string {
		return `,"bizTransactionList":[{"type":"po","bizTransaction":"` + bt + paper + `"}]`
	}
	lots := func(event, quantity string) string { return event + `,"quantityList":[` + lotL1 + quantity + `}]` }
	shipped := "ship;"
	for name, c := range map[string]struct {
		list []string
		want string
	}{
		"a pack":             {[]string{ship(packA1), void(packA1), ship(packB2)}, "ship B2;left 1;left 2;"},
		"before":             {[]string{void(packA1), ship(packA1)}, "left 1;left 2;"},
		"a pack of many":     {[]string{ship(packA1, packB2), void(packB2)}, "left 1;left 2;"},
		"by another link":    {[]string{ship(packA1), void(`"urn:epc:id:sgtin:952400.0000101.A1"`)}, "left 1;left 2;"},
		"with its lot":       {[]string{ship(packA1), void(`"https://id.gs1.org/01/09524000001016/10/L1/21/A1"`)}, "left 1;left 2;"},
		"a part of a lot":    {[]string{lots(ship(), "5"), lots(none, "4")}, "left 1;left 2;"},
		"another lot":        {[]string{lots(ship(), "5"), strings.Replace(lots(none, "4"), "/L1", "/L2", 1)}, shipped + "left 2;"},
		"a lot, and packs":   {[]string{ship(packA1), lots(none, "1")}, "left 1;left 2;"},
		"what holds it":      {[]string{pack(case1, packA1), pack(sscc15, case1), ship(sscc15), void(packA1)}, "pack A1 009524000000000015;left 3;left 4;"},
		"what holds its lot": {[]string{pack(sscc15, packA1), ship(sscc15), lots(none, "1")}, "pack A1 009524000000000015;left 2;left 3;"},
		"what is in it":      {[]string{pack(case1, packA1), pack(sscc15, case1), ship(packA1), void(sscc15)}, "pack A1 009524000000000015;left 3;left 4;"},
		"what is beside it":  {[]string{pack(case1, packA1, packB2), ship(packB2), void(packA1), ship(case1)}, "ship B2;left 1;left 3;left 4;"},
		"his container":      {[]string{pack(sscc15, packA1) + theirs, ship(sscc15), void(packA1)}, "left 1;left 2;left 3;"},
		"a container": {[]string{ship(sscc15), ship(packB2), strings.Replace(unpack(sscc15, packA1), "unpacking", "void_shipping", 1)},
			"ship B2;left 1;left 3;"},
		"out of a container": {[]string{ship(packA1), ship(packB2), strings.Replace(unpack(sscc15, packA1), "unpacking", "void_shipping", 1)},
			"ship B2;left 1;left 3;"},
		"a deal by another link": {[]string{strings.Replace(ship(packA1)+deal("1"), bt, "urn:epc:id:gdti:9524000.00001.", 1), ship(packB2) + deal("1"),
			strings.Replace(none+deal("1"), bt, "https://id.gs1.org/253/9524000000019", 1)}, "ship B2;left 1;left 3;"},
		"another's":           {[]string{ship(packA1), void(packA1) + theirs}, "left 1;left 2;"},
		"nobody knows what":   {[]string{ship(packA1), void(rubbish)}, "left 1;left 2;"},
		"of another's":        {[]string{ship(packA1), void(rubbish) + theirs}, "ship A1;left 2;"},
		"half of it":          {[]string{ship(packA1), void(packB2, rubbish)}, "left 1;left 2;"},
		"nothing":             {[]string{ship(packA1), none}, "left 1;left 2;"},
		"a product":           {[]string{ship(packA1), void(`"https://id.gs1.org/01/09524000002013"`)}, "left 1;left 2;"},
		"a deal":              {[]string{ship(packA1) + deal("1"), ship(packB2) + deal("2"), none + deal("1")}, "ship B2;left 1;left 3;"},
		"a deal, and no deal": {[]string{ship(packA1), none + deal("1")}, "left 1;left 2;"},
		"a deal, and objects": {[]string{ship(packA1) + deal("1"), void(packB2) + deal("1")}, "ship A1;left 2;"},
		"no deal, and a deal": {[]string{ship(packA1) + deal("1"), void(rubbish)}, "left 1;left 2;"},
		"two of them":         {[]string{ship(packA1) + deal("2"), none, void(rubbish) + deal("1")}, "left 1;left 2;left 3;"},
		"something else wrong": {[]string{ship(packA1), ship(packB2), void(packA1) + `,"sourceList":[{"type":"possessing_party",` +
			`"source":"https://site.example/7"}]`}, "ship B2;left 1;left 3;"},
		"taken back itself": {[]string{ship(packA1), ship(packB2), void(packA1, rubbish) + wrong}, "ship A1;ship B2;left 3;"},
	} {
		if got := orders(t, c.list...); sorted(got) != sorted(c.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
	got := planned(t, everything, ship(packA1), void(rubbish))
	if want := "left 1 ObjectEvent OBSERVE shipping: another event of the document takes back a shipment, " +
		"maybe this one: not all objects that it names can be read\n"; !strings.Contains(got, want) {
		t.Error(got)
	}
}
