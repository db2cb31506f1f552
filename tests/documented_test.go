package tests

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/record"
)

var likePattern = regexp.MustCompile("(?:as|of) `([a-z_]+)`")

// always are the refusals that any order can meet: docs/commands.md names them once.
var always = map[record.Code]bool{record.OK: true, record.Malformed: true,
	record.SequenceUsed: true, record.KeyRevoked: true, record.KeyNotAllowed: true, record.SuspendedParty: true}

// What a command's section says it is refused with, scenarios show; and what scenarios
// show is said, there or in the section of the command that it refers to.
func TestRefusalsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{} // what is refused, by command
	for _, s := range strings.Split(string(text), "\n## ")[1:] {
		title, body, _ := strings.Cut(s, "\n")
		if _, refused, ok := strings.Cut(body, "\nRefused: "); ok {
			said[title] = refused
		}
	}
	shown := goldenPairs(t)
	for _, name := range ledger.Names() {
		text, ok := said[name]
		if !ok {
			continue // commands-governance.md has it
		}
		own := codesIn(text)
		for c := range own {
			if shown[name+" "+c.String()] == "" {
				t.Errorf("docs/commands.md: %s is refused with %s; no scenario shows it", name, c)
			}
		}
		for _, m := range likePattern.FindAllStringSubmatch(text, -1) {
			for c := range codesIn(said[m[1]]) {
				own[c] = true
			}
		}
		for c := record.OK; c <= record.UntilTooFar; c++ {
			if by := shown[name+" "+c.String()]; by != "" && !own[c] && !always[c] {
				t.Errorf("%s.txt: %s is refused with %s; docs/commands.md does not say so", by, name, c)
			}
		}
	}
}

func codesIn(text string) map[record.Code]bool {
	codes := map[record.Code]bool{}
	for _, m := range codePattern.FindAllStringSubmatch(text, -1) {
		if c, is := record.ParseCode(m[1]); is {
			codes[c] = true
		}
	}
	return codes
}
