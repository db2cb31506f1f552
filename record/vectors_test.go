package record_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"pedigree/record"
)

var update = flag.Bool("update", false, "write testdata anew; a changed byte is another chain")

// vectors is testdata/vectors.json: what third parties build against.
type vectors struct {
	About        []string        `json:"about"`
	Codes        []codeVector    `json:"codes"`
	Keys         []keyVector     `json:"keys"`
	Derived      []derivedVector `json:"derived"`
	Windows      []windowVector  `json:"windows"`
	Transactions []txVector      `json:"transactions"`
	Bodies       []bodyVector    `json:"bodies"`
	Values       []valueVector   `json:"values"`
	Facts        []factVector    `json:"facts"`
	Refused      []refusedVector `json:"refused"`
}

type bodyVector struct {
	Name    string          `json:"name"`
	Command string          `json:"command"`
	Rule    string          `json:"rule"`
	JSON    json.RawMessage `json:"json"`
	Means   string          `json:"diagnostic"`
	Hex     string          `json:"hex"`
}

type valueVector struct {
	Name        string `json:"name"`
	Rule        string `json:"rule"`
	Key         string `json:"key"`
	OpenMeans   string `json:"openDiagnostic"`
	Open        string `json:"open"`
	SealedMeans string `json:"sealedDiagnostic,omitempty"`
	Sealed      string `json:"sealed"`
}

type factVector struct {
	Name  string `json:"name"`
	ID    string `json:"id"`
	Means string `json:"diagnostic"`
	Hex   string `json:"hex"`
	Hash  string `json:"hash"`
}

func about() []string {
	return []string{
		"Vectors of Pedigree's byte formats: deterministic CBOR (RFC 8949, 4.2.1), SHA-256, Ed25519.",
		"rule: the rule of docs/tx.cddl, or, with -open and -sealed added, of docs/state.cddl.",
		"diagnostic: the bytes in diagnostic notation (RFC 8949, 8). All bytes are hex.",
		"json: the body as `pedigree tx COMMAND --json` takes it.",
		"Words in derived inputs are hashed: hash(\"first\") is SHA-256 of the five letters.",
		"Decoding every hex and encoding the result again gives the same hex; every item of " +
			"\"refused\" has to be refused by a decoder, for the reason it gives.",
	}
}

func diagnose(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return must(cbor.Diagnose(b))
}

func buildVectors() vectors {
	v := vectors{About: about(), Codes: codeVectors(), Keys: keyVectors(), Derived: derivedVectors(),
		Windows: windowVectors(), Transactions: txVectors(), Refused: refusedVectors()}
	for _, c := range orderCases() {
		b := record.MustMarshal(c.body)
		v.Bodies = append(v.Bodies, bodyVector{c.name, c.command, c.rule, must(json.Marshal(c.body)),
			diagnose(b), hex.EncodeToString(b)})
	}
	for _, c := range valueCases() {
		v.Values = append(v.Values, valueVector{c.name, c.rule, c.key,
			diagnose(c.value.Open), hex.EncodeToString(c.value.Open),
			diagnose(c.value.Sealed), hex.EncodeToString(c.value.Sealed)})
	}
	for _, c := range factCases() {
		b := c.fact.Encode()
		v.Facts = append(v.Facts, factVector{c.name, c.fact.ID(), diagnose(b), hex.EncodeToString(b),
			record.FactHash(b).String()})
	}
	return v
}

// golden compares what the code makes with what is committed.
func golden(t *testing.T, file string, made any) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(made); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := must(os.ReadFile(file))
	if bytes.Equal(b.Bytes(), want) {
		return
	}
	got, old := bytes.Split(b.Bytes(), []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(got), len(old)) {
		if !bytes.Equal(got[i], old[i]) {
			t.Fatalf("%s line %d:\n got %s\nwant %s", file, i+1, got[i], old[i])
		}
	}
	t.Fatalf("%s: %d lines, want %d", file, len(got), len(old))
}

func TestVectorsStay(t *testing.T) { golden(t, "testdata/vectors.json", buildVectors()) }

func committed(t testing.TB) (v vectors) {
	t.Helper()
	if err := json.Unmarshal(must(os.ReadFile("testdata/vectors.json")), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func unhex(s string) []byte { return must(hex.DecodeString(s)) }

// newOf makes an empty value of the type of v and gives a pointer to it.
func newOf(v any) any { return reflect.New(reflect.TypeOf(v)).Interface() }

func TestVectorsReadBack(t *testing.T) {
	v := committed(t)
	for _, b := range v.Bodies {
		into, fromJSON := newBody(b.Command), newBody(b.Command)
		if err := record.Unmarshal(unhex(b.Hex), into); err != nil {
			t.Errorf("%s, %s: %v", b.Command, b.Name, err)
		}
		if err := json.Unmarshal(b.JSON, fromJSON); err != nil || !reflect.DeepEqual(into, fromJSON) {
			t.Errorf("%s, %s: JSON says %+v (%v), CBOR %+v", b.Command, b.Name, fromJSON, err, into)
		}
	}
	seen := map[string]bool{}
	for _, c := range v.Values {
		seen[c.Rule] = true
		in := record.Value{Open: unhex(c.Open), Sealed: unhex(c.Sealed)}
		out, err := decoder(c.Rule)(in)
		if err != nil || !bytes.Equal(out.Open, in.Open) || !bytes.Equal(out.Sealed, in.Sealed) {
			t.Errorf("%s, %s: %v, again %x %x", c.Rule, c.Name, err, out.Open, out.Sealed)
		}
	}
	for i, d := range decoders() {
		if !seen[d.rule] {
			t.Errorf("no vector of type %d, %s", i+1, d.rule)
		}
	}
	commands := map[string]bool{}
	for _, c := range v.Facts {
		f, err := record.DecodeFact(unhex(c.Hex))
		if err != nil || !bytes.Equal(f.Encode(), unhex(c.Hex)) {
			t.Errorf("fact %s: %v", c.Name, err)
			continue
		}
		commands[f.Command] = true
	}
	for _, c := range orderCases() {
		if !commands[c.command] && c.command != "move" { // it states ship and receive
			t.Errorf("no vector of a fact of %s", c.command)
		}
	}
}

// A value says which type it is, and none is taken for another.
func TestTypesAreToldApart(t *testing.T) {
	for _, c := range valueCases() {
		for i, d := range decoders() {
			_, err := d.through(c.value)
			if (err == nil) != (d.rule == c.rule) {
				t.Errorf("%s read as %s: %v", c.rule, d.rule, err)
			}
			if d.rule == c.rule && c.value.Open[1] != byte(i+1) && i+1 < 24 {
				t.Errorf("%s has type %d, want %d", c.rule, c.value.Open[1], i+1)
			}
		}
	}
}

// A withheld sealed part leaves the open part readable.
func TestWithheld(t *testing.T) {
	for _, c := range valueCases() {
		v := record.Value{Open: c.value.Open, Withheld: len(c.value.Sealed) > 0}
		out, err := decoder(c.rule)(v)
		if err != nil || len(out.Sealed) > 0 || !bytes.Equal(out.Open, v.Open) {
			t.Errorf("%s, %s without its sealed part: %v, sealed %x", c.rule, c.name, err, out.Sealed)
		}
	}
}
