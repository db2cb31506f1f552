package events_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pedigree/events"
	"pedigree/record"
)

// told prints a plan, a line each: orders first, then what is left and what is noted.
func told(t *testing.T, p *events.Plan) string {
	t.Helper()
	var b strings.Builder
	for _, s := range p.Steps {
		body, err := json.Marshal(s.Body)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%d %s %s\n", s.Event, s.Command, body)
	}
	for _, l := range p.Left {
		fmt.Fprintf(&b, "left %d %s: %s\n", l.Event, l.What, l.Why)
	}
	for _, n := range p.Notes {
		fmt.Fprintf(&b, "note %d %s: %s\n", n.Event, n.What, n.Why)
	}
	return b.String()
}

var everything = events.PlanOptions{Commands: []string{"pack", "unpack"}}

func pharma(t *testing.T) []byte {
	t.Helper()
	name := filepath.Join(vectors, "xml-1.2", "GS1_US_Pharma_Example_2_2_1_1.xml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Skip("the example of GS1 US is not at hand: ", err)
	}
	return text
}

// TestPlanOfTheExampleOfGS1US: all eight events go in; the three cases, which have a GTIN
// and no SSCC, as their contents.
func TestPlanOfTheExampleOfGS1US(t *testing.T) {
	p, err := events.PlanOf(pharma(t), everything)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, s := range p.Steps {
		commands = append(commands, s.Command)
	}
	if got := strings.Join(commands, " "); got != "register_product register_lot add_serials pack ship" {
		t.Errorf("orders %s", got)
	}
	if pack := p.Steps[3].Body.(record.Pack); len(pack.Items) != 12 ||
		pack.SSCC.String() != "403000112345678901" {
		t.Errorf("packed %v", pack)
	}
	if ship := p.Steps[4].Body.(record.Ship); len(ship.References) != 2 || ship.Owner != "transfer" ||
		ship.To.String() != "0399993456780" || len(ship.Items) != 1 {
		t.Errorf("shipped %v", ship)
	}
	if len(p.Left) != 0 {
		t.Errorf("left: %s", told(t, p))
	}
	if n := unspoken(t, p, pharma(t)); n != 0 || p.Events != 8 {
		t.Errorf("nothing is said of event %d of %d", n, p.Events)
	}
}

// TestPlanWithoutPack: a ledger that cannot pack gets neither the container nor its
// shipment, and the report says so.
func TestPlanWithoutPack(t *testing.T) {
	p, err := events.PlanOf(pharma(t), events.PlanOptions{CloseLots: true})
	if err != nil {
		t.Fatal(err)
	}
	got := told(t, p)
	for _, want := range []string{
		"left 7 AggregationEvent ADD packing: this ledger has no order pack\n",
		"left 8 ObjectEvent OBSERVE shipping: not all that goes into container " +
			"403000112345678901, or out of it, could be mapped before this\n",
		`0 close_lot {"gtin":"00300010123455","lot":"A123"}`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, " ship ") || strings.Contains(got, " pack ") {
		t.Errorf("orders that cannot be done:\n%s", got)
	}
}

const planHead = `{"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld",` +
	`"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z",` +
	`"epcisBody":{"eventList":[`

func planned(t *testing.T, o events.PlanOptions, list ...string) string {
	t.Helper()
	for i, e := range list {
		list[i] = `{"eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+00:00",` + e + `}`
	}
	p, err := events.PlanOf([]byte(planHead+strings.Join(list, ",")+`]}}`), o)
	if err != nil {
		t.Fatal(err)
	}
	return told(t, p)
}

func TestPlanOfEvents(t *testing.T) {
	const (
		object  = `"type":"ObjectEvent","action":`
		observe = object + `"OBSERVE","bizStep":`
		make_   = object + `"ADD","bizStep":"commissioning",`
		packing = `"type":"AggregationEvent","bizStep":"packing","action":`
		pack    = `"https://id.gs1.org/01/09524000001016/21/A%2F1"`
		lot     = `"https://id.gs1.org/01/09524000001016/10/L1"`
		sscc    = `"https://id.gs1.org/00/009524000000000015"`
		ilmd    = `,"ilmd":{"cbvmda:lotNumber":"L1","cbvmda:itemExpirationDate":"2030-01-31"}`
		to      = `,"destinationList":[{"type":"location","destination":"https://id.gs1.org/414/9524000000026"}]`
		offer   = `,"bizTransactionList":[{"bizTransaction":"urn:pedigree:transfer:0123456789abcdef0123456789abcdef"}]`
	)
	id := `"gtin":"09524000001016"`
	for _, c := range []struct{ name, event, want string }{
		{"packs", make_ + `"epcList":[` + pack + `]` + ilmd,
			`1 register_lot {` + id + `,"lot":"L1","expiry":"2030-01-31","serialised":true}` + "\n" +
				`1 add_serials {` + id + `,"lot":"L1","serials":["A/1"]}`},
		{"packs of a lot that is there", make_ + `"epcList":[` + pack +
			`],"ilmd":{"cbvmda:lotNumber":"L1"}`, `1 add_serials {` + id +
			`,"lot":"L1","serials":["A/1"]}` + "\nnote 1 ObjectEvent ADD commissioning: " +
			"no expiry date, so lot L1 of 09524000001016 has to be registered already"},
		{"no lot", make_ + `"epcList":[` + pack + `]`,
			"left 1 ObjectEvent ADD commissioning: no lot number (cbvmda:lotNumber); a pack without a lot cannot be registered"},
		{"a lot by quantity", make_ + `"quantityList":[{"epcClass":` + lot + `,"quantity":500.0}]` + ilmd,
			`1 register_lot {` + id + `,"lot":"L1","expiry":"2030-01-31","planned":500}`},
		{"half a pack", make_ + `"quantityList":[{"epcClass":` + lot + `,"quantity":0.5}]` + ilmd,
			"left 1 ObjectEvent ADD commissioning: quantityList: 0.5 is no number of packs"},
		{"by weight", make_ + `"quantityList":[{"epcClass":` + lot + `,"quantity":5,"uom":"KGM"}]` + ilmd,
			"left 1 ObjectEvent ADD commissioning: quantityList: packs are counted, not measured in KGM"},
		{"a lot twice", make_ + `"quantityList":[{"epcClass":` + lot + `,"quantity":5}]` + ilmd +
			`},{"eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+00:00",` + make_ +
			`"quantityList":[{"epcClass":` + lot + `,"quantity":6}]` + ilmd,
			`1 register_lot {` + id + `,"lot":"L1","expiry":"2030-01-31","planned":5}` + "\n" +
				"left 2 ObjectEvent ADD commissioning: lot L1 of 09524000001016 is commissioned " +
				"already; a lot is registered once"},
		{"the end of a lot", observe + `"commissioning","quantityList":[{"epcClass":` + lot + `}]`,
			`1 close_lot {` + id + `,"lot":"L1"}`},
		{"a container filled", packing + `"ADD","parentID":` + sscc + `,"childEPCs":[` + pack + `]`,
			`1 pack {"sscc":"009524000000000015","items":[{` + id + `,"serial":"A/1"}]}`},
		{"a container emptied", packing + `"DELETE","parentID":` + sscc,
			`1 unpack {"sscc":"009524000000000015"}`},
		{"a case alone", packing + `"ADD","parentID":` + pack + `,"childEPCs":[` + sscc + `]`,
			"left 1 AggregationEvent ADD packing: the ledger keeps containers by SSCC; " +
				"this case goes into none that it has, so its packs stay loose"},
		{"a look at a container", packing + `"OBSERVE","parentID":` + sscc + `,"childEPCs":[` + pack + `]`,
			"left 1 AggregationEvent OBSERVE packing: it observes what is packed and changes nothing"},
		{"a shipment", observe + `"shipping","epcList":[` + pack + `]` + to,
			`1 ship {"to":"9524000000026","items":[{` + id + `,"serial":"A/1"}],"owner":"keep"}`},
		{"a shipment to nobody", observe + `"shipping","epcList":[` + pack + `]`,
			"left 1 ObjectEvent OBSERVE shipping: no destination; an offer is made to somebody"},
		{"a delivery", observe + `"receiving","epcList":[` + pack + `]` + offer,
			`1 receive {"transfer":"0123456789abcdef0123456789abcdef","accepted":[{` + id +
				`,"serial":"A/1"}]}`},
		{"a delivery of what", observe + `"receiving","epcList":[` + pack + `]`,
			"left 1 ObjectEvent OBSERVE receiving: it names no offer (a bizTransaction " +
				"urn:pedigree:transfer:…): receive it with pedigree tx receive"},
		{"another object", make_ + `"epcList":["urn:epc:id:giai:4000001.12345"]` + ilmd,
			"left 1 ObjectEvent ADD commissioning: epcList: urn:epc:id:giai:4000001.12345 names " +
				"neither a pack, nor a lot, nor a container"},
		{"no object of GS1", make_ + `"epcList":["urn:x:1"]` + ilmd,
			`left 1 ObjectEvent ADD commissioning: epcList: "urn:x:1": no GS1 identifier`},
		{"a wrong check digit", make_ + `"epcList":["https://id.gs1.org/01/09524000001017/21/1"]` + ilmd, "left 1"},
		{"an error declared", make_ + `"epcList":[` + pack + `]` + ilmd +
			`,"errorDeclaration":{"declarationTime":"2026-01-01T00:00:00Z"}`,
			"left 1 ObjectEvent ADD commissioning: it declares an event wrong; take that back by an order of your own"},
		{"another step", observe + `"inspecting","epcList":[` + pack + `]`,
			"left 1 ObjectEvent OBSERVE inspecting: no order is made of this kind of event"},
		{"another event", `"type":"x:Event"`, "left 1 x:Event: no order is made of this kind of event"},
	} {
		if got := planned(t, everything, c.event); strings.TrimSpace(got) != c.want &&
			!(c.want == "left 1" && strings.HasPrefix(got, c.want)) {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestPlanOfACaseThatIsPackedLater: a container is not filled without what a case of it
// holds, only because that is not known yet.
func TestPlanOfACaseThatIsPackedLater(t *testing.T) {
	const (
		pack = `"https://id.gs1.org/01/09524000001016/21/A1"`
		box  = `"https://id.gs1.org/01/09524000001016/21/CASE1"`
		add  = `"type":"AggregationEvent","bizStep":"packing","action":"ADD","parentID":`
	)
	want := "left 1 AggregationEvent ADD packing: not all that goes into case 09524000001016/CASE1, or " +
		"out of it, could be mapped before this\nleft 2 AggregationEvent ADD packing: the ledger keeps containers by SSCC; this " +
		"case goes into none that it has, so its packs stay loose\n"
	if got := planned(t, everything, add+`"https://id.gs1.org/00/009524000000000015","childEPCs":[`+
		`"https://id.gs1.org/01/09524000001016/21/B2",`+box+`]`, add+box+`,"childEPCs":[`+pack+`]`); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// TestPlanInBatches: no order names more than the ledger takes.
func TestPlanInBatches(t *testing.T) {
	epcs := make([]string, 9000)
	for i := range epcs {
		epcs[i] = fmt.Sprintf(`"https://id.gs1.org/01/09524000001016/21/%d"`, i)
	}
	list := strings.Join(epcs, ",")
	p, err := events.PlanOf([]byte(planHead+`{"type":"ObjectEvent","action":"ADD",`+
		`"eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+00:00",`+
		`"bizStep":"commissioning","epcList":[`+list+`],"ilmd":{"cbvmda:lotNumber":"L1"}}]}}`),
		everything)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, s := range p.Steps {
		n := len(s.Body.(record.AddSerials).Serials)
		if n > 4096 {
			t.Errorf("an order of %d serials", n)
		}
		count += n
	}
	if count != 9000 || len(p.Steps) != 3 {
		t.Errorf("%d serials in %d orders", count, len(p.Steps))
	}
}

// TestPlanOfExamples: of what GS1 and OpenEPCIS call valid every event is spoken of; what they
// call invalid is refused whole.
func TestPlanOfExamples(t *testing.T) {
	passed, total := 0, 0
	for _, e := range examples(t) {
		if e.Kind != "document" {
			continue
		}
		total++
		p, err := events.PlanOf(e.text, everything)
		switch {
		case !e.Valid && (err == nil || !strings.Contains(err.Error(), "not valid EPCIS 2.0")),
			e.Valid && err != nil:
			t.Errorf("%s: %v", e.File, err)
		case e.Valid && unspoken(t, p, e.text) != 0:
			t.Errorf("%s: nothing is said of event %d", e.File, unspoken(t, p, e.text))
		default:
			passed++
		}
	}
	fmt.Printf("epcis documents planned: %d/%d passed\n", passed, total)
}

// unspoken gives an event of a document that a plan says nothing of, 0 if there is none.
func unspoken(t *testing.T, p *events.Plan, text []byte) int {
	t.Helper()
	ids, err := events.Hashes(text)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[int]bool)
	for _, s := range p.Steps {
		seen[s.Event] = true
	}
	for _, r := range append(p.Left, p.Notes...) {
		seen[r.Event] = true
	}
	for n := range ids {
		if !seen[n+1] {
			return n + 1
		}
	}
	return 0
}

func TestPlanRefusesInvalidDocuments(t *testing.T) {
	for _, text := range []string{"", "{}", "<a/>", planHead + `{"type":"ObjectEvent"}]}}`} {
		if _, err := events.PlanOf([]byte(text), everything); err == nil {
			t.Errorf("accepted: %q", text)
		}
	}
}

// FuzzPlan: whatever somebody sends, every event of it is spoken of.
func FuzzPlan(f *testing.F) {
	for _, s := range samples() {
		if e, err := events.Render(s.fact); err == nil {
			f.Add(e.JSON)
		}
	}
	f.Add([]byte(`<d><EventList><AggregationEvent><parentID>urn:epc:id:sscc:030001.41234567890` +
		`</parentID><childEPCs><epc>urn:epc:id:sgtin:030001.0012345.11</epc></childEPCs>` +
		`<action>ADD</action></AggregationEvent></EventList></d>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := events.PlanOf(text, everything)
		if err != nil {
			return
		}
		if n := unspoken(t, p, text); n != 0 {
			t.Fatalf("nothing is said of event %d of %q", n, text)
		}
	})
}
