package events_test

import (
	"fmt"
	"strings"
	"testing"

	"pedigree/events"
)

// TestDocumentsAreBounded: what a small document makes of itself has limits, whoever reads
// it. The ones that are read say something that takes for ever unless it is done well.
func TestDocumentsAreBounded(t *testing.T) {
	const (
		event = `{"type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-01-01T00:00:00Z",` +
			`"eventTimeZoneOffset":"+00:00","epcList":[]`
		long = "http://example.org/"
	)
	document := func(context, list string) string {
		return `{"@context":` + context + strings.TrimPrefix(planHead,
			`{"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld"`) + list + `]}}`
	}
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	prefixes := `[{"a":"b"` + many(200_000, `,"p%d":"http://example.org/"`) + `}]`
	contexts := strings.TrimPrefix(many(60_000, `,`+event+`,"@context":[{"q%d":"http://example.org/"}]}`), ",")
	space := long + strings.Repeat("x", 1<<20)
	for name, c := range map[string]struct{ document, want string }{
		"prefixes":      {document(prefixes, contexts), ""},
		"one name":      {document(`{}`, event+many(300_000, `,"x:%d":0`)+strings.Repeat(`,"eventID":"x:y"`, 300_000)+`}`), ""},
		"a long link":   {document(`{}`, event+`,"x:y":"https://a.b`+strings.Repeat("/", 1<<20)+strings.Repeat("/01", 1<<20)+`"}`), ""},
		"values":        {document(`{}`, event+`,"x:y":[0`+strings.Repeat(",0", 1<<20)+`]}`), "more than 1048576 values"},
		"values, inner": {document(`{}`, event+`,"x:y":[[]`+strings.Repeat(",[]", 1<<20)+`]}`), "more than 1048576 values"},
		"event lists":   {`<d><EventList/><EventList><a/></EventList></d>`, "more than one EventList"},
		"events":        {`<d><EventList>` + strings.Repeat(`<a/>`, 1<<17+1) + `</EventList></d>`, "more than 131072 events"},
		"elements":      {`<d><EventList>` + strings.Repeat(`<a/>`, 1<<20) + `</EventList></d>`, "more than 1048576 values or elements"},
		"attributes": {`<d><EventList>` + strings.Repeat(`<a b="" c=""/>`, 1<<19) + `</EventList></d>`,
			"more than 1048576 values or elements"},
		"a long namespace": {document(`{"x":"`+space+`"}`, event+many(100, `,"x:%d":0`)+`}`),
			"names and numbers are longer"},
		"a long namespace of values": {document(`{"x":"`+space+`"}`, event+`,"y":["x:1"`+many(100, `,"x:%d"`)+`]}`),
			"names and numbers are longer"},
		"a long namespace in XML": {`<d xmlns:x="` + space + `"><EventList>` + strings.Repeat(`<x:a x:b=""/>`, 50) +
			`</EventList></d>`, "names and numbers are longer"},
		"long numbers":           {document(`{}`, event+`,"x:y":[1e308`+strings.Repeat(",1e308", 250_000)+`]}`), "numbers are longer"},
		"long numbers in XML":    {`<d><EventList><a>` + strings.Repeat(`<b>1E308</b>`, 250_000) + `</a></EventList></d>`, "numbers are longer"},
		"long numbers, about it": {`<d><EventList><a>` + strings.Repeat(`<b c="1e308"/>`, 250_000) + `</a></EventList></d>`, "numbers are longer"},
		"a namespace":            {document(`{"x":"`+long+`"}`, event+many(100_000, `,"x:%d":0`)+`}`), ""},
	} {
		ids, err := events.Hashes([]byte(c.document))
		switch {
		case c.want == "" && (err != nil || len(ids) == 0):
			t.Errorf("%s: %d events, %v", name, len(ids), err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestProductsOfLongMasterData: what is said of a product is looked up once.
func TestProductsOfLongMasterData(t *testing.T) {
	var names, attributes strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&names, `"x:n%d":0,`, i)
		fmt.Fprintf(&attributes, `,{"id":"u:%d","attribute":"x"}`, i)
	}
	document := strings.Replace(planHead, `"epcisBody"`, `"epcisHeader":{"epcisMasterData":{"vocabularyList":`+
		`[{"type":"urn:epcglobal:epcis:vtype:EPCClass","vocabularyElementList":[{`+names.String()+
		`"id":"urn:epc:idpat:sgtin:9524000.000101.*","attributes":[`+attributes.String()[1:]+`]}]}]}},"epcisBody"`, 1)
	p, err := events.PlanOf([]byte(document+"]}}"), everything)
	if err != nil || len(p.Steps) != 0 {
		t.Errorf("%+v %v", p, err)
	}
}
