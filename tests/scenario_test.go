package tests

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// A scenario is a text file, one step a line, the outcome last:
//
//	at 2026-03-01                      the block time of what follows
//	later 73h                          moves it
//	party acme manufacturer DE 4000001 role (or -), country, and maybe a company prefix
//	site hub acme wholesaler           a site of a party, with roles of its own or none
//	device till corner {"commands":["dispense"]}   one more key of a site
//	let P 04000001000012               names a text: $P in later lines
//	acme ship {"to":"@medco", …} -> ok T1      $T1 is the transfer that it made,
//	                                   $G1 a grant, $P1 a proposal, $R1 a recall,
//	                                   $X1 an exception, $C1 a case
//	medco receive {"transfer":"$T1","all":true} -> NotAddressee
//	corner dispense {…} -> Recalled says expired on; not at this site
//	fact F1                            names the fact of the order before: $F1 are its bytes,
//	                                   $histories_F1 the histories that it stands in,
//	                                   $heads_F1 as if nothing had come later
//	again -> SequenceUsed              the same bytes once more
//	times 5 acme register_lot {… "L$N" …} -> ok    a step for each $N from 1 to 5
//	holders $P L1 -> acme 3800 medco 1150 medco.supplied 10
//	owners $P L1 -> acme:hub 50        who owns what is held where
//	alerts 1                           so many alerts stand
//	alerted AlreadySupplied acme corner village first   one tells these, and names the first act
//	verdict (01)$P(21)S1 DISPENSE -> BLOCKED Recalled Expired
//
// and states that no command makes yet (state_test.go). @name is a party's GLN,
// #name a device's key id. Times in bodies may be written "+24h". Each file runs on
// the bare ledger and through ABCI, and both must agree on each code, text, fact
// and root; after every step the invariants of rules.md hold. The model of the rules
// judges each order, too, until a step writes a state that no command makes.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios", err)
	}
	roots, shown, table := map[string]string{}, pairs{}, cells{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			s := newScenario(t)
			s.ended = func(command string, c record.Code) { shown.add(command, c, name) }
			s.oracle.look = func(w *model.World, tx []byte) func(record.Code) {
				return table.see(w, tx, name)
			}
			s.run(file)
			if s.oracle != nil {
				if err := s.compareReadModel(); err != nil {
					t.Error(err)
				}
			}
			roots[name] = s.chains[0].root().String()
		})
	}
	if len(roots) < len(files) {
		return // it takes all to compare
	}
	golden(t, "testdata/apphash.golden", lines(roots))
	golden(t, pairsFile, shown.lines(goldenPairs(t)))
	table.check(t)
}

type scenario struct {
	t      testing.TB
	chains []chain // the bare ledger first
	audit  *audit
	oracle *oracle // the model beside it; nil once a state was written past the rules
	quick  bool    // look at codes and facts alone, at no state
	now    int64
	actors map[string]*actor
	words  map[string]string
	last   []byte   // the last order
	said   [][]byte // the facts that it left
	facts  [][]byte
	ended  func(command string, c record.Code) // is told of each order, where it is set
}

func newScenario(t testing.TB) *scenario {
	s, g := emptyScenario(t)
	s.chains = append(s.chains, newOverABCI(t, g, s.now, store.Options{}))
	return s
}

// emptyScenario is one on the bare ledger alone.
func emptyScenario(t testing.TB) (*scenario, ledger.Genesis) {
	s := &scenario{t: t, now: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).Unix(),
		actors: map[string]*actor{}, words: map[string]string{}}
	authority := newActor("authority", glnOf(t, 0), glnOf(t, 0))
	s.actors["authority"] = authority
	g := genesisOf(authority)
	rules := newBare(t, g, s.now)
	s.chains, s.facts = []chain{rules}, rules.facts
	s.oracle = newOracle(g)
	var err error
	if s.audit, err = newAudit(s.state()); err != nil {
		t.Fatal(err)
	}
	return s, g
}

func (s *scenario) state() state { return s.chains[0].state() }

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

var (
	wordPattern = regexp.MustCompile(`[$@#][A-Za-z0-9_]+`)
	timePattern = regexp.MustCompile(`"\+([0-9]+)h"`)
)

// fill replaces $names, @parties, #devices and times from now.
func (s *scenario) fill(line string) (string, error) {
	var err error
	histories := func(name string, later bool) string {
		text, failed := s.historiesOf(name, later)
		err = errors.Join(err, failed)
		return text
	}
	line = wordPattern.ReplaceAllStringFunc(line, func(w string) string {
		if name, asked := strings.CutPrefix(w, "$histories_"); asked {
			return histories(name, true)
		} else if name, asked := strings.CutPrefix(w, "$heads_"); asked {
			return histories(name, false)
		}
		a, actor := s.actors[w[1:]]
		text, word := s.words[w[1:]]
		switch {
		case w[0] == '@' && actor:
			return a.gln.String()
		case w[0] == '#' && actor:
			return a.kid().String()
		case w[0] == '$' && word:
			return text
		case strings.HasPrefix(w, "$key_"): // a public key that no party need have
			return publicText(w[len("$key_"):])
		}
		err = fmt.Errorf("%s is not defined", w)
		return w
	})
	return timePattern.ReplaceAllStringFunc(line, func(w string) string {
		d, _ := time.ParseDuration(w[2 : len(w)-1])
		return fmt.Sprint(s.now + int64(d/time.Second))
	}), err
}

func (s *scenario) step(line string) error {
	if many, is := strings.CutPrefix(line, "times "); is {
		return s.times(many)
	}
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
	case "fact":
		s.words[words[1]] = hex.EncodeToString(s.said[0])
		return nil
	case "again":
		return s.expect(s.last, words[2], "")
	}
	for name, step := range map[string]func(string, []string) error{
		"party": s.party, "site": s.site, "device": s.device, "holders": s.holders,
		"owners": s.owners, "alerts": s.alerts, "alerted": s.alerted, "verdict": s.verdict,
		"suspend": s.suspend, "lapse": s.lapse, "withdraw": s.withdraw, "hold": s.hold,
		"status": s.status, "approvals": s.approvals,
	} {
		if name == words[0] {
			return step(line, words[1:])
		}
	}
	return s.order(line)
}

// finding is what the checks of a block have found.
type finding struct{ error }

func (f finding) Unwrap() error { return f.error }

// deliver runs a block on every chain, compares them, has the model judge it, and
// audits it. What is wrong then is a finding.
func (s *scenario) deliver(txs ...[]byte) ([]ledger.Result, error) {
	first := s.chains[0].block(s.now, txs...)
	if len(first) > 0 {
		s.said = first[0].Facts
	}
	for _, r := range first {
		s.facts = append(s.facts, r.Facts...)
	}
	if err := s.check(txs, first); err != nil {
		return first, finding{err}
	}
	return first, nil
}

func (s *scenario) check(txs [][]byte, first []ledger.Result) error {
	if s.oracle != nil {
		if err := s.oracle.judge(s.now, txs, first); err != nil {
			return err
		}
	}
	for _, c := range s.chains[1:] {
		if err := same(first, c.block(s.now, txs...)); err != nil {
			return err
		}
		if c.root() != s.chains[0].root() {
			return fmt.Errorf("two chains have two roots")
		}
	}
	if s.quick {
		_, err := s.audit.orders(txs, first)
		return err
	}
	if err := s.audit.block(s.state(), txs, first); err != nil || s.oracle == nil {
		return err
	}
	return s.oracle.compare(s.state())
}

// same compares what two chains made of a block.
func same(x, y []ledger.Result) error {
	for i := range x {
		if x[i].Code != y[i].Code || !bytes.Equal(x[i].Data(), y[i].Data()) ||
			y[i].Text != "" && x[i].Text != y[i].Text {
			return fmt.Errorf("order %d is %s (%s) here and %s (%s) there", i, x[i].Code, x[i].Text,
				y[i].Code, y[i].Text)
		}
	}
	return nil
}

func (s *scenario) verdict(line string, _ []string) error {
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
	if len(w) > 2 {
		q.Asker = s.actors[w[2]].gln
	}
	v := record.Judge(q, record.StateRecords{Get: s.state().get, Indexer: indexOf}, s.now)
	got := string(v.Headline)
	for _, r := range v.Reasons {
		got += " " + r.Code
	}
	if got != want {
		return fmt.Errorf("got %s", got)
	}
	for _, r := range v.Reasons {
		if c, is := record.ParseCode(r.Code); is && s.ended != nil {
			s.ended("verdict", c)
		}
	}
	return nil
}
