package events_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pedigree/events"
)

// TestHashVectors are the cases of the reference implementation: each input, JSON-LD or
// XML, has to give exactly the stated hash ids.
func TestHashVectors(t *testing.T) {
	lines, err := os.ReadFile(filepath.Join(vectors, "hash", "cases.jsonl"))
	if err != nil {
		t.Skip("the hash vectors are not at hand: ", err)
	}
	passed, total := 0, 0
	for line := range strings.Lines(string(lines)) {
		var c struct {
			Case                      string
			Inputs, Hashes, Prehashes []string
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		for _, input := range c.Inputs {
			text, err := os.ReadFile(filepath.Join(vectors, "hash", input))
			if err != nil {
				t.Fatal(err)
			}
			total += len(c.Hashes)
			passed += sameHashes(t, input, text, c.Hashes, c.Prehashes)
		}
	}
	fmt.Printf("epcis hash vectors: %d/%d passed\n", passed, total)
}

func sameHashes(t *testing.T, name string, text []byte, hashes, prehashes []string) (same int) {
	t.Helper()
	got, err := events.Hashes(text)
	if err != nil || len(got) != len(hashes) {
		t.Errorf("%s: %d hashes, want %d: %v", name, len(got), len(hashes), err)
		return 0
	}
	said, _ := events.PreHashes(text)
	for i := range got {
		if got[i] == hashes[i] {
			same++
			continue
		}
		t.Errorf("%s, event %d\n got %s\nwant %s", name, i, said[i], prehashes[i])
	}
	return same
}

// said gives the canonical string of an ObjectEvent with some members.
func said(t *testing.T, members string) string {
	t.Helper()
	out, err := events.PreHashes([]byte(`{"@context":{"x":"https://x.example/"},` +
		`"type":"ObjectEvent","eventTime":"2026-01-01T00:00:00Z",` + members + `}`))
	if err != nil || len(out) != 1 {
		t.Fatalf("%s: %d events, %v", members, len(out), err)
	}
	return strings.TrimPrefix(out[0], "eventType=ObjectEventeventTime=2026-01-01T00:00:00.000Z")
}

// TestCanonicalIdentifiers: every EPC URN and every way to write a Digital Link.
func TestCanonicalIdentifiers(t *testing.T) {
	const stem = "https://id.gs1.org/"
	for from, to := range map[string]string{
		"urn:epc:id:sgtin:0614141.107346.2017":  stem + "01/10614141073464/21/2017",
		"urn:epc:id:sgtin:030001.0012345.a%2Fb": stem + "01/00300010123455/21/a%2Fb",
		"urn:epc:id:sgtin:0614141.107346.a(1)":  stem + "01/10614141073464/21/a%281%29",
		"urn:epc:id:sscc:030001.41234567890":    stem + "00/403000112345678901",
		"urn:epc:id:sgln:0614141.07346.0":       stem + "414/0614141073467",
		"urn:epc:id:sgln:0614141.07346.1234":    stem + "414/0614141073467/254/1234",
		"urn:epc:id:sgln:061414107346..1234":    stem + "414/0614141073467/254/1234",
		"urn:epc:id:pgln:0614141.00000":         stem + "417/0614141000005",
		"urn:epc:id:grai:4012345.00077.18765":   stem + "8003/0401234500077118765",
		"urn:epc:id:giai:4000001.12345":         stem + "8004/400000112345",
		"urn:epc:id:gsrn:4012345.0000000001":    stem + "8018/401234500000000012",
		"urn:epc:id:gsrnp:4012345.0000000001":   stem + "8017/401234500000000012",
		"urn:epc:id:gdti:4012345.11111.123":     stem + "253/4012345111118123",
		"urn:epc:id:sgcn:4012345.11111.123":     stem + "255/4012345111118123",
		"urn:epc:id:ginc:4012345.XYZ":           stem + "401/4012345XYZ",
		"urn:epc:id:gsin:4012345.000000001":     stem + "402/40123450000000016",
		"urn:epc:id:cpi:4012345.AB-1.77":        stem + "8010/4012345AB-1/8011/77",
		"urn:epc:id:itip:4012345.012345.01.02.987": stem +
			"8006/040123451234560102/21/987",
		"urn:epc:id:upui:4012345.012345.987": stem + "01/04012345123456/235/987",
		"urn:epc:class:lgtin:4012345.022222.87545GHGH": stem +
			"01/04012345222227/10/87545GHGH",
		"urn:epc:idpat:sgtin:4012345.044444.*":                    stem + "01/04012345444445",
		"urn:epc:idpat:grai:4012345.00077.*":                      stem + "8003/04012345000771",
		"urn:epc:idpat:itip:4012345.012345.01.02.*":               stem + "8006/040123451234560102",
		"https://example.com/01/00614141111114/10/L1/21/987":      stem + "01/00614141111114/21/987",
		"http://id.gs1.org/01/00614141111114/22/V/10/L1":          stem + "01/00614141111114/10/L1",
		"https://example.com/some/path/gtin/614141111114/ser/9?x": stem + "01/00614141111114/21/9",
		"https://example.com/sscc/040123451111111127":             stem + "00/040123451111111127",
		"https://example.com/414/4012345000245/254/1":             stem + "414/4012345000245/254/1",
	} {
		want := "{https://x.example/}of=" + to
		if got := said(t, `"x:of":"`+from+`"`); got != want {
			t.Errorf("%s\n got %s\nwant %s", from, got, want)
		}
	}
	for _, same := range []string{ // what is no identifier of GS1 stays as it is
		"urn:epc:id:sgtin:0614141.107346", "urn:epc:id:sgtin:061414.107346.1",
		"urn:epc:id:sgtin:0614141.107346.123456789012345678901", "urn:epc:id:sscc:0614141.1",
		"urn:epc:id:sgtin:x.107346.1", "urn:epc:id:nothing:0614141.107346.1", "urn:epc:id:sgtin:",
		"urn:epc:", "urn:epc:id:itip:4012345.012345.1.02.987", "urn:epc:id:sgcn:4012345.11111.A",
		"https://example.com/01/123", "https://localhost/01/00614141111114", "ftp://a.b/01/1",
		"https://example.com/01/00614141111114/99/1", "https://example.com", "geo:47.5,11.1",
	} {
		if got := said(t, `"x:of":"`+same+`"`); got != "{https://x.example/}of="+same {
			t.Errorf("%s became %s", same, got)
		}
	}
}

func TestCanonicalValues(t *testing.T) {
	for from, to := range map[string]string{
		`452.0`: "452", `"0012"`: "12", `"+1.50"`: "1.5", `0.00001`: "1e-05", `1e3`: "1000",
		`"1e999"`: "1e999", `"1_0"`: "1_0", `-0.5`: "-0.5",
		`12345678901234567890`: "12345678901234567168",
		`true`:                 "true", `" a "`: "a",
		`"urn:epcglobal:cbv:bizstep:packing"`: "https://ref.gs1.org/cbv/BizStep-packing",
		`"x:y"`:                               "https://x.example/y",
		`"cbv:Comp-x"`:                        "https://ref.gs1.org/cbv/Comp-x",
	} {
		if got := said(t, `"x:v":`+from); got != "{https://x.example/}v="+to {
			t.Errorf("%s became %s, want %s", from, got, to)
		}
	}
	for from, to := range map[string]string{
		"2020-03-04T11:00:30+01:00":  "2020-03-04T10:00:30.000Z",
		"2020-03-04T11:00:30.1235Z":  "2020-03-04T11:00:30.124Z",
		"2020-12-31T23:59:59.9995Z":  "2021-01-01T00:00:00.000Z",
		"2020-03-04T11:00:30.12349Z": "2020-03-04T11:00:30.123Z",
		"yesterday":                  "yesterday",
	} {
		got := said(t, `"sensorElementList":[{"sensorMetadata":{"time":"`+from+`"}}]`)
		if want := "sensorElementListsensorElementsensorMetadatatime=" + to; got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
}

// TestHashOfWhatDoesNotCount: neither who stored it nor that it was wrong changes an
// event's name; everything else does.
func TestHashOfWhatDoesNotCount(t *testing.T) {
	const base = `"action":"ADD","epcList":["urn:a:1","urn:a:2"]`
	for _, same := range []string{
		base, `"epcList":["urn:a:2","urn:a:1"],"action":"ADD"`,
		base + `,"recordTime":"2026-01-02T00:00:00Z"`, base + `,"eventID":"urn:x:1"`,
		base + `,"errorDeclaration":{"declarationTime":"2026-01-02T00:00:00Z"}`,
		base + `,"rdfs:comment":"no"`, base + `,"comment":"no"`, base + `,"x:nothing":null`,
	} {
		if said(t, same) != said(t, base) {
			t.Errorf("%s changes the hash", same)
		}
	}
	for _, other := range []string{
		`"action":"ADD","epcList":["urn:a:1"]`, base + `,"x:ext":"1"`, base + `,"bizStep":"packing"`,
		base + `,"ilmd":{"x:lot":"1"}`, base + `,"bizTransactionList":[{"bizTransaction":"urn:b:1"}]`,
	} {
		if said(t, other) == said(t, base) {
			t.Errorf("%s does not change the hash", other)
		}
	}
}

// TestOwnEventsAreNamedByTheirHash: eventID is what anyone computes from the event.
func TestOwnEventsAreNamedByTheirHash(t *testing.T) {
	seen := make(map[string]string)
	for _, s := range samples() {
		e, err := events.Render(s.fact)
		if err != nil {
			t.Fatal(err)
		}
		ids, err := events.Hashes(e.JSON)
		if err != nil || len(ids) != 1 || ids[0] != e.ID {
			t.Errorf("%s: eventID %s, hash %v: %v", s.name, e.ID, ids, err)
		}
		if seen[e.ID] != "" {
			t.Errorf("%s and %s have one id", s.name, seen[e.ID])
		}
		seen[e.ID] = s.name
		if err := events.Validate(e.JSON); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}

func TestRefusedDocuments(t *testing.T) {
	deepJSON := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	deepXML := strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100)
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "{", "two documents": "{}{}", "a list": "[]", "no event": "{}",
		"deep JSON": deepJSON, "deep XML": deepXML, "no XML": "<a>", "XML without events": "<a/>",
		"two roots": "<EventList/><EventList/>", "a name twice": `{"type":"a","type":"b"}`,
		"a document type": `<!DOCTYPE a [<!ENTITY e "x">]><EventList/>`,
		"an inner one":    `<a><!DOCTYPE b><EventList/></a>`,
		"an entity":       `<EventList><ObjectEvent>&e;</ObjectEvent></EventList>`,
		"too large":       strings.Repeat(" ", events.MaxDocumentBytes+1),
		"other encoding":  `<?xml version="1.0" encoding="ISO-8859-1"?><EventList/>`,
	} {
		if ids, err := events.Hashes([]byte(text)); err == nil {
			t.Errorf("%s: read as %d events", name, len(ids))
		}
	}
}

func FuzzHashes(f *testing.F) {
	for _, s := range samples() {
		e, err := events.Render(s.fact)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(e.JSON)
	}
	f.Add([]byte(`<d xmlns:x="https://x/"><EventList><ObjectEvent><extension><a b="c">1</a>` +
		`</extension><source type="t">v</source></ObjectEvent></EventList></d>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		ids, err := events.Hashes(text)
		again, err2 := events.Hashes(text)
		if (err == nil) != (err2 == nil) || strings.Join(ids, "") != strings.Join(again, "") {
			t.Fatal("not a function of its argument")
		}
		events.Validate(text)
	})
}

// BenchmarkRender prints what a fact costs on its way to the stream.
func BenchmarkRender(b *testing.B) {
	facts := samples()
	for i := 0; b.Loop(); i++ {
		if _, err := events.Render(facts[i%len(facts)].fact); err != nil {
			b.Fatal(err)
		}
	}
}
