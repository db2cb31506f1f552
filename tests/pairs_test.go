package tests

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/record"
)

const pairsFile = "testdata/pairs.golden"

// pairs are the outcomes of orders that scenarios show: "dispense Recalled", and the
// names of the scenarios. What a verdict names is one, too: no order is refused as
// Disputed, for goods on an offer that ran out are InTransit.
type pairs map[string]map[string]bool

func (p pairs) add(command string, c record.Code, scenario string) {
	if ledger.New(command) == nil && command != "verdict" {
		return // no command at all
	}
	pair := command + " " + c.String()
	if p[pair] == nil {
		p[pair] = map[string]bool{}
	}
	p[pair][scenario] = true
}

// lines names one scenario for each pair: the one that stood there, as long as it
// shows the pair, so that a new file changes no line but those that it adds.
func (p pairs) lines(before map[string]string) string {
	shown := map[string]string{}
	for pair, scenarios := range p {
		shown[pair] = slices.Min(slices.Collect(maps.Keys(scenarios)))
		if was := before[pair]; scenarios[was] {
			shown[pair] = was
		}
	}
	return lines(shown)
}

// goldenPairs reads the file: scenarios by pair.
func goldenPairs(t testing.TB) map[string]string {
	text, err := os.ReadFile(pairsFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	known := map[string]string{}
	for line := range strings.Lines(string(text)) {
		w := strings.Fields(line)
		known[w[0]+" "+w[1]] = w[2]
	}
	return known
}

// unordered are the codes that no line of a scenario can end with, for scenarios sign
// each order well and in time. Beside each, the test that shows it.
var unordered = map[record.Code]string{
	record.BadSignature:   "tests/replay_test.go TestOrderOfChecks",
	record.UnknownKey:     "tests/replay_test.go TestOrderOfChecks",
	record.SequenceTooOld: "tests/replay_test.go TestOrderOfChecks",
	record.SequenceJump:   "tests/replay_test.go TestOrderOfChecks",
	record.WrongChain:     "tests/replay_test.go TestOrderOfChecks",
	record.TooLate:        "tests/replay_test.go TestOrderOfChecks",
	record.UntilTooFar:    "tests/replay_test.go TestOrderOfChecks",
	record.TooLarge:       "abci/checktx_test.go TestCheckTxRefusals",
	record.Duplicate:      "abci/checktx_test.go TestTheSameBytesAgain", // a node's answer
}

var testPattern = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// Each code is what some order of a scenario is answered with, or is tested elsewhere.
func TestEachCodeIsReached(t *testing.T) {
	reached := map[string]bool{}
	for pair := range goldenPairs(t) {
		_, code, _ := strings.Cut(pair, " ")
		reached[code] = true
	}
	for c := record.OK; c <= record.UntilTooFar; c++ {
		where, elsewhere := unordered[c]
		switch {
		case !reached[c.String()] && !elsewhere:
			t.Errorf("no scenario shows %s", c)
		case reached[c.String()] && elsewhere:
			t.Errorf("%s is reached by a scenario: it need not be excused", c)
		case elsewhere && !hasTest(t, where, c):
			t.Errorf("%s: %s does not test it", c, where)
		}
	}
}

// hasTest says whether a test, as "dir/file_test.go TestX", is there and names the
// code.
func hasTest(t *testing.T, where string, c record.Code) bool {
	file, name, _ := strings.Cut(where, " ")
	text, err := os.ReadFile(filepath.Join("..", file))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range testPattern.FindAllSubmatch(text, -1) {
		if string(m[1]) == name {
			return strings.Contains(string(text), "record."+c.String())
		}
	}
	return false
}
