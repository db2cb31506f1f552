package abci_test

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

// One order that could not use its sequence spoils a block, wherever it stands;
// a proposer leaves it out.
func TestProposals(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	d.block(d.party(authority, 300, 1))
	three := func() [][]byte {
		return [][]byte{d.party(authority, 301, 2), d.party(authority, 302, 3),
			d.party(authority, 303, 2)}
	}
	good := three()
	if !d.accepts() || !d.accepts(good...) {
		t.Fatal("a good block is rejected")
	}
	flipped := slices.Clone(good[0])
	flipped[len(flipped)-1] ^= 1
	d.now += 10
	dead := d.party(authority, 310, 2)
	d.now += 3601
	good = three()
	for name, bad := range map[string][]byte{
		"nothing":         {},
		"garbage":         []byte("garbage"),
		"bad signature":   flipped,
		"unknown key":     d.party(newDevice("stranger"), 1, 1),
		"used before":     d.party(authority, 300, 5),
		"used in block":   d.party(authority, 301, 5),
		"too old":         d.party(authority, 44, 5),
		"jump":            d.party(authority, 303+1<<20+1, 5),
		"dead":            dead,
		"no such command": d.order(authority, 304, "abolish", record.RevokeKey{}),
	} {
		for at := range len(good) + 1 {
			if name == "used in block" && at == 0 {
				continue
			}
			txs := slices.Insert(slices.Clone(good), at, bad)
			if d.accepts(txs...) {
				t.Errorf("%s at %d: accepted", name, at)
			}
			if kept := d.prepare(4<<20, txs...); len(kept) != len(good) || !d.accepts(kept...) {
				t.Errorf("%s at %d: %d kept", name, at, len(kept))
			}
		}
	}
}

// Whatever a proposer keeps of a heap of orders, every node accepts, and each of
// them uses its sequence.
func TestWhatPrepareKeepsProcessAccepts(t *testing.T) {
	for seed := range int64(20) {
		r := rand.New(rand.NewSource(seed))
		authority := newDevice("authority")
		d := newDirect(t, authority)
		for height := range 5 {
			var txs [][]byte
			for n := range r.Intn(40) {
				tx := d.party(authority, uint64(1+r.Intn(60)+height*20), n+1)
				if r.Intn(5) == 0 {
					tx = slices.Clone(tx)
					tx[r.Intn(len(tx))] ^= byte(1 << r.Intn(8))
				}
				txs = append(txs, tx)
			}
			kept := d.prepare(int64(r.Intn(20_000)), txs...)
			if !d.accepts(kept...) {
				t.Fatalf("seed %d, height %d: a kept block is rejected", seed, height+1)
			}
			for i, c := range d.block(kept...) {
				if c != record.OK && c < record.NotFound {
					t.Fatalf("seed %d: order %d of a kept block is %s", seed, i, c)
				}
			}
		}
	}
}

// A block has a budget of bytes and of work.
func TestBudgets(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	d.makesProducts(authority)
	serials := make([]gs1.Serial, 1000)
	for n := range serials {
		var err error
		if serials[n], err = gs1.ParseSerial(fmt.Sprint("S", n)); err != nil {
			t.Fatal(err)
		}
	}
	g, err := gs1.ParseGTIN("04000001000012")
	if err != nil {
		t.Fatal(err)
	}
	l, err := gs1.ParseLot("L1")
	if err != nil {
		t.Fatal(err)
	}
	heavy := make([][]byte, 10)
	for n := range heavy {
		heavy[n] = d.order(authority, uint64(n+100), "add_serials",
			record.AddSerials{GTIN: g, Lot: l, Serials: serials})
	}
	want := int(ledger.MaxCost / d.cost(heavy[0]))
	desk := newDevice("desk")
	d.block(d.order(authority, 4, "add_key", record.AddKey{Label: "desk", Site: gln(t, "4012345000009"),
		Public: desk.public()}))
	light := d.party(desk, 1, 7)
	kept := d.prepare(4<<20, append(heavy, light)...)
	if len(kept) != want+1 || !slices.Equal(kept[0], light) {
		t.Errorf("%d heavy orders fit a block, want %d and the light one of another key first", len(kept), want)
	}
	if !d.accepts(heavy[:want]...) || d.accepts(heavy[:want+1]...) {
		t.Error("ProcessProposal has another budget than PrepareProposal")
	}
	if kept := d.prepare(int64(2*len(heavy[0])+20), heavy...); len(kept) != 2 {
		t.Errorf("%d orders in bytes for two", len(kept))
	}
}
