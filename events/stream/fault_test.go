package stream_test

import (
	"context"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events/stream"
)

func TestStoreLost(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 500)
	var got reader
	got.follow(t, b.connect(), 0)
	r := relay(b.connect(), log)
	start(t, r.Run)
	eventually(t, "half way", func() bool { return got.count() >= 200 })
	b.stop()
	b.lose()
	log.grow(1, 100)
	b.start()
	got.check(t, log, 0)
	b.stop()
	b.lose()
	b.start() // while everybody is idle
	eventually(t, "the stream is refilled", func() bool {
		_, js := b.direct()
		s, err := js.Stream(t.Context(), stream.Name)
		return err == nil && s.CachedInfo().State.LastSeq == 600
	})
	log.grow(1, 1)
	got.check(t, log, 0)
	relayed(t, r, log)
	checkStream(t, b, log)
}

func TestTruncatedTail(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 300)
	var got reader
	got.follow(t, b.connect(), 0)
	r := relay(b.connect(), log)
	start(t, r.Run)
	got.check(t, log, 0)
	b.stop()
	restore := b.keep()
	b.start()
	log.grow(1, 50)
	got.check(t, log, 0)
	b.stop()
	restore() // the last 50 were never synced
	b.start()
	log.grow(1, 50)
	got.check(t, log, 0)
	relayed(t, r, log)
	checkStream(t, b, log)
	if r.Rebuilds() != 0 {
		t.Error("a truncated stream was published anew from 1")
	}
}

func TestTwoRelaysAtOnce(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 400)
	var got reader
	got.follow(t, b.connect(), 0)
	one, two := relay(b.connect(), log), relay(b.connect(), log)
	start(t, one.Run)
	start(t, two.Run)
	for range 10 {
		log.grow(1, 20)
	}
	got.check(t, log, 0)
	eventually(t, "both relays know that", func() bool {
		return one.Relayed() == 600 && two.Relayed() == 600
	})
	checkStream(t, b, log)
	if one.Rebuilds()+two.Rebuilds() != 0 {
		t.Error("two relays took each other for intruders")
	}
}

// TestRelayBehind: a relay whose node lags finds the stream longer than its log, and
// leaves it alone.
func TestRelayBehind(t *testing.T) {
	b := startBroker(t)
	log, behind := newLog(1, 100), newLog(1, 60)
	r := relay(b.connect(), log)
	ahead := start(t, r.Run)
	relayed(t, r, log)
	ahead.stop()
	second := relay(b.connect(), behind)
	start(t, second.Run)
	eventually(t, "it has compared", func() bool { return second.Relayed() == 100 })
	behind.grow(1, 50)
	relayed(t, second, behind)
	checkStream(t, b, behind)
	if second.Rebuilds() != 0 {
		t.Error("it deleted the stream")
	}
}

// TestRelayKilledAnywhere stops a relay at seeded moments, as soon as the n-th message is
// on the wire, which is before its acknowledgement.
func TestRelayKilledAnywhere(t *testing.T) {
	const seed = 20261122
	dice := rand.New(rand.NewPCG(seed, 1))
	b := startBroker(t)
	log := newLog(1, 2000)
	nc, _ := b.direct()
	wire := make(chan *nats.Msg, 1<<16)
	if _, err := nc.ChanSubscribe("epcis.>", wire); err != nil {
		t.Fatal(err)
	}
	if err := nc.Flush(); err != nil {
		t.Fatal(err)
	}
	for range 15 {
		k := start(t, relay(b.connect(), log).Run)
		for range 1 + dice.IntN(120) {
			<-wire
		}
		k.stop()
	}
	var got reader
	got.follow(t, b.connect(), 0)
	r := relay(b.connect(), log)
	start(t, r.Run)
	got.check(t, log, 0)
	checkStream(t, b, log)
	if r.Rebuilds() != 0 {
		t.Errorf("seed %d: the stream was published anew", seed)
	}
}

// spoil is what somebody else may do to the stream.
var spoil = map[string]func(context.Context, jetstream.JetStream) error{
	"foreign message": func(ctx context.Context, js jetstream.JetStream) error {
		_, err := js.Publish(ctx, "epcis.shipping._.0", []byte("{}"))
		return err
	},
	"forged headers": func(ctx context.Context, js jetstream.JetStream) error {
		m := nats.NewMsg("epcis.shipping._.0")
		s := must(js.Stream(ctx, stream.Name))
		last := must(s.GetMsg(ctx, s.CachedInfo().State.LastSeq))
		m.Data = last.Data
		for _, h := range []string{"Pedigree-Height", "Pedigree-Hash", "Pedigree-Digest"} {
			m.Header.Set(h, last.Header.Get(h))
		}
		m.Header.Set("Pedigree-Ordinal", strconv.FormatUint(last.Sequence+1, 10))
		m.Header.Set("Nats-Msg-Id", "9/9/9")
		_, err := js.PublishMsg(ctx, m)
		return err
	},
	"message deleted": func(ctx context.Context, js jetstream.JetStream) error {
		return must(js.Stream(ctx, stream.Name)).DeleteMsg(ctx, 7)
	},
	"tail deleted": func(ctx context.Context, js jetstream.JetStream) error {
		s := must(js.Stream(ctx, stream.Name))
		return s.DeleteMsg(ctx, s.CachedInfo().State.LastSeq)
	},
	"purged": func(ctx context.Context, js jetstream.JetStream) error {
		return must(js.Stream(ctx, stream.Name)).Purge(ctx)
	},
	"stream deleted": func(ctx context.Context, js jetstream.JetStream) error {
		return js.DeleteStream(ctx, stream.Name)
	},
}

func TestSpoiledStream(t *testing.T) {
	for name, act := range spoil {
		t.Run(name, func(t *testing.T) {
			b := startBroker(t)
			log := newLog(1, 200)
			var got reader
			got.follow(t, b.connect(), 0)
			o := stream.RelayOptions{Audit: 10 * time.Millisecond}
			r := stream.NewRelay(b.connect(), log, o)
			start(t, r.Run)
			got.check(t, log, 0)
			_, js := b.direct()
			if err := act(t.Context(), js); err != nil {
				t.Fatal(err)
			}
			if name != "stream deleted" { // a missing stream is made, not made anew
				eventually(t, "the audit notices", func() bool { return r.Rebuilds() > 0 })
			}
			log.grow(1, 10)
			got.check(t, log, 0)
			relayed(t, r, log)
			checkStream(t, b, log)
			settled(t, r)
		})
	}
}

// TestSpoiledBetweenAudits: what moves the end of the stream is noticed by the next fact.
func TestSpoiledBetweenAudits(t *testing.T) {
	for _, name := range []string{"foreign message", "forged headers", "stream deleted"} {
		t.Run(name, func(t *testing.T) {
			b := startBroker(t)
			log := newLog(1, 200)
			var got reader
			got.follow(t, b.connect(), 0)
			r := stream.NewRelay(b.connect(), log, stream.RelayOptions{Audit: time.Hour})
			start(t, r.Run)
			got.check(t, log, 0)
			_, js := b.direct()
			if err := spoil[name](t.Context(), js); err != nil {
				t.Fatal(err)
			}
			log.grow(1, 10)
			got.check(t, log, 0)
			relayed(t, r, log)
			checkStream(t, b, log)
		})
	}
}

// TestAuditUnderLoad: a relay that is never idle audits all the same.
func TestAuditUnderLoad(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 100)
	r := stream.NewRelay(b.connect(), log, stream.RelayOptions{Audit: 20 * time.Millisecond})
	start(t, r.Run)
	relayed(t, r, log)
	_, js := b.direct()
	if err := spoil["message deleted"](t.Context(), js); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the audit notices", func() bool {
		log.grow(1, 1)
		return r.Rebuilds() > 0
	})
	relayed(t, r, log)
	checkStream(t, b, log)
	settled(t, r)
}

// TestStreamOfAnotherChain: whoever starts a new chain beside an old store gets a stream
// of the new one.
func TestStreamOfAnotherChain(t *testing.T) {
	b := startBroker(t)
	old, log := newLog(1, 120), newLog(2, 80)
	first := relay(b.connect(), old)
	k := start(t, first.Run)
	relayed(t, first, old)
	k.stop()
	var got reader
	got.follow(t, b.connect(), 120) // of the old chain's cursor; it stays where it is
	r := relay(b.connect(), log)
	start(t, r.Run)
	// A rebuild of which NATS did not answer that the old stream is gone is not counted.
	eventually(t, "the stream is the new chain's", func() bool { return r.Relayed() == 80 })
	checkStream(t, b, log)
	log.grow(2, 60)
	got.check(t, log, 120)
}

// TestJetStreamStopped: NATS answers, its JetStream does not.
func TestJetStreamStopped(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 50)
	var got reader
	got.follow(t, b.connect(), 0)
	r := relay(b.connect(), log)
	start(t, r.Run)
	got.check(t, log, 0)
	if err := b.server.DisableJetStream(); err != nil {
		t.Fatal(err)
	}
	log.grow(1, 70)
	eventually(t, "the relay says that it stands still", func() bool {
		lag, err := r.Lag(t.Context())
		return err == nil && lag == 70 && r.Trouble() != nil
	})
	if got.count() != 50 {
		t.Errorf("the reader saw %d facts past a stopped JetStream", got.count())
	}
	if err := b.server.EnableJetStream(&server.JetStreamConfig{StoreDir: b.dir}); err != nil {
		t.Fatal(err)
	}
	got.check(t, log, 0)
	relayed(t, r, log)
	if r.Trouble() != nil {
		t.Errorf("trouble over, still said: %v", r.Trouble())
	}
}

// TestNoServerYet: relay and reader may start before NATS does.
func TestNoServerYet(t *testing.T) {
	b := startBroker(t)
	b.stop()
	log := newLog(1, 20)
	var got reader
	got.follow(t, b.connect(), 0)
	r := relay(b.connect(), log)
	start(t, r.Run)
	eventually(t, "the relay says why", func() bool { return r.Trouble() != nil })
	b.start()
	got.check(t, log, 0)
}
