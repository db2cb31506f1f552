package system

import (
	"bytes"
	"path/filepath"
	"testing"

	natsd "github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events"
	"pedigree/events/stream"
	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// checkReaders compares a stopped process's stream and read model with the fact log:
// message n is fact n, and the read model is what the log makes anew, row by row.
func (s *server) checkReaders(facts [][]byte) {
	s.t.Helper()
	entries := entriesOf(s.t, facts)
	s.checkStream(entries)
	s.checkModel(entries)
}

func entriesOf(t testing.TB, facts [][]byte) []readmodel.Entry {
	t.Helper()
	entries := make([]readmodel.Entry, len(facts))
	for i, b := range facts {
		f := must(record.DecodeFact(b))(t)
		entries[i] = readmodel.Entry{Ordinal: uint64(i + 1), Fact: f, FactBytes: b,
			Event: must(events.Render(f))(t).JSON}
	}
	return entries
}

func (s *server) checkStream(entries []readmodel.Entry) {
	t := s.t
	t.Helper()
	broker := startBroker(t, s.copied("nats"), -1)
	js := must(jetstream.New(must(nats.Connect(broker.ClientURL()))(t)))(t)
	epcis := must(js.Stream(within(t), stream.Name))(t)
	state := must(epcis.Info(within(t)))(t).State
	if state.Msgs != uint64(len(entries)) || state.LastSeq != uint64(len(entries)) {
		t.Fatalf("the stream has %d messages up to %d, the log %d facts", state.Msgs, state.LastSeq,
			len(entries))
	}
	for _, e := range entries {
		m := must(epcis.GetMsg(within(t), e.Ordinal))(t)
		if !bytes.Equal(m.Data, e.Event) || m.Header.Get("Nats-Msg-Id") != e.Fact.ID() {
			t.Fatalf("message %d is not fact %s", e.Ordinal, e.Fact.ID())
		}
	}
}

func (s *server) checkModel(entries []readmodel.Entry) {
	t := s.t
	t.Helper()
	kept := must(readmodel.Open(filepath.Join(s.copied("read"), "model.db")))(t)
	defer kept.Close()
	s.compareModel(kept, entries)
}

// startBroker runs a NATS server in a directory; port -1 takes any.
func startBroker(t testing.TB, dir string, port int) *natsd.Server {
	t.Helper()
	b := must(natsd.NewServer(&natsd.Options{Host: "127.0.0.1", Port: port, JetStream: true,
		StoreDir: dir, NoLog: true, NoSigs: true, MaxPayload: stream.MaxMessageBytes,
		MaxPending: 8 * stream.MaxMessageBytes}))(t)
	b.Start()
	t.Cleanup(func() { stopBroker(b) })
	if !b.ReadyForConnections(patience) {
		t.Fatal("the NATS server does not start")
	}
	return b
}

func stopBroker(b *natsd.Server) {
	b.Shutdown()
	b.WaitForShutdown()
}
