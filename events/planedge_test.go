package events_test

import (
	"fmt"
	"strings"
	"testing"

	"pedigree/events"
)

// TestPlanAtItsEdges: each rule by which an event is left, or an order says less than the
// event, by what only that rule catches.
func TestPlanAtItsEdges(t *testing.T) {
	const (
		offer    = `"urn:pedigree:transfer:0123456789abcdef0123456789abcdef"`
		other    = `"urn:pedigree:transfer:0123456789abcdef0123456789abcde0"`
		receives = `"type":"ObjectEvent","action":"OBSERVE","bizStep":"receiving","epcList":[` + packA1 + `],"bizTransactionList":`
		seller   = `,"sourceList":[{"type":"owning_party","source":"https://id.gs1.org/414/9524000000026"}]`
		sells    = `"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","epcList":[` + packA1 + `],"destinationList":` +
			`[{"type":"owning_party","destination":"https://id.gs1.org/414/9524000000026"}]`
		made   = `"type":"ObjectEvent","action":"ADD","bizStep":"commissioning",`
		looked = `"type":"ObjectEvent","action":"OBSERVE","bizStep":"commissioning",`
		lotL1  = `{"epcClass":"https://id.gs1.org/01/09524000001016/10/L1","quantity":5}`
		lotL2  = `{"epcClass":"https://id.gs1.org/01/09524000001016/10/L2","quantity":5}`
		some   = `{"epcClass":"https://id.gs1.org/01/09524000001016","quantity":5}`
		expiry = `,"ilmd":{"cbvmda:lotNumber":"L1","cbvmda:itemExpirationDate":"2030-01-31"}`
		later  = `,"ilmd":{"cbvmda:lotNumber":"L1","cbvmda:itemExpirationDate":"2031-01-31"}`
	)
	papers := func(ids ...string) string {
		for i, id := range ids {
			ids[i] = `{"bizTransaction":` + id + `}`
		}
		return "[" + strings.Join(ids, ",") + "]"
	}
	epcs := make([]string, 4097)
	for i := range epcs {
		epcs[i] = fmt.Sprintf(`"https://id.gs1.org/01/09524000001016/21/%d"`, i)
	}
	for name, c := range map[string]struct {
		list []string
		want string // how a line of the plan begins
	}{
		"nothing shipped":    {[]string{ship()}, "left 1 ObjectEvent OBSERVE shipping: it names no objects"},
		"too much shipped":   {[]string{ship(epcs...)}, "left 1 ObjectEvent OBSERVE shipping: 4097 objects"},
		"of some lot":        {[]string{ship() + `,"quantityList":[` + some + `]`}, "left 1 ObjectEvent OBSERVE shipping: it does not say of which lot 09524000001016 is"},
		"in a case, beside":  {[]string{pack(case1, packA1), ship(case1, packA1)}, "left 2 ObjectEvent OBSERVE shipping: A1 stands twice, or is in two cases"},
		"a case that stays":  {[]string{pack(case1, packA1), ship(case1, packA1), commonIt + "[" + packB2 + "]"}, "left 1 AggregationEvent ADD packing: the ledger keeps containers by SSCC"},
		"in two cases":       {[]string{pack(case1, sscc15), pack(packB2, sscc15), ship(case1, packB2)}, "left 3 ObjectEvent OBSERVE shipping: 009524000000000015 stands twice"},
		"the owner stays":    {[]string{sells + seller}, `1 ship {"to":"9524000000026","items":[{"gtin":"09524000001016","serial":"A1"}],"owner":"keep"}`},
		"papers of no type":  {[]string{ship(packA1) + `,"bizTransactionList":` + papers(`"urn:x:1"`)}, `1 ship {"to":"9524000000026","items":[{"gtin":"09524000001016","serial":"A1"}],"owner":"keep"}`},
		"an offer is none":   {[]string{ship(packA1) + `,"bizTransactionList":[{"type":"po","bizTransaction":` + offer + `}]`}, `1 ship {"to":"9524000000026","items":[{"gtin":"09524000001016","serial":"A1"}],"owner":"keep"}`},
		"a delivery":         {[]string{receives + papers(`"urn:x:1"`, offer, offer)}, "1 receive"},
		"two deliveries":     {[]string{receives + papers(offer, other)}, "left 1 ObjectEvent OBSERVE receiving: it names two offers"},
		"no such delivery":   {[]string{receives + papers(`"urn:pedigree:transfer:0123"`)}, "left 1 ObjectEvent OBSERVE receiving: it names no offer"},
		"nothing received":   {[]string{strings.Replace(receives, packA1, "", 1) + papers(offer)}, "left 1 ObjectEvent OBSERVE receiving: it names no objects"},
		"too much received":  {[]string{strings.Replace(receives, packA1, strings.Join(epcs, ","), 1) + papers(offer)}, "left 1 ObjectEvent OBSERVE receiving: 4097 objects"},
		"nothing made":       {[]string{made + `"epcList":[]` + expiry}, "left 1 ObjectEvent ADD commissioning: it names no objects"},
		"made of no lot":     {[]string{made + `"quantityList":[` + some + `]` + expiry}, "left 1 ObjectEvent ADD commissioning: a product without lot or serials"},
		"made for ever":      {[]string{made + `"quantityList":[` + lotL1 + `]`}, "left 1 ObjectEvent ADD commissioning: no expiry date"},
		"made in two ways":   {[]string{made + `"epcList":[` + packA1 + `],"quantityList":[` + lotL1 + `]` + expiry}, "left 1 ObjectEvent ADD commissioning: lot L1 of 09524000001016 comes into being by quantity and in packs"},
		"a pack looked at":   {[]string{looked + `"epcList":["https://id.gs1.org/01/09524000001016/10/L1/21/A1"]`}, "left 1"},
		"two lots looked at": {[]string{looked + `"quantityList":[` + lotL1 + "," + lotL2 + `]`}, "left 1"},
		"more is made of it": {[]string{made + `"epcList":[` + packA1 + `]` + expiry, made + `"epcList":[` + packB2 + `]` + later, looked + `"quantityList":[` + lotL1 + `]`}, "left 3 ObjectEvent OBSERVE commissioning: not all that is commissioned of lot L1"},
		"three qualifiers":   {[]string{ship(`"https://example.org/a/b/01/09524000001016/22/V/10/L1/21/A1"`)}, `1 ship {"to":"9524000000026","items":[{"gtin":"09524000001016","lot":"L1","serial":"A1"}]`},
		"four qualifiers":    {[]string{ship(`"https://example.org/01/09524000001016/22/V/22/V/10/L1/21/A1"`)}, "left 1"},
		"a lot by quantity":  {[]string{made + `"quantityList":[` + lotL1 + `]` + expiry}, "1 register_lot"},
	} {
		o := everything
		o.CloseLots = name == "a lot by quantity" // has no packs to wait for
		got := planned(t, o, c.list...)
		if lines := "\n" + got; !strings.Contains(lines, "\n"+c.want) || strings.Contains(got, "close_lot") {
			t.Errorf("%s:\n got %.500s\nwant %s", name, got, c.want)
		}
	}
	for inner, want := range map[string]string{
		`<childEPCs><epc>urn:epc:id:sgtin:952400.0000101.A1</epc></childEPCs>`:   "no container is named",
		`<parentID>urn:epc:id:sscc:952400.00000000001</parentID>`:                "it names no objects",
		`<parentID>urn:epc:id:sgtin:952400.0000101.CASE1</parentID><childEPCs/>`: "it names no objects",
	} {
		p, err := events.PlanOf([]byte(`<d><EventList><AggregationEvent><action>ADD</action>`+inner+
			`</AggregationEvent></EventList></d>`), everything)
		if err != nil || told(t, p) != "left 1 AggregationEvent ADD: "+want+"\n" {
			t.Errorf("%s: %+v %v", inner, p, err)
		}
	}
}
