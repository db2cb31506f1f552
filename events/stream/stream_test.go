package stream_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"testing"

	"github.com/nats-io/nats-server/v2/server"

	"pedigree/events"
	"pedigree/events/stream"
	"pedigree/record"
)

func TestEveryFactOnceAndInOrder(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 1000)
	var all, late reader
	all.follow(t, b.connect(), 0) // before there is a stream
	r := relay(b.connect(), log)
	start(t, r.Run)
	all.check(t, log, 0)
	late.follow(t, b.connect(), 990)
	log.grow(1, 25)
	all.check(t, log, 0)
	late.check(t, log, 990)
	relayed(t, r, log)
	checkStream(t, b, log)
	if r.Rebuilds() != 0 || r.Trouble() != nil || r.Relayed() != 1025 {
		t.Errorf("%d rebuilds, %d relayed, trouble: %v", r.Rebuilds(), r.Relayed(), r.Trouble())
	}
}

func TestMessage(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 5)
	r := relay(b.connect(), log)
	start(t, r.Run)
	relayed(t, r, log)
	_, js := b.direct()
	s := must(js.Stream(t.Context(), stream.Name))
	m := must(s.GetMsg(t.Context(), 4))
	for header, want := range map[string]string{
		"Nats-Msg-Id": "2/1/0", "Pedigree-Height": "2", "Pedigree-Ordinal": "4",
	} {
		if got := m.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if want := "epcis.dispensing.09524000001016."; m.Subject[:len(want)] != want {
		t.Errorf("subject %s", m.Subject)
	}
	if f := must(events.FactBytes(m.Data)); !slices.Equal(f, log.facts[3]) {
		t.Error("the event does not carry its fact")
	}
	if c := s.CachedInfo().Config; c.MaxAge != 0 || c.MaxMsgs > 0 || c.MaxBytes > 0 {
		t.Errorf("the stream forgets: %+v", c)
	}
}

func TestInProcess(t *testing.T) {
	b := newBroker(t)
	b.limits = func(o *server.Options) { o.DontListen = true }
	b.port = 4222 // not opened
	b.start()
	log := newLog(1, 10)
	c := must(stream.Connect(stream.Options{Server: b.server}))
	defer c.Close()
	var got reader
	relaying := start(t, relay(c, log).Run)
	following := got.follow(t, c, 0)
	got.check(t, log, 0)
	for _, k := range []task{relaying, following} {
		if err := k.stop(); !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	}
}

func TestReaderThatFails(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 10)
	start(t, relay(b.connect(), log).Run)
	full := errors.New("disk full")
	err := stream.Follow(t.Context(), b.connect(), 3, func(ms []stream.Message) error {
		if ms[0].Ordinal != 4 {
			t.Errorf("began with %d", ms[0].Ordinal)
		}
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("ended with %v", err)
	}
}

// TestMaxPayload: a server that forbids our messages is said so at once, not retried
// for ever in silence.
func TestMaxPayload(t *testing.T) {
	b := newBroker(t)
	b.limits = func(o *server.Options) { o.MaxPayload = 1000 }
	b.start()
	err := relay(b.connect(), newLog(1, 1)).Run(t.Context())
	if !errors.Is(err, stream.ErrUnrelayable) {
		t.Errorf("ended with %v", err)
	}
}

// TestLargestFact: what a transaction of 256 KiB makes fits through the server.
func TestLargestFact(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 0)
	log.facts = [][]byte{largest()}
	if len(log.facts[0]) < record.MaxTxBytes {
		t.Fatalf("a fact of only %d bytes", len(log.facts[0]))
	}
	var got reader
	got.follow(t, b.connect(), 0)
	start(t, relay(b.connect(), log).Run)
	got.check(t, log, 0)
	if n := len(got.seen[0].Event); n > stream.MaxMessageBytes/2 {
		t.Errorf("an event of %d bytes", n)
	}
}

func TestUnreadableFact(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 3)
	log.facts[1] = []byte("no CBOR")
	err := relay(b.connect(), log).Run(t.Context())
	if !errors.Is(err, stream.ErrUnrelayable) {
		t.Errorf("ended with %v", err)
	}
}

func TestNothingRunsOnAfterwards(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 300)
	before := 0
	for i := range 4 {
		c := must(stream.Connect(stream.Options{URL: b.url()}))
		var got reader
		relaying := start(t, relay(c, log).Run)
		following := got.follow(t, c, 0)
		got.check(t, log, 0)
		relaying.stop()
		following.stop()
		c.Close()
		eventually(t, "the server forgot the client", func() bool { return b.server.NumClients() == 0 })
		if i == 0 {
			before = runtime.NumGoroutine() // with those that the server keeps for its stream
		}
	}
	eventually(t, "all goroutines have ended", func() bool { return runtime.NumGoroutine() <= before })
}
