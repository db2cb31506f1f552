package stream_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events"
	"pedigree/events/stream"
	"pedigree/gs1"
	"pedigree/record"
)

// patience bounds every wait; a test that runs into it has failed.
const patience = 60 * time.Second

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatal("in vain: ", what)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// memoryLog is a fact log without a ledger.
type memoryLog struct {
	mu    sync.Mutex
	facts [][]byte
	grown chan struct{}
}

// newLog makes n facts; facts of different chains differ from the first on.
func newLog(chain byte, n int) *memoryLog {
	l := &memoryLog{grown: make(chan struct{})}
	l.grow(chain, n)
	return l
}

func fact(chain byte, ordinal int) []byte {
	party := must(gs1.ParseGLN("9524000000019"))
	return record.Fact{
		Height: uint64(1 + ordinal/3), Index: uint64(ordinal % 3), Time: 1_795_348_800,
		TxID: record.Hash{chain}, Party: &party, Site: &party, Command: "dispense",
		Subjects: []string{},
		Fields: record.MustMarshal(record.Dispensed{Goods: record.Goods{
			GTIN: must(gs1.ParseGTIN("09524000001016")), Lot: must(gs1.ParseLot("L1")),
			Serial: must(gs1.ParseSerial(fmt.Sprintf("S%d", ordinal))), Quantity: 1, Owner: party,
		}}),
	}.Encode()
}

// largest is a shipment of 4,096 packs whose serials take the most room in a URI.
func largest() []byte {
	party := must(gs1.ParseGLN("9524000000019"))
	goods := make([]record.Goods, 4096)
	for i := range goods {
		goods[i] = record.Goods{GTIN: must(gs1.ParseGTIN("09524000001016")),
			Lot: must(gs1.ParseLot("LOT-WITH-20-LETTERS-")), Quantity: 1, Owner: party,
			Serial: must(gs1.ParseSerial(fmt.Sprintf("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%04d", i)))}
	}
	return record.Fact{
		Height: 1, Time: 1_795_348_800, Party: &party, Site: &party, Command: "ship",
		Subjects: []string{},
		Fields: record.MustMarshal(record.Shipped{
			Transfer: record.NewID("transfer", record.Hash{}, 0), Items: goods, Purpose: "supply",
			Way: record.Way{FromParty: party, FromSite: party, ToParty: party, ToSite: party},
		}),
	}.Encode()
}

func (l *memoryLog) grow(chain byte, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for range n {
		l.facts = append(l.facts, fact(chain, len(l.facts)+1))
	}
	close(l.grown)
	l.grown = make(chan struct{})
}

func (l *memoryLog) Head(context.Context) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return uint64(len(l.facts)), nil
}

func (l *memoryLog) Read(_ context.Context, from uint64, limit int) ([]stream.Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []stream.Entry
	for n := from; n <= uint64(len(l.facts)) && len(out) < limit; n++ {
		out = append(out, stream.Entry{Ordinal: n, Fact: l.facts[n-1]})
	}
	return out, nil
}

func (l *memoryLog) Wait(ctx context.Context, after uint64) error {
	for {
		l.mu.Lock()
		count, grown := uint64(len(l.facts)), l.grown
		l.mu.Unlock()
		if count > after {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// broker is a real NATS server that can be stopped and started at its port.
type broker struct {
	t      *testing.T
	dir    string
	port   int
	limits func(*server.Options)
	server *server.Server
}

func newBroker(t *testing.T) *broker {
	b := &broker{t: t, dir: t.TempDir(), port: -1}
	t.Cleanup(func() { b.stop() })
	return b
}

func startBroker(t *testing.T) *broker {
	b := newBroker(t)
	b.start()
	return b
}

func (b *broker) start() {
	b.t.Helper()
	o := &server.Options{Host: "127.0.0.1", Port: b.port, JetStream: true, StoreDir: b.dir,
		NoLog: true, NoSigs: true, MaxPayload: stream.MaxMessageBytes, MaxPending: 64 << 20}
	if b.limits != nil {
		b.limits(o)
	}
	s, err := server.NewServer(o)
	if err != nil {
		b.t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(patience) {
		b.t.Fatal("the NATS server does not start")
	}
	b.server = s
	if b.port < 0 {
		b.port = s.Addr().(*net.TCPAddr).Port
	}
}

func (b *broker) stop() {
	if b.server != nil {
		b.server.Shutdown()
		b.server.WaitForShutdown()
		b.server = nil
	}
}

func (b *broker) url() string { return fmt.Sprintf("nats://127.0.0.1:%d", b.port) }

func (b *broker) connect() *stream.Conn {
	b.t.Helper()
	c, err := stream.Connect(stream.Options{URL: b.url()})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(c.Close)
	return c
}

// direct is a connection beside ours, to look at the stream and to spoil it.
func (b *broker) direct() (*nats.Conn, jetstream.JetStream) {
	b.t.Helper()
	nc, err := nats.Connect(b.url())
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(nc.Close)
	return nc, must(jetstream.New(nc))
}

// keep copies the store of a stopped server, as a disk that lost later writes has it.
func (b *broker) keep() (restore func()) {
	b.t.Helper()
	kept := filepath.Join(b.t.TempDir(), "kept")
	if err := os.CopyFS(kept, os.DirFS(b.dir)); err != nil {
		b.t.Fatal(err)
	}
	return func() {
		b.lose()
		if err := os.CopyFS(b.dir, os.DirFS(kept)); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *broker) lose() {
	b.t.Helper()
	if err := os.RemoveAll(b.dir); err != nil {
		b.t.Fatal(err)
	}
}

// task is a relay or a follower at work.
type task struct {
	cancel context.CancelFunc
	done   chan error
}

func (k task) stop() error {
	k.cancel()
	return <-k.done
}

func start(t *testing.T, run func(context.Context) error) task {
	ctx, cancel := context.WithCancel(t.Context())
	k := task{cancel, make(chan error, 1)}
	ended := make(chan struct{})
	go func() {
		k.done <- run(ctx)
		close(ended)
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return k
}

// reader is a read model that only remembers what it was given.
type reader struct {
	mu   sync.Mutex
	seen []stream.Message
}

func (r *reader) follow(t *testing.T, c *stream.Conn, after uint64) task {
	return start(t, func(ctx context.Context) error { return stream.Follow(ctx, c, after, r.take) })
}

func (r *reader) take(ms []stream.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, ms...)
	return nil
}

func (r *reader) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.seen)
}

// check waits for the facts of a log after an ordinal and demands each once, in order.
func (r *reader) check(t *testing.T, log *memoryLog, after int) {
	t.Helper()
	log.mu.Lock()
	facts := slices.Clone(log.facts)
	log.mu.Unlock()
	eventually(t, "the reader has everything", func() bool { return r.count() >= len(facts)-after })
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.seen) != len(facts)-after {
		t.Fatalf("the reader saw %d facts, want %d", len(r.seen), len(facts)-after)
	}
	for i, m := range r.seen {
		if m.Ordinal != uint64(after+i+1) || !slices.Equal(m.FactBytes, facts[after+i]) {
			t.Fatalf("fact %d came as number %d", m.Ordinal, after+i+1)
		}
	}
}

// checkStream demands that the stream is the log: message n is fact n.
func checkStream(t *testing.T, b *broker, log *memoryLog) {
	t.Helper()
	_, js := b.direct()
	s, err := js.Stream(t.Context(), stream.Name)
	if err != nil {
		t.Fatal(err)
	}
	state := s.CachedInfo().State
	n := uint64(len(log.facts))
	if state.Msgs != n || state.FirstSeq != 1 || state.LastSeq != n {
		t.Fatalf("stream has %d messages, %d to %d, want %d", state.Msgs, state.FirstSeq,
			state.LastSeq, n)
	}
	for i := uint64(1); i <= n; i += max(1, n/20) {
		m, err := s.GetMsg(t.Context(), i)
		if err != nil {
			t.Fatal(err)
		}
		want := must(events.Render(must(record.DecodeFact(log.facts[i-1]))))
		if got := m.Header.Get("Pedigree-Hash"); got != want.ID || !slices.Equal(m.Data, want.JSON) {
			t.Fatalf("message %d has hash %s, want %s", i, got, want.ID)
		}
	}
}

func relayed(t *testing.T, r *stream.Relay, log *memoryLog) {
	t.Helper()
	eventually(t, "the relay has caught up", func() bool {
		lag, err := r.Lag(t.Context())
		return err == nil && lag == 0
	})
}

// settled waits for two more rounds of the audit, in which the stream is not made anew.
func settled(t *testing.T, r *stream.Relay) {
	t.Helper()
	before, rounds := r.Rebuilds(), r.Audit().Rounds
	eventually(t, "the audit goes on", func() bool { return r.Audit().Rounds >= rounds+2 })
	if n := r.Rebuilds(); n != before {
		t.Errorf("the stream was made anew %d times, then again", before)
	}
}

func relay(c *stream.Conn, log stream.Log) *stream.Relay {
	return stream.NewRelay(c, log, stream.RelayOptions{})
}
