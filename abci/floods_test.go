package abci_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

type ed25519Public = ed25519.PublicKey

// Whoever floods a node, with whatever: an honest till is served within three blocks.
func TestFloods(t *testing.T) {
	f := newFlooded(t)
	box := parsed(t, gs1.ParseSSCC, "340000020000000012")
	// Bytes are made once: signing is the attacker's work, and here ours as well.
	invented := items(f.own, "X", 1250)
	unpack := func(d *device, _ int) []byte {
		return d.sign(t, "unpack", record.Unpack{SSCC: box, Items: invented})
	}
	f.runs("one key unpacks a container that does not exist", f.evil[:1], unpack)
	f.runs("fifty keys of one party do", f.evil, unpack)
	for command, body := range map[string]any{
		"add_serials":      record.AddSerials{GTIN: f.own, Lot: f.lot, Serials: serials("A", 4096)},
		"hold":             record.HoldGoods{Reason: "quality", Items: items(f.own, "S", 100)},
		"ship":             record.Ship{To: gln(t, "4000001000005"), Items: items(f.own, "S", 100)},
		"pack":             record.Pack{SSCC: box, Items: items(f.own, "S", 100)},
		"report_exception": record.ReportException{Transfer: f.transfer, Kind: "overage", Items: items(f.own, "Y", 4096)},
		"decommission":     record.Decommission{Reason: "damaged", Items: items(f.own, "X", 4096)},
	} {
		f.runs("fifty keys order "+command, f.evil, func(d *device, _ int) []byte {
			return d.sign(t, command, body)
		})
	}
	f.runs("fifty keys sign what is malformed", f.evil, func(d *device, n int) []byte {
		return d.sign(t, "hold", record.HoldGoods{Reason: fmt.Sprint("no such reason ", n), Items: invented})
	})
	f.runs("strangers sign what is malformed", []*device{newDevice("a"), newDevice("b")}, func(d *device, n int) []byte {
		return d.sign(t, "hold", record.HoldGoods{Reason: fmt.Sprint("no such reason ", n), Items: invented})
	})
}

func serials(name string, n int) (list []gs1.Serial) {
	for _, i := range items(gs1.GTIN{}, name, n) {
		list = append(list, i.Serial)
	}
	return list
}

// A key that floods is revoked within two blocks, at the beginning and after a while;
// from then on nothing of it gets into a block, whether it waited or comes anew.
func TestFloodOfARevokedKey(t *testing.T) {
	f := newFlooded(t)
	invented := items(f.own, "X", 1250)
	box := parsed(t, gs1.ParseSSCC, "340000020000000012")
	_, stop := f.flood(f.evil, func(d *device, _ int) []byte {
		return d.sign(t, "unpack", record.Unpack{SSCC: box, Items: invented})
	})
	defer stop()
	f.serves(f.evil[0])
	height, err := f.n.Client.StateHeight(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		f.serves(f.evil[1+n])
	}
	f.within(2, f.authority, "suspend", record.SuspendParty{Party: gln(t, "4000002000004"), Reason: "floods"})
	last, err := f.n.Client.StateHeight(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	f.serves(nil)
	f.serves(nil)
	stop()
	to, err := f.n.Client.StateHeight(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	revoked := record.KIDOf(f.evil[0].key.Public().(ed25519Public))
	for h := int64(height) + 1; h <= int64(to); h++ {
		b, err := f.n.RPC().Block(context.Background(), &h)
		if err != nil {
			t.Fatal(err)
		}
		for _, tx := range b.Block.Txs {
			o, refusal := ledger.ReadEnvelope(tx)
			if refusal != nil {
				t.Fatal(refusal)
			}
			if o.Key == revoked {
				t.Fatalf("block %d holds an order of a key that was revoked before block %d", h, height)
			}
			if h > int64(last)+1 && o.Command == "unpack" {
				t.Fatalf("block %d holds an order of a party that was suspended before block %d", h, last)
			}
		}
	}
}
