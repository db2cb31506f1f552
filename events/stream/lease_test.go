package stream_test

import (
	"testing"
	"time"

	"pedigree/events/stream"
)

// TestLease: of two relays one works. When its connection is cut, without a farewell, the
// other one takes over; when it ends in order, at once.
func TestLease(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 100)
	o := stream.RelayOptions{Lease: 400 * time.Millisecond}
	c := b.connect()
	one := stream.NewRelay(c, log, o)
	start(t, one.Run)
	relayed(t, one, log)
	two := stream.NewRelay(b.connect(), log, o)
	second := start(t, two.Run)
	eventually(t, "the second one watches", func() bool { return two.Relayed() == 100 })
	log.grow(1, 50)
	relayed(t, one, log)
	if two.Audit().Ordinal != 0 {
		t.Error("both relays work")
	}
	c.Close() // as a kill does: the lease is not given back
	log.grow(1, 50)
	relayed(t, two, log)
	eventually(t, "the second one works", func() bool { return two.Audit().Ordinal > 0 })
	three := stream.NewRelay(b.connect(), log, o)
	start(t, three.Run)
	second.stop()
	log.grow(1, 50)
	relayed(t, three, log)
	checkStream(t, b, log)
	if one.Rebuilds()+two.Rebuilds()+three.Rebuilds() != 0 {
		t.Error("the stream was published anew")
	}
}

// TestLeaseLost: NATS forgets the lease while the relay works.
func TestLeaseLost(t *testing.T) {
	b := startBroker(t)
	log := newLog(1, 100)
	r := stream.NewRelay(b.connect(), log, stream.RelayOptions{Lease: 200 * time.Millisecond})
	start(t, r.Run)
	relayed(t, r, log)
	_, js := b.direct()
	if err := js.DeleteKeyValue(t.Context(), "PEDIGREE_RELAY"); err != nil {
		t.Fatal(err)
	}
	log.grow(1, 100)
	relayed(t, r, log)
	checkStream(t, b, log)
	eventually(t, "the relay has a lease again", func() bool {
		kv, err := js.KeyValue(t.Context(), "PEDIGREE_RELAY")
		if err != nil {
			return false
		}
		_, err = kv.Get(t.Context(), "lease")
		return err == nil
	})
}
