package abci_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pedigree/abci"
	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// flooded is a real validator with an honest till and a party of many keys that means
// no good.
type flooded struct {
	t         *testing.T
	n         *abci.Node
	authority *device
	till      *device
	evil      []*device
	packs     []gs1.Serial // that the till has not dispensed yet
	gtin      gs1.GTIN
	own       gs1.GTIN // what the party that floods makes itself
	lot       gs1.Lot
	transfer  record.ID // of evil's to the till
}

const evilKeys = 50

func newFlooded(t *testing.T) *flooded {
	t.Helper()
	f := &flooded{t: t, authority: newDevice("authority"), till: newDevice("till")}
	f.n = startChain(t, t.TempDir(), f.authority)
	t.Cleanup(func() { f.n.Stop() })
	f.gtin, f.own, f.lot = parsed(t, gs1.ParseGTIN, "04000001000012"),
		parsed(t, gs1.ParseGTIN, "04000002000011"), parsed(t, gs1.ParseLot, "L1")
	acme, evil := gln(t, "4000001000005"), gln(t, "4000002000004")
	licences := []record.Licence{{Role: record.Manufacturer}, {Role: record.Dispenser}}
	for n, p := range []gs1.GLN{acme, evil} {
		f.does(f.authority, "authorize", record.Authorize{GLN: p, Name: fmt.Sprint("Party ", n), Country: "DE",
			Licences: licences})
		f.does(f.authority, "grant_prefix", record.GrantPrefix{Party: p, Prefix: p.String()[:7]})
	}
	f.does(f.authority, "add_key", record.AddKey{Public: f.till.public(), Site: acme, Label: "till"})
	for n := range evilKeys {
		f.evil = append(f.evil, newDevice(fmt.Sprint("evil ", n)))
		f.does(f.authority, "add_key", record.AddKey{Public: f.evil[n].public(), Site: evil, Label: "till"})
	}
	f.makes(f.till, f.gtin)
	f.makes(f.evil[0], f.own)
	add := record.AddSerials{GTIN: f.gtin, Lot: f.lot}
	for n := range 200 {
		add.Serials = append(add.Serials, parsed(t, gs1.ParseSerial, fmt.Sprint("S", n)))
	}
	f.packs = add.Serials
	f.does(f.till, "add_serials", add)
	f.does(f.evil[0], "add_serials", record.AddSerials{GTIN: f.own, Lot: f.lot, Serials: add.Serials})
	ship := f.evil[0].sign(t, "ship", record.Ship{To: acme, Items: items(f.own, "S", 50)})
	tx, err := record.DecodeTx(ship)
	if err != nil {
		t.Fatal(err)
	}
	f.transfer = record.NewID("transfer", tx.ID, 0)
	submit(t, f.n, ship, record.OK)
	return f
}

func parsed[T any](t *testing.T, parse func(string) (T, error), s string) T {
	t.Helper()
	v, err := parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (f *flooded) does(by *device, command string, body any) {
	f.t.Helper()
	submit(f.t, f.n, by.sign(f.t, command, body), record.OK)
}

func (f *flooded) makes(by *device, g gs1.GTIN) {
	f.t.Helper()
	f.does(by, "register_product", record.RegisterProduct{GTIN: g, Name: "A", Strength: "1", Form: "x",
		Pack: "1"})
	f.does(by, "register_lot", record.RegisterLot{GTIN: g, Lot: f.lot,
		Expiry: record.DayOf(time.Now().Unix()) + 700, Serialised: true})
}

// items names packs by serials that nobody registered, unless the name is S.
func items(g gs1.GTIN, name string, n int) (list []record.Item) {
	for i := range n {
		s, err := gs1.ParseSerial(fmt.Sprint(name, i))
		if err != nil {
			panic(err)
		}
		list = append(list, record.Item{GTIN: g, Serial: s})
	}
	return list
}

// flood sends what it is given, each device its own orders, over and over until it is
// stopped, and counts what the node took.
func (f *flooded) flood(by []*device, order func(d *device, n int) []byte) (taken *atomic.Int64, stop func()) {
	taken = new(atomic.Int64)
	ctx, cancel := context.WithCancel(context.Background())
	const senders = 4
	var wait sync.WaitGroup
	for s := range senders {
		wait.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				for i := s; i < len(by) && ctx.Err() == nil; i += senders {
					r, err := f.n.RPC().BroadcastTxSync(ctx, order(by[i], n))
					if err == nil && r.Code == 0 {
						taken.Add(1)
					}
				}
			}
		})
	}
	return taken, func() { cancel(); wait.Wait() }
}

// within sends an order and wants its block to be one of the next few.
func (f *flooded) within(blocks uint64, by *device, command string, body any) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tx := by.sign(f.t, command, body)
	begun := time.Now()
	r, err := f.n.RPC().BroadcastTxSync(ctx, tx)
	if err != nil || r.Code != 0 {
		f.t.Fatalf("%s is not admitted: %v %v", command, r, err)
	}
	height, err := f.n.Client.StateHeight(ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	o, err := f.n.Client.Submit(ctx, tx, false)
	if err != nil || o.Stage != abci.Committed {
		f.t.Fatalf("%s: %+v %v", command, o, err)
	}
	f.t.Logf("%-11s COMMITTED in block +%d after %d ms", command, o.Height-height,
		time.Since(begun).Milliseconds())
	if o.Height > height+blocks {
		f.t.Errorf("%s was sent after block %d and is in block %d", command, height, o.Height)
	}
}

// serves wants an honest order, a proof and the end of a key while the flood goes on.
func (f *flooded) serves(revoked *device) {
	f.t.Helper()
	serial := f.packs[0]
	f.packs = f.packs[1:]
	f.within(3, f.till, "dispense", record.Dispense{GTIN: f.gtin, Serial: serial})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	begun := time.Now()
	queries := []proof.Query{{Key: record.PartyKey(gln(f.t, "4000001000005"))}}
	if _, err := f.n.Client.Bundle(ctx, queries, nil, 0); err != nil {
		f.t.Error("a proof:", err)
	}
	f.t.Logf("a proof after %d ms", time.Since(begun).Milliseconds())
	if revoked != nil {
		f.within(2, f.authority, "revoke_key", record.RevokeKey{Key: record.KIDOf(revoked.key.Public().(ed25519Public))})
	}
}

// runs a flood, with an honest order at both ends of it.
func (f *flooded) runs(name string, by []*device, order func(d *device, n int) []byte) {
	f.t.Run(name, func(t *testing.T) {
		g := *f
		g.t = t
		first, err := g.n.Client.StateHeight(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		_, stop := g.flood(by, order)
		defer stop()
		for height := first; height < first+10; {
			g.serves(nil)
			if height, err = g.n.Client.StateHeight(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		stop()
		g.serves(nil)
		f.packs = g.packs
		g.blockTimes(first)
	})
}

// blockTimes reports how long blocks took. A machine that is busy otherwise takes
// longer than the second that is promised.
func (f *flooded) blockTimes(from uint64) {
	f.t.Helper()
	ctx := context.Background()
	to, err := f.n.Client.StateHeight(ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	var last time.Time
	var longest time.Duration
	orders := 0
	for h := int64(from); h <= int64(to); h++ {
		b, err := f.n.RPC().Block(ctx, &h)
		if err != nil {
			f.t.Fatal(err)
		}
		if now := b.Block.Time; !last.IsZero() {
			longest = max(longest, now.Sub(last))
		}
		last = b.Block.Time
		orders += len(b.Block.Txs)
	}
	f.t.Logf("%d blocks of %d orders, the longest after %d ms", to-from, orders, longest.Milliseconds())
	if longest > 10*time.Second {
		f.t.Errorf("a block took %s", longest)
	}
}
