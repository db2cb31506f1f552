package abci_test

import (
	"bytes"
	"runtime"
	"testing"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/record"
)

// CometBFT asks again for genesis when it was killed before the first block.
func TestInitChainTwice(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	root := d.store.Root()
	for range 2 {
		r, err := d.InitChain(ctx, initChain(t, authority))
		if err != nil || !bytes.Equal(r.AppHash, root[:]) {
			t.Fatalf("the same genesis: %v, %v", r, err)
		}
		d.restart()
	}
	for name, change := range map[string]func(*abcitypes.RequestInitChain){
		"another authority": func(r *abcitypes.RequestInitChain) {
			r.AppStateBytes = initChain(t, newDevice("other")).AppStateBytes
		},
		"another chain":  func(r *abcitypes.RequestInitChain) { r.ChainId = "another" },
		"a later height": func(r *abcitypes.RequestInitChain) { r.InitialHeight = 2 },
		"no state":       func(r *abcitypes.RequestInitChain) { r.AppStateBytes = nil },
		"an unknown field": func(r *abcitypes.RequestInitChain) {
			r.AppStateBytes = []byte(`{"king":true}`)
		},
		"something after it": func(r *abcitypes.RequestInitChain) {
			r.AppStateBytes = append(r.AppStateBytes, "{}"...)
		},
		"no authority": func(r *abcitypes.RequestInitChain) {
			r.AppStateBytes = []byte(`{"approvals":1}`)
		},
	} {
		req := initChain(t, authority)
		change(req)
		if _, err := d.InitChain(ctx, req); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if d.store.Root() != root {
		t.Error("a second genesis has changed the state")
	}
}

func TestGenesisNamesEachOnce(t *testing.T) {
	authority := newDevice("authority")
	one := ledger.GenesisAuthority{GLN: gln(t, "4012345000009"), Name: "A", Country: "DE",
		Keys: []ledger.GenesisKey{{Public: authority.public(), Label: "desk"}}}
	other := one
	other.GLN = partyGLN(t, 1)
	for name, g := range map[string]ledger.Genesis{
		"the same party twice": {Approvals: 1, Authorities: []ledger.GenesisAuthority{one, one}},
		"the same key twice":   {Approvals: 1, Authorities: []ledger.GenesisAuthority{one, other}},
		"too many approvals":   {Approvals: 2, Authorities: []ledger.GenesisAuthority{one}},
		"no approval":          {Authorities: []ledger.GenesisAuthority{one}},
		"endless offers": {Approvals: 1, OfferHours: 1 << 62,
			Authorities: []ledger.GenesisAuthority{one}},
	} {
		if _, err := ledger.ParseGenesis(genesisText(t, g)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A block may be executed and lost, and is then executed again: the result is the
// same, and nothing of the lost one is left.
func TestFinalizeTwiceAndCrash(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	txs := [][]byte{d.party(authority, 1, 1), d.party(authority, 2, 2), []byte("garbage"),
		d.party(authority, 2, 3), d.party(authority, 3, 1)}
	root := d.store.Root()
	first := d.finalize(txs...)
	if d.store.Root() != root || d.check(txs[0]) != record.OK {
		t.Fatal("a block is visible before it is committed")
	}
	d.finalize(d.party(authority, 1, 9)) // another round decided otherwise
	if err := same(first, d.finalize(txs...)); err != nil {
		t.Fatal("executed again:", err)
	}
	d.restart()
	if d.store.Root() != root {
		t.Fatal("a block that was not committed is there after a crash")
	}
	if err := same(first, d.finalize(txs...)); err != nil {
		t.Fatal("executed after a crash:", err)
	}
	d.commit()
	info, err := d.Info(ctx, nil)
	if err != nil || info.LastBlockHeight != 1 || !bytes.Equal(info.LastBlockAppHash, first.AppHash) {
		t.Fatalf("%+v, %v", info, err)
	}
	d.restart()
	if again, err := d.Info(ctx, nil); err != nil || again.String() != info.String() {
		t.Fatalf("after a restart %+v, before %+v, %v", again, info, err)
	}
	want := []record.Code{record.OK, record.OK, record.Malformed, record.SequenceUsed,
		record.AlreadyExists}
	for i, r := range first.TxResults {
		if record.Code(r.Code) != want[i] || r.Log != "" || r.GasUsed != 0 {
			t.Errorf("order %d: %+v, want %s and nothing else", i, r, want[i])
		}
	}
}

// Nothing happens, nothing changes: the root of an idle chain stands still.
func TestIdleBlocks(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	d.block(d.party(authority, 1, 1))
	root := d.store.Root()
	for range 5 {
		d.now += 10
		d.block()
		d.block([]byte("garbage"), d.party(newDevice("stranger"), 1, 1), d.party(authority, 1, 1))
	}
	if d.store.Root() != root {
		t.Error("a block without orders has changed the state")
	}
}

// The order of the calls is CometBFT's promise. If it is broken, the node stops
// rather than go on from it knows not what.
func TestCallsOutOfOrder(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	if _, err := d.FinalizeBlock(ctx, &abcitypes.RequestFinalizeBlock{Height: 7,
		Time: time.Unix(d.now, 0)}); err == nil {
		t.Error("a block of the future was executed")
	}
	d.restart()
	if _, err := d.Commit(ctx, nil); err == nil {
		t.Error("committed nothing")
	}
	if _, err := d.CheckTx(ctx, &abcitypes.RequestCheckTx{Tx: d.party(authority, 1, 1)}); err == nil {
		t.Error("a node that has to stop answers")
	}
}

// The same blocks on two nodes with one core and with many: the same results.
func TestCoresDoNotMatter(t *testing.T) {
	authority := newDevice("authority")
	one, many := newDirect(t, authority), newDirect(t, authority)
	sequence := uint64(0)
	for range 5 {
		var txs [][]byte
		for n := range 300 {
			sequence++
			txs = append(txs, one.party(authority, sequence, n+int(sequence%400)))
		}
		before := runtime.GOMAXPROCS(1)
		x := one.finalize(txs...)
		one.commit()
		runtime.GOMAXPROCS(max(before, 4))
		y := many.finalize(txs...)
		many.commit()
		runtime.GOMAXPROCS(before)
		if err := same(x, y); err != nil {
			t.Fatal(err)
		}
	}
}

var _ abcitypes.Application = (*abci.App)(nil)
