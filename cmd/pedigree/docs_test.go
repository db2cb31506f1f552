package main

import (
	"bytes"
	"log"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pedigree/events/capture"
	"pedigree/events/webhook"
)

var (
	jsonRead = regexp.MustCompile(`pedigree ([a-z ]+?) \S+ --json \| jq -r \.(\w+)`)
	listed   = regexp.MustCompile("(?m)^\\| ((?:`[A-Za-z.\\[\\]]+`(?:, )?)+) \\|")
	member   = regexp.MustCompile("`(orders\\[\\]\\.)?([A-Za-z]+)`")
	oneHook  = regexp.MustCompile(`(?m)^    (\[\{"party".*\}\])$`)
)

// Every JSON member that docs/events.md names is one that the program writes or reads.
func TestDocsNameMembersThatExist(t *testing.T) {
	b, err := os.ReadFile("../../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	views := map[string][]string{"key show": membersOf(keyView{})}
	found := jsonRead.FindAllStringSubmatch(text, -1)
	for _, m := range found {
		if !slices.Contains(views[m[1]], m[2]) {
			t.Errorf("pedigree %s --json has no member %s; it has %v", m[1], m[2], views[m[1]])
		}
	}
	if len(found) == 0 {
		t.Error("no command whose JSON is read")
	}
	_, captured, _ := strings.Cut(text, "\n## Capture\n")
	plan, order := membersOf(capture.Plan{}), membersOf(capture.Order{})
	named := map[string]bool{}
	for _, row := range listed.FindAllStringSubmatch(captured, -1) {
		within := ""
		for _, m := range member.FindAllStringSubmatch(row[1], -1) {
			if within += m[1]; within == "" && !slices.Contains(plan, m[2]) ||
				within != "" && !slices.Contains(order, m[2]) {
				t.Errorf("a plan has no %s%s", within, m[2])
			}
			named[within+m[2]] = true
		}
	}
	for _, m := range plan {
		if !named[m] {
			t.Errorf("the docs do not name a plan's %s", m)
		}
	}
	for _, m := range order {
		if !named["orders[]."+m] {
			t.Errorf("the docs do not name an order's %s", m)
		}
	}
	hook := oneHook.FindStringSubmatch(text)
	if hook == nil {
		t.Fatal("no list of webhooks")
	}
	if _, err := webhook.Parse([]byte(hook[1])); err != nil {
		t.Error(err)
	}
}

// membersOf gives the names of a struct's members in JSON.
func membersOf(v any) (names []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeOf(v)) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// What libraries log of a stranger's words cannot steer the terminal nor fill it.
func TestForeignLogIsBoundedAndPrintable(t *testing.T) {
	var out bytes.Buffer
	l := log.New(foreignLog{&out}, "", 0)
	l.Print("Unsolicited response \x1b[2J\u202e\x00\xff\r\npedigree: all is well" + strings.Repeat("x", 5000))
	if got := out.String(); len(got) > foreignLine+30 || strings.ContainsAny(got[:len(got)-1], "\x1b\u202e\x00\r\n") {
		t.Errorf("%q", got)
	}
}
