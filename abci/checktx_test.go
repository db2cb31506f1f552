package abci_test

import (
	"testing"

	"pedigree/record"
)

// The mempool may ask a thousand times: no state changes, and what it admits in
// one order after another is what the block then takes.
func TestCheckTxChangesNothing(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	devices := make([]*device, 4)
	for n := range devices {
		devices[n] = newDevice(string(rune('a' + n)))
		if c := d.block(d.order(authority, uint64(n+1), "add_key", record.AddKey{Label: "till",
			Site: gln(t, "4012345000009"), Public: devices[n].public()})); c[0] != record.OK {
			t.Fatal(c)
		}
	}
	root := d.store.Root()
	var txs [][]byte
	for n := range 1000 {
		tx := d.party(devices[n%4], uint64(n/4+1), n+1)
		if c := d.check(tx); c != record.OK {
			t.Fatal(n, c)
		}
		if n%10 == 0 {
			if c := d.check(append(tx[:len(tx)-1:len(tx)-1], tx[len(tx)-1]^1)); c != record.BadSignature {
				t.Fatal(n, c)
			}
		}
		txs = append(txs, tx)
	}
	if d.store.Root() != root {
		t.Fatal("CheckTx has changed the state")
	}
	if kept := d.prepare(4<<20, txs...); len(kept) != len(txs) || !d.accepts(kept...) {
		t.Fatalf("%d of %d admitted orders are kept", len(kept), len(txs))
	}
	for n, c := range d.block(txs...) {
		if c != record.OK {
			t.Fatal(n, c)
		}
	}
	// What was answered is not admitted a second time.
	for _, tx := range txs[:10] {
		if c := d.check(tx); c != record.Duplicate {
			t.Fatal("an order that was answered:", c)
		}
	}
}

// One device may have 256 orders waiting. A block makes room, and what still
// waits is judged anew on the state that the block left.
func TestPendingOrdersOfOneDevice(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	var txs [][]byte
	for n := range 257 {
		txs = append(txs, d.party(authority, uint64(n+1), n+1))
	}
	for n, tx := range txs[:256] {
		if c := d.check(tx); c != record.OK {
			t.Fatal(n, c)
		}
	}
	if c := d.check(txs[256]); c != record.RateLimited {
		t.Fatal("order 257 of a device:", c)
	}
	d.block(txs[:100]...)
	for n, tx := range txs[100:256] { // as CometBFT rechecks
		if c := d.check(tx); c != record.OK {
			t.Fatal("recheck", n, c)
		}
	}
	if c := d.check(txs[256]); c != record.OK {
		t.Fatal("there was room:", c)
	}
	// A block may take a sequence that waits otherwise: recheck drops the loser.
	d.block(d.party(authority, 257, 999))
	if c := d.check(txs[256]); c != record.SequenceUsed {
		t.Fatal("its sequence was used by another order:", c)
	}
	// And time passes: what was in time is dead.
	d.now += 3601
	d.block()
	if c := d.check(txs[255]); c != record.TooLate {
		t.Fatal("an order of yesterday:", c)
	}
}

// CometBFT drops what was admitted when its mempool turns out to be full. The same
// bytes are welcome again, and wait once; other bytes with their sequence are not.
func TestTheSameBytesAgain(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	tx := d.party(authority, 1, 1)
	for n := range 300 {
		if c := d.check(tx); c != record.OK {
			t.Fatal("asked", n+1, "times:", c)
		}
	}
	if c := d.check(d.party(authority, 1, 2)); c != record.SequenceUsed {
		t.Error("another order with its sequence:", c)
	}
	if c := d.check(d.party(authority, 2, 3)); c != record.OK {
		t.Error("the next order:", c)
	}
	if c := d.block(tx); c[0] != record.OK {
		t.Error(c)
	}
	if c := d.check(tx); c != record.Duplicate {
		t.Error("after its block:", c)
	}
}

// What does not use a sequence in a block does not enter the mempool; what does,
// enters it although it will be refused.
func TestCheckTxRefusals(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	stranger := newDevice("stranger")
	for name, c := range map[string]struct {
		tx   []byte
		want record.Code
	}{
		"nothing":              {nil, record.Malformed},
		"garbage":              {[]byte("garbage"), record.Malformed},
		"too large":            {make([]byte, record.MaxTxBytes+1), record.TooLarge},
		"no such command":      {d.order(authority, 2, "abolish", record.RevokeKey{}), record.Malformed},
		"unknown key":          {d.party(stranger, 1, 1), record.UnknownKey},
		"jump":                 {d.party(authority, 1<<20+2, 1), record.SequenceJump},
		"refused in its block": {d.order(authority, 1, "revoke_key", record.RevokeKey{}), record.OK},
	} {
		if got := d.check(c.tx); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
