package system

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pedigree/record"
)

// With NATS stopped, orders are still COMMITTED and packs still judged; what is PROJECTED
// stands still, says so, and catches up when NATS is back.
func TestNATSStopped(t *testing.T) {
	dir := t.TempDir()
	broker := startBroker(t, dir, -1)
	port := broker.Addr().(*net.TCPAddr).Port
	s := serve(t, "--no-demo", "--nats", broker.ClientURL())
	pharmacy, serials := s.stock(amoxal, "AMX1", 3)
	s.caughtUp()
	before := s.eventIDs()
	stopBroker(broker)

	g := gtin(t, amoxal)
	dispensed := s.order(pharmacy, "dispense", record.Dispense{GTIN: g,
		Serial: serialNumber(t, serials[0])})
	s.order(pharmacy, "dispense", record.Dispense{GTIN: g, Serial: serialNumber(t, serials[1])})
	u := s.terminal()
	u.verify(3, s.trust(), code(serials[0]), "--purpose", "DISPENSE").
		is(t, "BLOCKED", "STOP", "PROVEN", "AlreadySupplied")
	s.lags("2")
	eventually(t, "the stream is said to be in trouble", func() bool { return s.ready() == 503 })
	if now := s.eventIDs(); !slices.Equal(now, before) {
		t.Errorf("the read model was fed past NATS: %v", now)
	}
	s.order(pharmacy, "dispense", record.Dispense{GTIN: g, Serial: serialNumber(t, serials[2])})
	s.lags("3")

	startBroker(t, dir, port)
	s.caughtUp()
	now := s.eventIDs()
	if len(now) != len(before)+3 || !slices.Equal(now[:len(before)], before) ||
		now[len(before)] != dispensed.Events[0].ID {
		t.Errorf("after the outage %v, before it %v", now, before)
	}
	eventually(t, "all is well again", func() bool { return s.ready() == 200 })
}

// A NATS server that is not up yet delays what is read, and nothing else.
func TestNATSNotYetUp(t *testing.T) {
	broker := startBroker(t, t.TempDir(), -1)
	url, port := broker.ClientURL(), broker.Addr().(*net.TCPAddr).Port
	stopBroker(broker)
	s := &server{t: t, home: t.TempDir(), flags: []string{"--no-demo", "--nats", url},
		addr: "127.0.0.1:0"}
	t.Cleanup(s.kill)
	ready := s.launch()
	eventually(t, "the ledger runs", func() bool {
		_, err := os.Stat(s.trust())
		return err == nil
	})
	if len(ready) > 0 {
		t.Fatalf("ready without its readers: %s", <-ready)
	}
	startBroker(t, t.TempDir(), port)
	select {
	case line := <-ready:
		s.isReady(line)
	case <-time.After(patience):
		t.Fatalf("never ready:\n%s", s.said)
	}
	s.caughtUp()
}

// Stream and read model may be deleted: they are rebuilt from the ledger, with the same
// events.
func TestReadSideDeleted(t *testing.T) {
	s := serve(t) // with the demo
	s.caughtUp()
	events := s.eventIDs()
	for _, lost := range [][]string{{"nats"}, {"read"}, {"nats", "read"}} {
		s.stop()
		for _, dir := range lost {
			if err := os.RemoveAll(filepath.Join(s.home, dir)); err != nil {
				t.Fatal(err)
			}
		}
		s.start()
		s.caughtUp()
		if now := s.eventIDs(); !slices.Equal(now, events) {
			t.Errorf("without %v: %d events, before %d", lost, len(now), len(events))
		}
	}
	s.stop()
	s.checkReaders(s.facts())
}

// lags waits until both readers lack so many facts.
func (s *server) lags(facts string) {
	s.t.Helper()
	eventually(s.t, "the readers lag", func() bool {
		n := s.network()
		return n.lag("stream") == facts && n.lag("readmodel") == facts
	})
}

// eventIDs are the ids of all events that the read model has, each with its EPCIS form, in
// order.
func (s *server) eventIDs() (ids []string) {
	s.t.Helper()
	for after := "null"; ; {
		var data struct {
			Events struct {
				Edges []struct {
					Node struct {
						ID, Command string
						EPCIS       *string
					}
				}
				PageInfo struct {
					HasNextPage bool
					EndCursor   *string
				}
			}
		}
		s.ask(`{events(first:100,after:`+after+`){edges{node{id command epcis}}
			pageInfo{hasNextPage endCursor}}}`, &data)
		for _, e := range data.Events.Edges {
			if e.Node.EPCIS == nil && e.Node.Command == "dispense" {
				s.t.Errorf("event %s has no EPCIS form", e.Node.ID)
			}
			ids = append(ids, e.Node.ID)
		}
		if !data.Events.PageInfo.HasNextPage {
			return ids
		}
		after = `"` + *data.Events.PageInfo.EndCursor + `"`
	}
}
