package tests

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

// A scenario is a text file, one step a line, the outcome last:
//
//	at 2026-03-01                      the block time of what follows
//	later 73h                          moves it
//	party acme manufacturer DE 4000001 role, country, and maybe a company prefix
//	let P 04000001000012               names a text: $P in later lines
//	acme ship {"to":"@medco", …} -> ok T1      $T1 is the transfer that it made
//	medco receive {"transfer":"$T1","all":true} -> NotAddressee
//	holders $P L1 -> acme 3800 medco 1150 medco.supplied 10
//	alerts 1                           so many alerts stand
//	verdict (01)$P(21)S1 DISPENSE -> BLOCKED Recalled Expired
//
// @name is a party's GLN. Each file runs on the bare ledger and through ABCI, and
// both must agree on each code; after every step the invariants of rules.md hold.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			for _, kind := range []string{"bare", "abci"} {
				t.Run(kind, func(t *testing.T) { newScenario(t, kind).run(file) })
			}
		})
	}
}

type scenario struct {
	t      *testing.T
	chain  chain
	now    int64
	actors map[string]*actor
	words  map[string]string
	facts  []*record.Fact
}

func newScenario(t *testing.T, kind string) *scenario {
	s := &scenario{t: t, now: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).Unix(),
		actors: map[string]*actor{}, words: map[string]string{}}
	authority := newActor("authority", glnOf(t, 0))
	s.actors["authority"] = authority
	g := ledger.Genesis{Approvals: 1, Authorities: []ledger.GenesisAuthority{{GLN: authority.gln,
		Name: "authority", Country: "DE",
		Keys: []ledger.GenesisKey{{Public: authority.public(), Label: "desk"}}}}}
	if kind == "bare" {
		s.chain = newBare(t, g, s.now)
		return s
	}
	text, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	s.chain = newOverABCI(t, text, s.now)
	return s
}

func (s *scenario) run(file string) {
	f, err := os.Open(file)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if err := s.step(line); err != nil {
			s.t.Fatalf("%s:%d: %s\n\t%v", filepath.Base(file), n, line, err)
		}
	}
	if err := lines.Err(); err != nil {
		s.t.Fatal(err)
	}
}

var wordPattern = regexp.MustCompile(`[$@][A-Za-z0-9_]+`)

// fill replaces $names and @parties.
func (s *scenario) fill(line string) (string, error) {
	var err error
	return wordPattern.ReplaceAllStringFunc(line, func(w string) string {
		if w[0] == '@' {
			if a, ok := s.actors[w[1:]]; ok {
				return a.gln.String()
			}
		} else if text, ok := s.words[w[1:]]; ok {
			return text
		}
		err = fmt.Errorf("%s is not defined", w)
		return w
	}), err
}

func (s *scenario) step(line string) error {
	line, err := s.fill(line)
	if err != nil {
		return err
	}
	words := strings.Fields(line)
	switch words[0] {
	case "at":
		d, err := time.Parse("2006-01-02", words[1])
		s.now = d.Unix()
		return err
	case "later":
		d, err := time.ParseDuration(words[1])
		s.now += int64(d / time.Second)
		return err
	case "let":
		s.words[words[1]] = words[2]
		return nil
	case "party":
		return s.party(words[1:])
	case "holders":
		return s.holders(line)
	case "alerts":
		if got := strconv.Itoa(len(s.chain.keys("alert|"))); got != words[1] {
			return fmt.Errorf("%s alerts", got)
		}
		return nil
	case "verdict":
		return s.verdict(line)
	}
	if err := s.order(line); err != nil {
		return err
	}
	return checkInvariants(s.chain)
}

// party registers a party with a device key, and maybe a prefix.
func (s *scenario) party(w []string) error {
	a := newActor(w[0], glnOf(s.t, len(s.actors)))
	s.actors[w[0]] = a
	orders := []struct {
		command string
		body    any
	}{
		{"authorize", record.Authorize{GLN: a.gln, Name: w[0], Country: w[2],
			Licences: []record.Licence{{Role: record.Role(w[1])}}}},
		{"add_key", record.AddKey{Public: a.public(), Site: a.gln, Label: w[0]}},
	}
	if len(w) > 3 {
		orders = append(orders, struct {
			command string
			body    any
		}{"grant_prefix", record.GrantPrefix{Prefix: w[3], Party: a.gln}})
	}
	for _, o := range orders {
		code, text, _, err := s.send("authority", o.command, record.MustMarshal(o.body))
		if err != nil || code != record.OK {
			return fmt.Errorf("%s: %s %s %v", o.command, code, text, err)
		}
	}
	return nil
}

var orderPattern = regexp.MustCompile(`^(\w+) (\w+) (\{.*\}) -> (\w+)(?: (\w+))?$`)

func (s *scenario) order(line string) error {
	m := orderPattern.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("no step of a scenario")
	}
	body, err := bodyOf(m[2], m[3])
	if err != nil {
		return err
	}
	code, text, id, err := s.send(m[1], m[2], body)
	if err != nil {
		return err
	}
	want := m[4]
	if want == "ok" {
		want = record.OK.String()
	}
	if code.String() != want {
		return fmt.Errorf("got %s: %s", code, text)
	}
	if m[5] != "" {
		s.words[m[5]] = string(record.NewID("transfer", id, 0))
	}
	return nil
}

// bodyOf reads an order's JSON, but lets nonsense pass: the ledger shall refuse it.
func bodyOf(command, text string) (record.Raw, error) {
	c := ledger.New(command)
	if c == nil {
		return record.Raw{0xa0}, nil
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(c.Body()); err != nil {
		return nil, err
	}
	return record.Marshal(c.Body())
}

func (s *scenario) send(as, command string, body record.Raw) (record.Code, string, record.Hash, error) {
	a, ok := s.actors[as]
	if !ok {
		return 0, "", record.Hash{}, fmt.Errorf("no party %q", as)
	}
	tx, err := a.sign(s.now, command, body)
	if err != nil {
		return 0, "", record.Hash{}, err
	}
	t, err := record.DecodeTx(tx)
	if err != nil {
		return 0, "", record.Hash{}, err
	}
	code, text, _ := s.chain.deliver(s.now, tx)
	return code, text, t.ID, nil
}

// verdict judges a label by the state.
func (s *scenario) verdict(line string) error {
	question, want, _ := strings.Cut(strings.TrimPrefix(line, "verdict "), " -> ")
	w := strings.Fields(question)
	label, err := gs1.ParseLabel(w[0], 2026)
	if err != nil {
		return err
	}
	q := record.Question{Label: label, Purpose: record.ForPatient}
	if len(w) > 1 {
		q.Purpose = record.Purpose(w[1])
	}
	v := record.Judge(q, record.StateRecords{Get: s.chain.get}, s.now)
	got := string(v.Headline)
	for _, r := range v.Reasons {
		got += " " + r.Code
	}
	if got != want {
		return fmt.Errorf("got %s", got)
	}
	return nil
}
