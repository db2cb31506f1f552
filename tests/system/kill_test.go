package system

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"pedigree/abci"
	"pedigree/abci/store"
	"pedigree/gs1"
	"pedigree/record"
)

// SIGKILL at any time, under load, while idle and while starting: nothing that anybody
// was told is lost, changed or done twice, and stream and read model follow.
func TestKilledAtAnyTime(t *testing.T) {
	kills, seed := setting("KILLS", 10), uint64(setting("SEED", 20261122))
	began := time.Now()
	s := serve(t, "--no-demo")
	m := s.openMarket(seed)
	ctx, over := context.WithCancel(t.Context())
	defer over()
	var trading sync.WaitGroup
	for _, c := range m.traders {
		trading.Go(func() { c.trade(ctx) })
	}
	dice := rand.New(rand.NewPCG(seed, 0))
	count := map[string]int{}
	for round := range kills {
		how := []string{"busy", "busy", "idle", "busy", "starting"}[round%5]
		count[how]++
		m.killOnce(s, dice, how)
		s.checkJournals(m.told())
		s.start()
		m.sameAnswers(s, dice, 10)
		m.change(func() { m.url, m.paused = s.url, false })
		if t.Failed() {
			t.Fatalf("seed %d, after kill %d (%s)", seed, round+1, how)
		}
	}
	over()
	trading.Wait()
	m.check(s, dice)
	if t.Failed() {
		t.Fatalf("seed %d", seed)
	}
	committed, refused := m.counts()
	fmt.Printf("SIGKILL: %d kills %v, seed %d, %d traders: %d orders COMMITTED, %d REFUSED, "+
		"all found in the blocks, in %s\n", kills, count, seed, allTraders, committed, refused,
		time.Since(began).Round(time.Second))
}

// setting is a number from the environment.
func setting(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// openMarket registers the product and the traders: makers with keys of acme, and
// parties that trade and dispense.
func (s *server) openMarket(seed uint64) *market {
	t := s.t
	t.Helper()
	authority := s.authority()
	maker := s.admit(authority, acme)["acme"]
	s.order(maker, "register_product", record.RegisterProduct{GTIN: gtin(t, amoxal), Name: "Amoxal",
		Strength: "500 mg", Form: "capsule", Pack: "20"})
	m := &market{t: t, url: s.url, changed: make(chan struct{}), offers: map[int][]offer{}}
	for n := range allTraders {
		c := &trader{m: m, n: n, dice: rand.New(rand.NewPCG(seed, uint64(n+1))),
			device: newDevice(fmt.Sprint("trader", n, s.home), s.chain()), gln: gln(t, acme.gln)}
		if n >= makers {
			body := fmt.Sprintf("40988%07d", 9000000+n)
			digit := must(gs1.CheckDigit(body))(t)
			c.gln = gln(t, body+string(digit))
			s.order(authority, "authorize", record.Authorize{GLN: c.gln, Name: fmt.Sprint("Trader ", n),
				Country: "DE", Licences: []record.Licence{{Role: record.Wholesaler},
					{Role: record.Dispenser}}})
		}
		s.order(authority, "add_key", record.AddKey{Public: c.device.public(), Site: c.gln,
			Label: "till"})
		m.traders = append(m.traders, c)
	}
	return m
}

// killOnce kills the process at a moment that the dice choose.
func (m *market) killOnce(s *server, dice *rand.Rand, how string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*patience)
	defer cancel()
	var from int
	m.change(func() { from, m.paused = m.answers, false })
	goal := 1 + dice.IntN(40)
	if !m.wait(ctx, func() bool { return m.answers >= from+goal }) {
		s.t.Fatalf("the trade stands still\n%s\n%s", s.said, s.nodeLog())
	}
	if how == "idle" {
		m.change(func() { m.paused = true })
		if !m.wait(ctx, func() bool { return m.busy == 0 }) {
			s.t.Fatal("orders stay without an answer")
		}
	}
	moment(dice, 250*time.Millisecond)
	s.kill()
	m.change(func() { m.url = "" })
	if how == "starting" {
		s.launch()
		moment(dice, 1500*time.Millisecond)
		s.kill()
	}
}

// moment lets a random time pass: that is what is tested.
func moment(dice *rand.Rand, most time.Duration) {
	<-time.After(time.Duration(dice.Int64N(int64(most))))
}

// sameAnswers sends some orders again that were answered before; n < 0 sends all.
func (m *market) sameAnswers(s *server, dice *rand.Rand, n int) {
	s.t.Helper()
	all := m.told()
	dice.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	if n >= 0 {
		all = all[:min(n, len(all))]
	}
	for _, e := range all {
		_, raw, err := send(within(s.t), s.url, e.tx)
		if err != nil || string(raw) != string(e.raw) {
			s.t.Errorf("told %s, now %s %v", e.raw, raw, err)
		}
	}
}

func (m *market) counts() (committed, refused int) {
	for _, e := range m.told() {
		if e.answer.Status == "COMMITTED" {
			committed++
		} else {
			refused++
		}
	}
	return committed, refused
}

// check is the reckoning after the trade.
func (m *market) check(s *server, dice *rand.Rand) {
	t := s.t
	t.Helper()
	m.sameAnswers(s, dice, -1)
	s.caughtUp()
	for _, lot := range m.lots {
		want := uint64(lotSize)
		if lot.serials != nil {
			want = uint64(len(lot.serials))
		}
		if got := s.packs(amoxal, lot.number.String()); got != want {
			t.Errorf("lot %s has %d packs, its holders %d", lot.number, want, got)
		}
	}
	s.stop()
	orders := s.checkJournals(m.told())
	facts := s.facts()
	checkFacts(t, facts, orders)
	s.checkReaders(facts)
	m.checkRecords(s)
}

// checkRecords adds up the ledger's own records of each lot.
func (m *market) checkRecords(s *server) {
	t := s.t
	t.Helper()
	kept := must(store.Open(s.copied("node/data/ledger"), store.Options{}))(t)
	defer kept.Close()
	view := must(kept.Tip())(t)
	defer view.Close()
	get := func(key string) (record.Value, bool) {
		v, ok, err := view.Get(key)
		if err != nil {
			t.Fatal(err)
		}
		return record.Value{Open: v.Open, Sealed: v.Sealed}, ok
	}
	g := gtin(t, amoxal)
	indexOf := record.Indexer(must(abci.ReadIndexKey(abci.IndexKeyFile(filepath.Join(s.home, "node"))))(t).Index)
	for _, traded := range m.lots {
		v, ok := get(indexOf.LotKey(g, traded.number))
		if !ok {
			t.Errorf("lot %s is not on the ledger", traded.number)
			continue
		}
		lot := must(record.DecodeLot(v))(t)
		var n uint64
		for _, c := range m.traders[makers-1:] {
			if v, ok := get(indexOf.HoldingKey(g, traded.number, c.gln)); ok {
				for _, r := range must(record.DecodeHolding(v))(t).Sealed.Rows {
					n += r.Held + r.Outgoing + r.Supplied + r.Gone
				}
			}
		}
		if n != lot.Sealed.Registered {
			t.Errorf("lot %s: the records hold %d packs of %d", traded.number, n, lot.Sealed.Registered)
		}
	}
}

// packs adds up what all holders have or had of a lot.
func (s *server) packs(gtin, lot string) (n uint64) {
	s.t.Helper()
	for _, r := range s.holders(gtin, lot) {
		for _, part := range []string{r.Held, r.Outgoing, r.Supplied, r.Gone} {
			n += number(s.t, part)
		}
	}
	return n
}
