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

// example is a document of GS1 or OpenEPCIS, and what it is.
type example struct {
	File, Kind  string
	Valid       bool
	SchemaValid *bool `json:"schema_valid"`
	text        []byte
}

func examples(t *testing.T) (list []example) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(vectors, "manifest.jsonl"))
	if err != nil {
		t.Skip("the EPCIS vectors are not at hand: ", err)
	}
	for line := range strings.Lines(string(text)) {
		var e example
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if e.text, err = os.ReadFile(filepath.Join(vectors, e.File)); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

// TestValidateVectors: what GS1 and OpenEPCIS call valid is accepted, what they call
// invalid is refused, also where GS1's own schema would let it pass.
func TestValidateVectors(t *testing.T) {
	passed, total, refused := 0, 0, 0
	for _, e := range examples(t) {
		total++
		if err := events.Validate(e.text); (err == nil) != e.Valid {
			t.Errorf("%s: valid should be %v: %v", e.File, e.Valid, err)
			continue
		}
		passed++
		if !e.Valid {
			refused++
		}
	}
	fmt.Printf("epcis documents: %d/%d passed, %d of them refused as they should be\n",
		passed, total, refused)
}

// TestValidateRules: each rule refuses what breaks it, and only because of that.
func TestValidateRules(t *testing.T) {
	const head = `{"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld",`
	const times = `"eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+00:00"`
	object := head + `"type":"ObjectEvent",` + times + `,"action":"ADD"`
	valid := object + `,"epcList":["urn:a:1"]`
	part := head + `"type":"AggregationEvent",` + times
	document := head + `"type":"EPCISDocument","creationDate":"2026-01-01T00:00:00Z",`
	sensor := valid + `,"sensorElementList":`
	for _, text := range []string{
		valid + `}`, valid + `,"x:y":1}`, valid + `,"bizStep":"https://a.example/b"}`,
		valid + `,"bizStep":"https://ref.gs1.org/cbv/BizStep-packing"}`,
		part + `,"action":"DELETE","parentID":"urn:a:1"}`,
		object + `,"readPoint":{"id":"urn:p:1"},` +
			`"sensorElementList":[{"sensorReport":[{"type":"Temperature"}]}]}`,
		head + `"type":"TransformationEvent",` + times + `,"inputEPCList":["urn:a:1"],` +
			`"transformationID":"urn:t:1"}`,
		head + `"type":"x:Own",` + times + `}`, `{"eventType":[],"eventCountLimit":1}`,
	} {
		if err := events.Validate([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		`[]`, `{}`, `{"type":1}`, `{"type":"ObjectEvent"}`, object + `}`, head + times + `}`,
		head + `"type":"Own",` + times + `}`, head + `"type":"ObjectEvent","action":"ADD"}`,
		valid + `,"colour":"red"}`, valid + `,"bizStep":"transforming"}`, valid + `,"bizStep":1}`,
		valid + `,"bizStep":"urn:epcglobal:cbv:bizstep:packing"}`,
		valid + `,"bizStep":"https://ref.gs1.org/cbv/BizStep-transforming"}`,
		valid + `,"disposition":"lost"}`, valid + `,"persistentDisposition":{}}`,
		valid + `,"persistentDisposition":{"set":[]}}`,
		valid + `,"persistentDisposition":{"set":["active","active"]}}`,
		valid + `,"readPoint":{}}`, valid + `,"readPoint":{"id":"here"}}`, valid + `,"ilmd":{"lot":"1"}}`,
		valid + `,"recordTime":"2026-01-01"}`, valid + `,"eventID":"one"}`,
		valid + `,"quantityList":[{"quantity":1}]}`,
		valid + `,"quantityList":[{"epcClass":"urn:c:1","quantity":"1"}]}`,
		valid + `,"quantityList":[{"epcClass":"urn:c:1","uom":"kilos"}]}`,
		valid + `,"bizTransactionList":[{"type":"po"}]}`, valid + `,"sourceList":[{"source":"urn:s:1"}]}`,
		valid + `,"errorDeclaration":{}}`, valid + `,"certificationInfo":[{"a":1}]}`,
		valid + `,"errorDeclaration":{"declarationTime":"2026-01-01T00:00:00Z","reason":"mood"}}`,
		sensor + `[{}]}`, sensor + `[{"sensorReport":[]}]}`, sensor + `[{"sensorReport":[{}]}]}`,
		sensor + `[{"sensorReport":[{"type":"Mood"}]}]}`,
		sensor + `[{"sensorReport":[{"type":"Temperature","value":"1"}]}]}`,
		sensor + `[{"sensorReport":[{"type":"Temperature","hexBinaryValue":"xy"}]}]}`,
		sensor + `[{"sensorReport":[{"type":"Temperature","booleanValue":1}]}]}`,
		head + `"type":"ObjectEvent",` + times + `,"action":"ADD","epcList":["urn:a:1","urn:a:1"]}`,
		head + `"type":"ObjectEvent",` + times + `,"action":"OBSERVE","epcList":[],"ilmd":{"x:y":1}}`,
		head + `"type":"ObjectEvent",` + times + `,"action":"MOVE","epcList":[]}`,
		part + `,"action":"ADD","parentID":"urn:a:1"}`,
		head + `"type":"AssociationEvent",` + times + `,"action":"ADD","childEPCs":["urn:a:1"]}`,
		head + `"type":"TransactionEvent",` + times + `,"action":"ADD","epcList":[]}`,
		head + `"type":"TransformationEvent",` + times + `,"inputEPCList":["urn:a:1"]}`,
		head + `"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{"eventList":[]}}`,
		document + `"schemaVersion":"two","epcisBody":{"eventList":[]}}`,
		document + `"schemaVersion":"2.0","epcisBody":{}}`,
		head + `"type":"EPCISQueryDocument","epcisBody":{"queryResults":` +
			`{"resultsBody":{"eventList":[]}}}}`,
		`{"eventType":[],"eventCountLimit":1,"maxEventCount":1}`, `{"orderDirection":"UP","a_b":1}`,
		`{"eventType":[],"GE_eventTime":"today"}`, `{"eventType":[],"EQ_bizStep":["walking"]}`,
		`{"eventType":[],"perPage":-1}`, `{"eventType":[],"LIKE_x":1}`,
		`{"eventType":[],"GE_quantity":"1"}`,
	} {
		if err := events.Validate([]byte(text)); err == nil {
			t.Errorf("accepted: %s", text)
		}
	}
}

// TestValidateAgreesWithTheSchema: whatever our checker accepts, GS1's schema accepts
// too, but for the member that it forgets; what the schema accepts and we refuse are the
// two cases that the manifest names.
func TestValidateAgreesWithTheSchema(t *testing.T) {
	schema := epcisSchema(t)
	for _, e := range examples(t) {
		if e.SchemaValid == nil || e.File == forgotten {
			continue
		}
		ours := events.Validate(e.text)
		if theirs := check(schema, e.text); ours == nil && theirs != nil {
			t.Errorf("%s: we accept what the schema refuses: %v", e.File, theirs)
		}
		if *e.SchemaValid != (ours == nil) && *e.SchemaValid == e.Valid {
			t.Errorf("%s: we differ from the schema: %v", e.File, ours)
		}
	}
}
