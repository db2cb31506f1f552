package tests

import (
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/gs1"
	"pedigree/record"
)

// Honest and hostile parties order at random, on the bare ledger and through ABCI
// with restarts, crashes and replays. After every block the audit holds, and both
// have the same results and the same root. A seed reproduces a run:
//
//	PEDIGREE_SEEDS=1000 PEDIGREE_SEED=7 go test -run Simulation ./tests/
//
// runs seeds 7 to 1006.
func TestSimulation(t *testing.T) {
	const blocks = 250
	codes := map[string]int{}
	first, seeds := number(t, "PEDIGREE_SEED", 1), number(t, "PEDIGREE_SEEDS", 4)
	for seed := first; seed < first+seeds; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s := newSimulation(t, int64(seed))
			for range blocks {
				if err := s.step(); err != nil {
					t.Fatalf("block %d: %v\n%s", s.height, err, s.told())
				}
			}
			for name, n := range s.codes {
				codes[name] += n
			}
		})
	}
	t.Log(codes)
	for _, name := range []string{"ship OK", "receive OK", "dispense OK", "refuse OK", "cancel OK",
		"recall OK", "add_serials OK", "close_lot OK", "pack OK", "unpack OK",
		"pack InContainer", "ship InContainer", "correct OK"} {
		if codes[name] == 0 {
			t.Errorf("no %s in %d seeds: the simulation tests nothing", name, seeds)
		}
	}
}

func number(t *testing.T, env string, otherwise int) int {
	text := os.Getenv(env)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

type simulation struct {
	*rand.Rand
	*scenario
	abci       *overABCI
	height     int
	sites      []*actor
	gtins      []gs1.GTIN
	serials    map[string]gs1.Serial // by key of the unit
	packers    bool                  // most orders are about containers
	ssccs      []gs1.SSCC
	prefixes   map[gs1.GLN]string // by party
	stated     [][]byte           // some facts so far
	dispensers map[*actor]bool
	known      *records // as of the last block
	sent       [][]byte // every order so far
	orders     []string // of this block, as text
	codes      map[string]int
}

func newSimulation(t *testing.T, seed int64) *simulation {
	authority := newActor("authority", glnOf(t, 0), glnOf(t, 0))
	now := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).Unix()
	g := genesisOf(authority)
	g.AlertsPerDay = 5
	over := newOverABCI(t, g, now, store.Options{FS: vfs.NewMem(), CacheBytes: 4 << 20})
	s := &simulation{Rand: rand.New(rand.NewSource(seed)), abci: over, codes: map[string]int{},
		scenario: &scenario{t: t, now: now, actors: map[string]*actor{"authority": authority},
			words: map[string]string{}, chains: []chain{newBare(t, g, now), over}}}
	var err error
	if s.audit, err = newAudit(s.state()); err != nil {
		t.Fatal(err)
	}
	s.oracle = newOracle(g)
	for _, line := range []string{
		"party acme manufacturer DE 4000001", "site acme_hub acme", "party bolt manufacturer AT 4000002",
		"party medco wholesaler DE 4000003", "site medco_south medco wholesaler", "party carrier logistics DE",
		"party corner dispenser DE", "party village dispenser AT 4000004", "party clinic wholesaler FR",
		"site ward clinic dispenser", "party nobody - DE",
	} {
		if err := s.scenario.step(line); err != nil {
			t.Fatal(line, err)
		}
		s.sites = append(s.sites, s.actors[strings.Fields(line)[1]])
	}
	s.sites = append(s.sites, authority)
	s.makeSSCCs()
	s.prefixes = map[gs1.GLN]string{s.actors["acme"].gln: "4000001", s.actors["bolt"].gln: "4000002",
		s.actors["medco"].gln: "4000003", s.actors["village"].gln: "4000004"}
	s.serials = map[string]gs1.Serial{}
	s.dispensers = map[*actor]bool{s.actors["corner"]: true, s.actors["village"]: true,
		s.actors["ward"]: true}
	for _, body := range []string{"0400000100001", "0400000100002", "0400000200001"} {
		g, err := gs1.ParseGTIN(withCheckDigit(t, body))
		if err != nil {
			t.Fatal(err)
		}
		s.gtins = append(s.gtins, g)
		for n := range serialsEach {
			s.serials[record.UnitKey(g, s.serialNumber(n))] = s.serialNumber(n)
			r, err := gs1.ParseSerial(fmt.Sprint("R", n))
			if err != nil {
				t.Fatal(err)
			}
			s.serials[record.UnitKey(g, r)] = r
		}
	}
	for _, line := range []string{
		`acme register_product {"gtin":"%s","name":"A","strength":"1","form":"x","pack":"1"} -> ok`,
		`acme register_lot {"gtin":"%s","lot":"L0","expiry":"2026-12-31","serialised":true} -> ok`,
		`acme register_lot {"gtin":"%s","lot":"L1","expiry":"2027-12-31","planned":60} -> ok`,
		`acme add_serials {"gtin":"%s","lot":"L0","serials":["S0","S1","S2","S3","S4","S5"]} -> ok`,
	} {
		if err := s.scenario.step(fmt.Sprintf(line, s.gtins[0])); err != nil {
			t.Fatal(err)
		}
	}
	if s.packers = seed%2 == 0; s.packers {
		s.stock()
	}
	s.known, err = readState(s.state())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// step makes a block of a few orders.
func (s *simulation) step() (err error) {
	s.height++
	s.now += int64(s.Intn(3600))
	if s.Intn(40) == 0 {
		s.now += int64(s.Intn(30)) * 86_400
	}
	var txs [][]byte
	s.orders = nil
	n := 1 // alone in its block, an order can be held responsible for each change
	if s.Intn(2) == 0 {
		n = s.Intn(6)
	}
	for range n {
		txs = append(txs, s.order())
	}
	s.crash(txs)
	results := s.chains[0].block(s.now, txs...)
	for i, r := range results {
		for _, fact := range r.Facts {
			if f, err := record.DecodeFact(fact); err == nil && (f.Command == "dispense" ||
				f.Command == "decommission" || f.Command == "register_lot" || s.Intn(30) == 0) {
				s.stated = append(s.stated, fact)
			}
		}
		s.orders[i] += " -> " + r.Code.String() + ": " + r.Text
		name, _, _ := strings.Cut(s.orders[i], " {")
		s.codes[name[strings.LastIndex(name, " ")+1:]+" "+r.Code.String()]++
	}
	if err := same(results, s.abci.block(s.now, txs...)); err != nil {
		return err
	}
	if s.height%10 == 0 && s.abci.root() != s.chains[0].root() {
		return fmt.Errorf("two chains have two roots")
	}
	if err := s.audit.block(s.state(), txs, results); err != nil {
		return err
	}
	if err := s.oracle.block(s.now, txs, results, s.state()); err != nil {
		return err
	}
	s.sent = append(s.sent, txs...)
	s.known, err = readState(s.state())
	return err
}

// crash loses an executed block now and then, or only executes it twice.
func (s *simulation) crash(txs [][]byte) {
	if s.Intn(25) > 0 {
		return
	}
	s.abci.finalize(s.now+1, txs[:s.Intn(len(txs)+1)])
	if s.Intn(2) == 0 {
		s.abci.reopen()
	}
}

func (s *simulation) told() string { return strings.Join(s.orders, "\n") }

func (s *simulation) site() *actor { return s.sites[s.Intn(len(s.sites))] }

func (s *simulation) at(gln gs1.GLN) *actor {
	for _, a := range s.sites {
		if a.gln == gln {
			return a
		}
	}
	panic("nobody is at " + gln.String())
}

// order makes the next order: mostly sensible, some nonsense, some replayed.
func (s *simulation) order() []byte {
	if n := s.Intn(100); n < 4 && len(s.sent) > 0 {
		return s.replay()
	}
	by, command, body := s.choose()
	if s.Intn(20) == 0 {
		by = s.site() // whoever it may be
	}
	s.orders = append(s.orders, fmt.Sprintf("%s %s %+v", s.nameOf(by.gln.String()), command, body))
	tx, err := by.sign(s.now, command, record.MustMarshal(body))
	if err != nil {
		s.scenario.t.Fatal(err)
	}
	return tx
}

// replay sends old bytes again, or old bytes with one of them changed.
func (s *simulation) replay() []byte {
	tx := s.sent[s.Intn(len(s.sent))]
	if s.Intn(3) > 0 {
		s.orders = append(s.orders, "replay {")
		return tx
	}
	s.orders = append(s.orders, "flip {")
	tx = append([]byte(nil), tx...)
	tx[s.Intn(len(tx))] ^= 1 << s.Intn(8)
	return tx
}

var _ chain = (*bare)(nil)
var _ ledger.Reader = (*bare)(nil)
