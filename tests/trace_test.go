package tests

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"pedigree/abci/ledger"
	"pedigree/record"
)

// A line is a step of a scenario without its outcome. Orders name by words what
// earlier lines have made, so that lines can be left out.
type line struct {
	text  string
	order bool
	makes string // name of what the order makes: T1, C2, …
	fact  string // name of the order's first fact
}

// tracer writes down what a simulation does, as a scenario would have it.
type tracer struct {
	lines []line
	names map[record.ID]string // of what orders have made
	count map[string]int       // of names, by their letter
	facts map[string]int       // line of an order, by its first fact
}

func newTracer() *tracer {
	return &tracer{names: map[record.ID]string{}, count: map[string]int{}, facts: map[string]int{}}
}

func (t *tracer) name(letter string) string {
	t.count[letter]++
	return fmt.Sprint(letter, t.count[letter])
}

// maker gives the letter of what a command makes.
var makers = map[string]string{"ship": "T", "return": "T", "move": "T", "grant": "G", "propose": "P",
	"recall": "R", "receive": "X", "report_exception": "X", "open_case": "C"}

// done adds to an order's line what became of it.
func (t *tracer) done(n int, command string, raw []byte, r ledger.Result) {
	tx, err := record.DecodeTx(raw)
	if err != nil || r.Code != record.OK {
		return
	}
	t.facts[string(r.Facts[0])] = n
	if letter := makers[command]; letter != "" {
		t.lines[n].makes = t.name(letter)
		t.names[record.NewID(created[letter[0]], tx.ID, 0)] = t.lines[n].makes
	}
}

var (
	idPattern  = regexp.MustCompile(`"[0-9a-f]{32}"`)
	glnPattern = regexp.MustCompile(`"[0-9]{13}"`)
)

// order writes an order as a scenario has it.
func (s *simulation) text(by *actor, command string, body any) string {
	b, err := json.Marshal(body)
	if err != nil {
		return ""
	}
	if c, is := body.(record.Correct); is {
		b = s.correctText(c, b)
	}
	b = idPattern.ReplaceAllFunc(b, func(id []byte) []byte {
		if name := s.names[record.ID(bytes.Trim(id, `"`))]; name != "" {
			return []byte(`"$` + name + `"`)
		}
		return id
	})
	b = glnPattern.ReplaceAllFunc(b, func(g []byte) []byte {
		if name := s.nameOf(string(bytes.Trim(g, `"`))); s.actors[name] != nil {
			return []byte(`"@` + name + `"`)
		}
		return g
	})
	return fmt.Sprintf("%s %s %s", s.actorName(by), command, b)
}

// correctText names the fact, and how much is told of what came after it.
func (s *simulation) correctText(c record.Correct, b []byte) []byte {
	n, known := s.tracer.facts[string(c.Fact)]
	if !known {
		return b
	}
	at := &s.lines[n]
	if at.fact == "" {
		at.fact = s.name("F")
	}
	what := "$heads_" // nothing is said to have come later
	for _, h := range c.Histories {
		if len(h) > 1 {
			what = "$histories_"
		}
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(b, &fields) != nil {
		return b
	}
	text := fmt.Sprintf(`{"fact":"$%s","histories":%s%s`, at.fact, what, at.fact)
	for _, name := range []string{"reason", "quantity", "expiry", "made"} {
		if v := string(fields[name]); v != "" && v != `""` {
			text += fmt.Sprintf(`,"%s":%s`, name, v)
		}
	}
	return []byte(text + "}")
}

func (s *simulation) actorName(a *actor) string {
	for name, x := range s.actors {
		if x == a {
			return name
		}
	}
	return "nobody"
}

// line takes a step of the simulation's beginning, and writes it down.
func (s *simulation) line(format string, args ...any) {
	l := line{text: fmt.Sprintf(format, args...)}
	word, _, _ := strings.Cut(l.text, " ")
	step := l.text
	if l.order = s.actors[word] != nil; l.order {
		step += " -> ok"
	}
	if err := s.scenario.step(step); err != nil {
		s.scenario.t.Fatal(l.text, err)
	}
	s.lines = append(s.lines, l)
}
