package tests

import (
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

// Honest and hostile parties order at random, on the bare ledger, through ABCI with
// restarts, crashes and replays, and on replicas that come later. The model of the
// rules judges each order; after every block the audit holds, and all have the same
// results, the same state and the same root. A seed reproduces a run:
//
//	SEEDS=1000 SEED=7 go test -v -run Simulation ./tests/
//
// runs seeds 7 to 1006. What fails is told as a scenario as small as can be.
func TestSimulation(t *testing.T) {
	first, seeds := number(t, "SEED", 1), number(t, "SEEDS", 4)
	f := &fleet{t: t, begun: time.Now(), seeds: seeds, counts: map[string]int{}}
	next := make(chan int64)
	var done sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)) {
		done.Go(func() {
			for seed := range next {
				f.run(seed)
			}
		})
	}
	for seed := range seeds {
		next <- int64(first + seed)
	}
	close(next)
	done.Wait()
	f.conclude()
}

// A seed makes the same run each time, or what it finds could not be looked at.
func TestSeedReproduces(t *testing.T) {
	var runs [2][]line
	for n := range runs {
		trapped := &trap{TB: t}
		s := newSimulation(trapped, 5)
		for range blocksEach / 2 {
			if err := s.step(); err != nil {
				t.Fatal(err)
			}
		}
		runs[n] = s.lines
		trapped.close()
	}
	for n := range min(len(runs[0]), len(runs[1])) {
		if a, b := runs[0][n].text, runs[1][n].text; a != b {
			t.Fatalf("step %d is %s, and then %s", n, a, b)
		}
	}
}

// fleet is many runs at once.
type fleet struct {
	t     *testing.T
	begun time.Time
	seeds int

	mu     sync.Mutex
	counts map[string]int // of orders, by command and code
	ran    int
	failed bool
}

const blocksEach = 250

func (f *fleet) run(seed int64) {
	f.mu.Lock()
	failed := f.failed
	f.mu.Unlock()
	if failed {
		return // one failure at a time
	}
	trapped := &trap{TB: f.t}
	defer trapped.close()
	s := &simulation{tracer: newTracer()}
	err := guard(func() error {
		s = newSimulation(trapped, seed)
		for range blocksEach {
			if err := s.step(); err != nil {
				return fmt.Errorf("block %d: %w\n%s", s.height, err, s.told())
			}
		}
		return s.compareReadModel()
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ran++
	for name, n := range s.codes {
		f.counts[name] += n
	}
	if err != nil && !f.failed {
		f.failed = true
		f.t.Error(report(f.t, seed, err, s.lines))
	}
	if f.ran%20 == 0 {
		f.t.Logf("%d of %d seeds, %s", f.ran, f.seeds, time.Since(f.begun).Round(time.Second))
	}
}

// enough seeds have done each command.
const enough = 100

// conclude tells what was covered. It complains of an outcome that no scenario shows and,
// after many seeds, of a command that was never done.
func (f *fleet) conclude() {
	f.t.Logf("%d seeds of %d blocks; orders by command and outcome:\n%s", f.ran, blocksEach,
		f.covered())
	if f.failed {
		return
	}
	shown := goldenPairs(f.t)
	for _, name := range ledger.Names() {
		for c := record.OK; c <= record.UntilTooFar; c++ {
			if pair := name + " " + c.String(); f.counts[pair] > 0 && shown[pair] == "" {
				f.t.Errorf("no scenario shows %s", pair)
			}
		}
		if f.ran < enough {
			continue
		}
		if f.counts[name+" OK"] == 0 {
			f.t.Errorf("no %s succeeded in %d seeds: the simulation does not test it", name, f.ran)
		}
	}
}

func (f *fleet) covered() string {
	var b strings.Builder
	for _, name := range append(ledger.Names(), "replay", "flip") {
		fmt.Fprintf(&b, "  %-20s", name)
		for c := record.OK; c <= record.UntilTooFar; c++ {
			if n := f.counts[name+" "+c.String()]; n > 0 {
				fmt.Fprintf(&b, " %s %d", c, n)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func number(t testing.TB, env string, otherwise int) int {
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
	*tracer
	abci       *overABCI
	replicas   *replicas
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
	orders     []ordered
	due        *brink // what is ordered next
	codes      map[string]int
}

// ordered is an order of the block that is being made.
type ordered struct {
	command string
	text    string
	line    int // of the trace, -1 for old bytes that are sent again
}

func newSimulation(t testing.TB, seed int64) *simulation {
	empty, g := emptyScenario(t)
	s := &simulation{Rand: rand.New(rand.NewSource(seed)), scenario: empty, tracer: newTracer(),
		codes: map[string]int{}}
	s.replicas = newReplicas(t, s.Rand, g, s.now)
	s.abci = s.replicas.first
	s.chains = append(s.chains, s.replicas)
	for _, text := range []string{
		"party acme manufacturer DE 4000001", "site acme_hub acme", "party bolt manufacturer AT 4000002",
		"party medco wholesaler DE 4000003", "site medco_south medco wholesaler", "party carrier logistics DE",
		"party corner dispenser DE", "party village dispenser AT 4000004", "party clinic wholesaler FR",
		"site ward clinic dispenser", "party nobody - DE", "party board authority AT",
	} {
		s.line("%s", text)
		s.sites = append(s.sites, s.actors[strings.Fields(text)[1]])
	}
	s.sites = append(s.sites, s.actors["authority"])
	s.line(`authority set_param {"name":"alertsPerDay","value":5}`)
	s.line(`device till corner {"commands":["dispense","receive"]}`)
	s.makeGoods()
	if s.packers = seed%2 == 0; s.packers {
		s.stock()
	}
	var err error
	if s.known, err = readState(s.state()); err != nil {
		t.Fatal(err)
	}
	return s
}

// makeGoods begins with a product and two lots of it.
func (s *simulation) makeGoods() {
	s.makeSSCCs()
	s.prefixes = map[gs1.GLN]string{s.actors["acme"].gln: "4000001", s.actors["bolt"].gln: "4000002",
		s.actors["medco"].gln: "4000003", s.actors["village"].gln: "4000004"}
	s.serials = map[string]gs1.Serial{}
	s.dispensers = map[*actor]bool{s.actors["corner"]: true, s.actors["village"]: true,
		s.actors["ward"]: true}
	for _, body := range []string{"0400000100001", "0400000100002", "0400000200001"} {
		g, err := gs1.ParseGTIN(withCheckDigit(s.scenario.t, body))
		if err != nil {
			s.scenario.t.Fatal(err)
		}
		s.gtins = append(s.gtins, g)
		for n := range serialsEach {
			s.serials[indexOf.UnitKey(g, s.serialNumber(n))] = s.serialNumber(n)
			r, err := gs1.ParseSerial(fmt.Sprint("R", n))
			if err != nil {
				s.scenario.t.Fatal(err)
			}
			s.serials[indexOf.UnitKey(g, r)] = r
		}
	}
	for _, text := range []string{
		`acme register_product {"gtin":"%s","name":"A","strength":"1","form":"x","pack":"1"}`,
		`acme register_lot {"gtin":"%s","lot":"L0","expiry":"2026-12-31","serialised":true}`,
		`acme register_lot {"gtin":"%s","lot":"L1","expiry":"2027-12-31","planned":60}`,
		`acme add_serials {"gtin":"%s","lot":"L0","serials":["S0","S1","S2","S3","S4","S5"]}`,
	} {
		s.line(text, s.gtins[0])
	}
}

// step makes a block of a few orders.
func (s *simulation) step() (err error) {
	s.height++
	pause := int64(s.Intn(3600))
	if s.Intn(40) == 0 {
		pause += int64(s.Intn(30)) * 86_400
	}
	if s.Intn(25) == 0 {
		pause = s.toBrink()
	}
	if s.now += pause; pause > 0 {
		s.lines = append(s.lines, line{text: fmt.Sprintf("later %ds", pause)})
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
	s.replicas.trouble(s.now, txs)
	results, err := s.scenario.deliver(txs...)
	for i, r := range results {
		s.became(i, txs[i], r)
	}
	if err != nil {
		return err
	}
	s.sent = append(s.sent, txs...)
	s.known, err = readState(s.state())
	return err
}

// became takes down what became of an order.
func (s *simulation) became(i int, tx []byte, r ledger.Result) {
	o := &s.orders[i]
	o.text += " -> " + r.Code.String() + ": " + r.Text
	s.codes[o.command+" "+r.Code.String()]++
	if o.line >= 0 {
		s.done(o.line, o.command, tx, r)
	}
	if len(r.Facts) == 0 {
		return
	}
	f, err := record.DecodeFact(r.Facts[0])
	if err == nil && (f.Command == "dispense" || f.Command == "decommission" ||
		f.Command == "register_lot" || s.Intn(30) == 0) {
		s.stated = append(s.stated, r.Facts[0])
	}
}

func (s *simulation) told() string {
	var texts []string
	for _, o := range s.orders {
		texts = append(texts, o.text)
	}
	return strings.Join(texts, "\n")
}

func (s *simulation) site() *actor { return s.sites[s.Intn(len(s.sites))] }

// at gives who orders at a site; anybody where it has no device.
func (s *simulation) at(gln gs1.GLN) *actor {
	for _, a := range s.sites {
		if a.gln == gln {
			return a
		}
	}
	return s.site()
}

// order makes the next order: mostly sensible, some nonsense, some replayed.
func (s *simulation) order() []byte {
	if n := s.Intn(100); n < 4 && len(s.sent) > 0 {
		return s.replay()
	}
	by, command, body := s.choose()
	if s.due != nil {
		by, command, body = s.at(s.due.by), s.due.command, s.due.body
		s.due = nil
	} else if s.Intn(20) == 0 {
		by = s.site() // whoever it may be
	} else if by == s.actors["corner"] && s.Intn(3) == 0 {
		by = s.actors["till"]
	}
	text := s.text(by, command, body)
	s.orders = append(s.orders, ordered{command, text, len(s.lines)})
	s.lines = append(s.lines, line{text: text, order: true})
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
		s.orders = append(s.orders, ordered{"replay", "old bytes again", -1})
		return tx
	}
	s.orders = append(s.orders, ordered{"flip", "old bytes, one bit changed", -1})
	tx = append([]byte(nil), tx...)
	tx[s.Intn(len(tx))] ^= 1 << s.Intn(8)
	return tx
}

var _ chain = (*bare)(nil)
var _ ledger.Reader = (*bare)(nil)
