package tests

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// unseen are characters that steer, turn, hide or forge.
var unseen = map[string]string{
	"C0":                   "a\x1b[2Jb",
	"delete":               "a\x7fb",
	"C1 control sequence":  "a\u009b2Jb",
	"right-to-left":        "a\u202eb",
	"isolate":              "a\u2066b",
	"Arabic letter mark":   "a\u061cb",
	"zero-width space":     "a\u200bb",
	"zero-width joiner":    "a\u200db",
	"byte order mark":      "a\ufeffb",
	"soft hyphen":          "a\u00adb",
	"line separator":       "a\u2028b",
	"no-break space":       "a\u00a0b",
	"Hangul filler":        "a\u3164b",
	"variation selector":   "a\ufe0fb",
	"blank Braille":        "a\u2800b",
	"private use":          "a\ue000b",
	"private use, plane16": "a\U0010fffdb",
	"tag":                  "a\U000e0041b",
	"unassigned":           "a\U0003fffeb",
	"replacement":          "a\ufffdb",
	"not NFC":              "Mu\u0308ller",
	"not UTF-8":            "a\xffb",
}

var seen = []string{"Müller & Söhne", "Αφοί Παπαδόπουλοι", "Общество", "阿斯利康", "한미약품",
	"דקסל", "الدوائية", "सन फार्मा", "a", "100 % – «x» €"}

// Each text of each order is judged by the rule: whoever adds a field has to check it,
// and has to show it in a vector of package record, or this fails. Words of a closed
// list refuse everything here.
func TestEveryTextIsChecked(t *testing.T) {
	reached := map[string]bool{}
	for _, v := range append(bodyVectors(t), moreBodies(t)...) {
		c := ledger.New(v.Command)
		if err := record.Unmarshal(v.body(t), c.Body()); err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		if c.Check() != nil {
			continue
		}
		eachText(reflect.ValueOf(c.Body()), v.Command, func(where string, text reflect.Value) {
			reached[where] = true
			was := text.String()
			for what, bad := range unseen {
				if text.SetString(bad); c.Check() == nil {
					t.Errorf("%s takes %s", where, what)
				}
			}
			text.SetString(was)
		})
	}
	for _, name := range ledger.Names() {
		full := fill(reflect.TypeOf(ledger.New(name).Body()))
		eachText(full, name, func(where string, _ reflect.Value) {
			if !reached[where] {
				t.Errorf("%s: no vector has this text, so nobody tries it", where)
			}
		})
	}
}

// eachText finds the texts of a body, those of bodies inside of it too.
func eachText(v reflect.Value, where string, do func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachText(v.Elem(), where, do)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), where, do)
		}
	case reflect.String:
		do(where, v)
	case reflect.Struct:
		if !strings.HasSuffix(v.Type().PkgPath(), "/record") {
			return // gs1 reads its own
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				eachText(v.Field(i), where+"."+f.Name, do)
			}
		}
	}
}

// fill makes a value with one element in each of its lists.
func fill(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Pointer:
		v.Set(fill(t.Elem()).Addr())
	case reflect.Slice:
		v.Set(reflect.Append(v, fill(t.Elem())))
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() && strings.HasSuffix(t.PkgPath(), "/record") {
				v.Field(i).Set(fill(t.Field(i).Type))
			}
		}
	}
	return v
}

// bodyVector is an order's body as package record wrote it down.
type bodyVector struct{ Name, Command, Hex string }

func bodyVectors(t *testing.T) []bodyVector {
	text, err := os.ReadFile("../record/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ Bodies []bodyVector }
	if err := json.Unmarshal(text, &v); err != nil || len(v.Bodies) == 0 {
		t.Fatalf("%d bodies, %v", len(v.Bodies), err)
	}
	return v.Bodies
}

// moreBodies have the texts that the vectors show only in orders that the ledger refuses.
func moreBodies(t *testing.T) (more []bodyVector) {
	site := glnOf(t, 1)
	gtin, err := gs1.ParseGTIN("04000001000012")
	if err != nil {
		t.Fatal(err)
	}
	serial, err := gs1.ParseSerial("S1")
	if err != nil {
		t.Fatal(err)
	}
	items := []record.Item{{GTIN: gtin, Serial: serial}}
	for command, body := range map[string]any{
		"authorize": record.Authorize{GLN: site, Name: "Acme", Country: "DE",
			Licences: []record.Licence{{Role: record.Manufacturer, Number: "DE-1"}}},
		"amend_product": record.AmendProduct{RegisterProduct: record.RegisterProduct{GTIN: gtin, Name: "A",
			Strength: "1", Form: "x", Pack: "1", Codes: []record.NationalCode{{Scheme: "PZN", Code: "1"}}}},
		"release":   record.HoldGoods{Items: items, Reason: "quality"},
		"open_case": record.OpenCase{Items: items, Reason: "seal"},
	} {
		more = append(more, bodyVector{command, command, hex.EncodeToString(record.MustMarshal(body))})
	}
	return more
}

func (v bodyVector) body(t *testing.T) record.Raw {
	b, err := hex.DecodeString(v.Hex)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The rule itself, by an order that has one text: what is wrong is the text, since
// others are taken. The model is asked the same.
func TestTextsAreJudgedAlike(t *testing.T) {
	desk := newActor("desk", glnOf(t, 1), glnOf(t, 1))
	judge := func(text string) (ours, models bool) {
		body := record.SuspendParty{Party: desk.gln, Reason: text}
		c := ledger.New("suspend")
		*c.Body().(*record.SuspendParty) = body
		return c.Check() == nil, model.Text(text) && strings.TrimSpace(text) != ""
	}
	for what, text := range unseen {
		if ours, models := judge(text); ours || models {
			t.Errorf("%s: ledger %t, model %t", what, ours, models)
		}
	}
	for _, text := range append(seen, strings.Repeat("ä", 100)) {
		if ours, models := judge(text); !ours || !models {
			t.Errorf("%q: ledger %t, model %t", text, ours, models)
		}
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		if ours, models := judge("x" + string(r) + "x"); ours != models {
			t.Errorf("U+%04X: ledger %t, model %t", r, ours, models)
		}
	}
}

// The ledger's characters are those of one version of Unicode, for ever.
func TestRepertoireStays(t *testing.T) {
	if unicode.Version != "15.0.0" {
		t.Skipf("this Go has Unicode %s; the file is that of 15.0.0", unicode.Version)
	}
	var file strings.Builder
	from := rune(-1)
	for r := rune(0x80); r <= unicode.MaxRune+1; r++ {
		switch taken := r <= unicode.MaxRune && utf8.ValidRune(r) && model.Text(string(r)); {
		case taken && from < 0:
			from = r
		case !taken && from >= 0:
			fmt.Fprintf(&file, "%x-%x\n", from, r-1)
			from = -1
		}
	}
	golden(t, "../abci/ledger/repertoire.txt", file.String())
}
