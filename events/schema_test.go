package events_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const vectors = "../../shared/vectors/epcis"

// notStarting is the one look-ahead that GS1's schema uses, which Go's regexp lacks:
// ^(?!…).
type notStarting struct {
	text string
	with *regexp.Regexp
}

func (r notStarting) String() string            { return r.text }
func (r notStarting) MatchString(s string) bool { return !r.with.MatchString(s) }

func compileRegexp(s string) (jsonschema.Regexp, error) {
	if inner, ok := strings.CutPrefix(s, "^(?!"); ok && strings.HasSuffix(inner, ")") {
		re, err := regexp.Compile("^(?:" + strings.TrimSuffix(inner, ")") + ")")
		return notStarting{s, re}, err
	}
	return regexp.Compile(s)
}

// epcisSchema is GS1's JSON schema of EPCIS 2.0, or a skip where it is not at hand.
func epcisSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open(filepath.Join(vectors, "schema", "EPCIS-JSON-Schema.json"))
	if err != nil {
		t.Skip("GS1's JSON schema is not at hand: ", err)
	}
	defer file.Close()
	doc, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	const url = "https://gs1.github.io/EPCIS/EPCIS-JSON-Schema.json"
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(compileRegexp)
	if err := c.AddResource(url, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func check(schema *jsonschema.Schema, text []byte) error {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		return err
	}
	return schema.Validate(doc)
}

// forgotten is valid EPCIS that GS1's own schema refuses: it lacks persistentDisposition in
// the list of an AggregationEvent's members.
const forgotten = "valid/openepcis/Capture/Documents/" +
	"AggregationEvent_with_persistentDisposition.json"

// TestSchemaCheckCanFail proves the yardstick on the documents of GS1 and OpenEPCIS: it
// accepts what they call valid and refuses what they call invalid. Format "uri" is on, so
// it is stricter than the manifest's schema_valid: a term without a namespace is refused.
func TestSchemaCheckCanFail(t *testing.T) {
	schema := epcisSchema(t)
	passed, total, refused := 0, 0, 0
	for _, e := range examples(t) {
		if e.Kind == "queryDefinition" {
			continue // the schema says nothing of those
		}
		total++
		want := e.Valid && e.File != forgotten
		if err := check(schema, e.text); (err == nil) != want {
			t.Errorf("%s: valid should be %v: %v", e.File, want, err)
			continue
		}
		passed++
		if !want {
			refused++
		}
	}
	if refused == 0 {
		t.Error("the schema check refused nothing")
	}
	fmt.Printf("epcis schema vectors: %d/%d passed, %d of them refused as they should be\n",
		passed, total, refused)
}
