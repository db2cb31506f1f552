package stream_test

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events/stream"
)

// slowLog holds up its relay between looking at the stream and publishing.
type slowLog struct {
	*memoryLog
	reached, open chan struct{}
}

func (l *slowLog) Read(ctx context.Context, from uint64, limit int) ([]stream.Entry, error) {
	if limit > 1 { // not the comparison of one fact
		select {
		case l.reached <- struct{}{}:
			<-l.open
		case <-l.open:
		}
	}
	return l.memoryLog.Read(ctx, from, limit)
}

// TestStaleRelay: a relay that comes back with an old view of the stream loses, also when
// the server has forgotten the message ids.
func TestStaleRelay(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 100)
	stale := &slowLog{log, make(chan struct{}), make(chan struct{})}
	old := relay(b.connect(), stale)
	start(t, old.Run)
	<-stale.reached // it believes that the stream is empty
	loseLease(t, b) // and that it has the lease
	other := relay(b.connect(), log)
	start(t, other.Run)
	relayed(t, other, log)
	forgetIDs(t, b)
	close(stale.open)
	relayed(t, old, log)
	checkStream(t, b, log)
	if old.Rebuilds()+other.Rebuilds() != 0 {
		t.Error("the stale relay's messages were accepted")
	}
}

// loseLease takes the lease from whoever has it.
func loseLease(t *testing.T, b *broker) {
	t.Helper()
	_, js := b.direct()
	kv := must(js.KeyValue(t.Context(), "PEDIGREE_RELAY"))
	if err := kv.Purge(t.Context(), "lease"); err != nil {
		t.Fatal(err)
	}
}

// forgetIDs waits for as long as the server remembers message ids, by its own clock.
func forgetIDs(t *testing.T, b *broker) {
	t.Helper()
	_, js := b.direct()
	_, err := js.CreateStream(t.Context(), jetstream.StreamConfig{
		Name: "PROBE", Subjects: []string{"probe"}, Duplicates: 300 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "ids are forgotten", func() bool {
		ack, err := js.Publish(t.Context(), "probe", nil, jetstream.WithMsgID("same"))
		return err == nil && !ack.Duplicate && ack.Sequence > 1
	})
}

// TestHole: a reader that finds a message missing waits at the hole until the relay has
// mended it.
func TestHole(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 50)
	first := relay(b.connect(), log)
	k := start(t, first.Run)
	relayed(t, first, log)
	k.stop()
	_, js := b.direct()
	if err := spoil["message deleted"](t.Context(), js); err != nil {
		t.Fatal(err)
	}
	var got reader
	troubles := make(chan error, 1000)
	c := must(stream.Connect(stream.Options{URL: b.url(), Trouble: func(err error) {
		select {
		case troubles <- err:
		default:
		}
	}}))
	defer c.Close()
	following := got.follow(t, c, 0)
	eventually(t, "it runs into the hole, again and again", func() bool { return len(troubles) > 1 })
	if n := got.count(); n != 6 {
		t.Errorf("the reader saw %d facts, the 7th is missing", n)
	}
	start(t, relay(b.connect(), log).Run)
	got.check(t, log, 0)
	following.stop()
}

// TestRefilledUnderTheReader: what a reader knows is not told again, although the stream
// begins anew before its eyes.
func TestRefilledUnderTheReader(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 200)
	var got reader
	got.follow(t, b.connect(), 0)
	first := relay(b.connect(), log)
	k := start(t, first.Run)
	got.check(t, log, 0)
	k.stop()
	_, js := b.direct()
	s := must(js.Stream(t.Context(), stream.Name))
	if err := js.DeleteStream(t.Context(), stream.Name); err != nil {
		t.Fatal(err)
	}
	s = must(js.CreateStream(t.Context(), s.CachedInfo().Config))
	eventually(t, "the reader waits at the empty stream", func() bool {
		info, err := s.Info(t.Context())
		return err == nil && info.State.Consumers == 1
	})
	start(t, relay(b.connect(), log).Run)
	log.grow(1, 5)
	got.check(t, log, 0)
}
