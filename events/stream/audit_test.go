package stream_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"pedigree/events/stream"
)

// TestForgedInTheMiddle: somebody wrote a message of his own into the middle, with a
// digest that fits. First, last and number of messages are right; the audit of the whole
// stream finds it.
func TestForgedInTheMiddle(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 120)
	first := relay(b.connect(), log)
	k := start(t, first.Run)
	relayed(t, first, log)
	k.stop()
	_, js := b.direct()
	s := must(js.Stream(t.Context(), stream.Name))
	var all []*nats.Msg
	for n := uint64(1); n <= 120; n++ {
		raw := must(s.GetMsg(t.Context(), n))
		m := &nats.Msg{Subject: raw.Subject, Header: raw.Header, Data: raw.Data}
		if n == 60 {
			m.Data = bytes.Replace(m.Data, []byte("dispensed"), []byte("destroyed"), 1)
			digest := sha256.Sum256(m.Data)
			m.Header.Set("Pedigree-Digest", hex.EncodeToString(digest[:]))
		}
		all = append(all, m)
	}
	c := s.CachedInfo().Config
	if err := js.DeleteStream(t.Context(), stream.Name); err != nil {
		t.Fatal(err)
	}
	must(js.CreateStream(t.Context(), c))
	for _, m := range all {
		m.Header.Del("Nats-Expected-Last-Sequence")
		m.Header.Del("Nats-Expected-Last-Msg-Id")
		must(js.PublishMsg(t.Context(), m))
	}
	o := stream.RelayOptions{Audit: 5 * time.Millisecond, AuditPart: 25}
	r := stream.NewRelay(b.connect(), log, o)
	start(t, r.Run)
	eventually(t, "the audit finds it", func() bool { return r.Rebuilds() > 0 })
	relayed(t, r, log)
	settled(t, r)
	checkStream(t, b, log)
}

// TestDamagedStore: a flipped bit or a cut end in the stream's segments is mended.
func TestDamagedStore(t *testing.T) {
	flip := func(at float64) func([]byte) []byte {
		return func(b []byte) []byte { b[int(at*float64(len(b)-1))] ^= 4; return b }
	}
	for name, damage := range map[string]func([]byte) []byte{
		"first byte": flip(0), "early": flip(0.02), "a third": flip(0.33), "middle": flip(0.5), "last byte": flip(1),
		"cut":     func(b []byte) []byte { return b[:len(b)*2/3] },
		"cut odd": func(b []byte) []byte { return b[:len(b)-7] },
		"emptied": func(b []byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			b := startBroker(t)
			log := newLog(1, 300)
			first := relay(b.connect(), log)
			k := start(t, first.Run)
			relayed(t, first, log)
			k.stop()
			b.stop()
			damageSegments(t, b.dir, damage)
			b.start()
			var got reader
			got.follow(t, b.connect(), 0)
			o := stream.RelayOptions{Audit: 20 * time.Millisecond}
			r := stream.NewRelay(b.connect(), log, o)
			start(t, r.Run)
			log.grow(1, 20)
			relayed(t, r, log)
			eventually(t, "the audit goes through", func() bool {
				a := r.Audit()
				return a.Rounds > 0 && r.Relayed() == 320
			})
			got.check(t, log, 0)
			checkStream(t, b, log)
		})
	}
}

// damageSegments changes the segments of our stream on disk.
func damageSegments(t *testing.T, dir string, damage func([]byte) []byte) {
	t.Helper()
	changed := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.Contains(path, stream.Name) || !strings.HasSuffix(path, ".blk") {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && len(b) > 0 {
			changed++
			err = os.WriteFile(path, damage(b), 0o600)
		}
		return err
	})
	if err != nil || changed == 0 {
		t.Fatalf("%d segments damaged: %v", changed, err)
	}
}

// TestJetStreamFull: a full store stops the relay, which says so; with room it goes on.
func TestJetStreamFull(t *testing.T) {
	b := newBroker(t)
	b.limits = func(o *server.Options) { o.JetStreamMaxStore = 300 << 10 }
	b.start()
	log := newLog(1, 1000)
	var got reader
	got.follow(t, b.connect(), 0)
	r := relay(b.connect(), log)
	start(t, r.Run)
	eventually(t, "the relay says that the store is full", func() bool {
		lag, err := r.Lag(t.Context())
		return err == nil && lag > 0 && r.Relayed() > 0 && r.Trouble() != nil
	})
	b.stop()
	b.limits = nil
	b.start()
	got.check(t, log, 0)
	relayed(t, r, log)
	checkStream(t, b, log)
}

// TestSlowReader: a reader that stands still holds up nobody, and misses nothing.
func TestSlowReader(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 3000)
	wake := make(chan struct{})
	var slow, quick reader
	start(t, func(ctx context.Context) error {
		return stream.Follow(ctx, b.connect(), 0, func(ms []stream.Message) error {
			<-wake
			return slow.take(ms)
		})
	})
	quick.follow(t, b.connect(), 0)
	r := relay(b.connect(), log)
	start(t, r.Run)
	quick.check(t, log, 0)
	relayed(t, r, log)
	if slow.count() != 0 {
		t.Error("the slow reader was not slow")
	}
	close(wake)
	slow.check(t, log, 0)
}
