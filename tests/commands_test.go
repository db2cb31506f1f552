package tests

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/record"
)

var (
	examplePattern = regexp.MustCompile("(?s)```json\n(.*?)```")
	codePattern    = regexp.MustCompile("`([A-Z][A-Za-z]+)`")
)

// docs/commands.md is what people write orders from: each command has its section,
// each field its row and its place in an example, each example is one that the
// ledger takes, and each refusal has the name of one. Commands of a kind may have a
// page of their own, commands-KIND.md.
func TestCommandsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := otherPages(t)
	sections := map[string]string{}
	for _, s := range strings.Split(string(text), "\n## ")[1:] {
		title, body, _ := strings.Cut(s, "\n")
		sections[title] = body
		for _, m := range codePattern.FindAllStringSubmatch(body, -1) {
			if _, known := record.ParseCode(m[1]); !known {
				t.Errorf("%s names %s, which is no refusal", title, m[1])
			}
		}
	}
	for _, name := range ledger.Names() {
		body, ok := sections[name]
		if !ok && strings.Contains(elsewhere, name) {
			checkNames(t, name, elsewhere)
			continue
		}
		if !ok {
			t.Errorf("%s has no section", name)
			continue
		}
		delete(sections, name)
		if !strings.Contains(body, "Refused: ") {
			t.Errorf("%s does not say what is refused", name)
		}
		checkExamples(t, name, body)
	}
	for title := range sections {
		if ledger.New(title) != nil || title == strings.ToLower(title) {
			t.Errorf("%s is no command", title)
		}
	}
}

// otherPages reads the pages of commands of a kind.
func otherPages(t *testing.T) (text string) {
	files, err := filepath.Glob("../docs/commands-*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		text += string(b)
	}
	return text
}

func checkNames(t *testing.T, name, text string) {
	for _, field := range jsonNames(reflect.TypeOf(ledger.New(name).Body()).Elem()) {
		if !strings.Contains(text, field) {
			t.Errorf("%s: field %s is not documented", name, field)
		}
	}
}

func checkExamples(t *testing.T, name, section string) {
	shown := map[string]bool{}
	for _, m := range examplePattern.FindAllStringSubmatch(section, -1) {
		c := ledger.New(name)
		d := json.NewDecoder(bytes.NewReader([]byte(m[1])))
		d.DisallowUnknownFields()
		if err := d.Decode(c.Body()); err != nil {
			t.Errorf("%s: %v in %s", name, err, m[1])
			continue
		}
		read := ledger.New(name)
		if err := record.Unmarshal(record.MustMarshal(c.Body()), read.Body()); err != nil {
			t.Errorf("%s: %v in %s", name, err, m[1])
		}
		if err := read.Check(); err != nil {
			t.Errorf("%s: %v in %s", name, err, m[1])
		}
		var fields map[string]any
		if err := json.Unmarshal([]byte(m[1]), &fields); err != nil {
			t.Error(err)
		}
		for field := range fields {
			shown[field] = true
		}
	}
	for _, field := range jsonNames(reflect.TypeOf(ledger.New(name).Body()).Elem()) {
		if !strings.Contains(section, "`"+field+"`") {
			t.Errorf("%s: field %s is not documented", name, field)
		}
		if !shown[field] {
			t.Errorf("%s: no example shows field %s", name, field)
		}
	}
}

func jsonNames(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
