package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/proof"
	"pedigree/record"
)

// overABCI is the application over the real store, driven as CometBFT drives it.
type overABCI struct {
	t       testing.TB
	dir     string
	options store.Options
	app     *abci.App
	store   *store.Store
	height  int64

	snapshots uint64 // taken at multiples of this height, where it is not 0
}

func newOverABCI(t testing.TB, g ledger.Genesis, unix int64, options store.Options) *overABCI {
	o := openOverABCI(t, options)
	o.init(g, unix)
	return o
}

func (o *overABCI) init(g ledger.Genesis, unix int64) {
	text, err := json.Marshal(g)
	o.must(err)
	_, err = o.app.InitChain(context.Background(), &abcitypes.RequestInitChain{
		ChainId: scenarioChain, InitialHeight: 1, Time: time.Unix(unix, 0), AppStateBytes: text,
		Validators: []abcitypes.ValidatorUpdate{firstUpdate()}})
	o.must(err)
}

// openOverABCI is the application over an empty store.
func openOverABCI(t testing.TB, options store.Options) *overABCI {
	o := &overABCI{t: t, dir: t.TempDir(), options: options}
	o.open()
	t.Cleanup(func() { o.store.Close() })
	return o
}

func (o *overABCI) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *overABCI) open() {
	var err error
	o.store, err = store.Open(o.dir, o.options)
	o.must(err)
	o.app, err = abci.New(o.store, testIndexKey)
	o.must(err)
	if o.snapshots > 0 {
		o.app.Snapshots(o.snapshots, scenarioChain)
	}
}

// reopen is what a restart of the process is; a block that was not committed is
// lost.
func (o *overABCI) reopen() {
	o.must(o.store.Close())
	o.open()
}

func (o *overABCI) block(unix int64, txs ...[]byte) []ledger.Result {
	accepted := o.checkAndPropose(unix, txs)
	r := o.finalize(unix, txs)
	_, err := o.app.Commit(context.Background(), nil)
	o.must(err)
	root := o.store.Root()
	if !bytes.Equal(r.AppHash, root[:]) {
		o.t.Fatal("the committed root is not the announced one")
	}
	results := o.results(txs, r.TxResults)
	o.judged(accepted, results)
	return results
}

func (o *overABCI) finalize(unix int64, txs [][]byte) *abcitypes.ResponseFinalizeBlock {
	o.height = int64(o.store.Height()) + 1
	r, err := o.app.FinalizeBlock(context.Background(), &abcitypes.RequestFinalizeBlock{
		Height: o.height, Time: time.Unix(unix, 0), Txs: txs})
	o.must(err)
	return r
}

// checkAndPropose shows the orders to the mempool and to proposals: admission refuses
// only what no block may hold, and whatever a proposal keeps, every node accepts. It
// says whether a proposal of all of them is accepted, in this order.
func (o *overABCI) checkAndPropose(unix int64, txs [][]byte) bool {
	ctx := context.Background()
	admitted := 0
	for _, tx := range txs {
		check, err := o.app.CheckTx(ctx, &abcitypes.RequestCheckTx{Tx: tx})
		o.must(err)
		switch c := record.Code(check.Code); {
		case c == record.OK:
			admitted++
		case usesSequence(c) && !withoutRight(c):
			o.t.Fatalf("CheckTx refuses with %s, which uses a sequence", c)
		}
	}
	height, when := int64(o.store.Height())+1, time.Unix(unix, 0)
	kept, err := o.app.PrepareProposal(ctx, &abcitypes.RequestPrepareProposal{Height: height,
		Time: when, MaxTxBytes: 4 << 20})
	o.must(err)
	accepts := func(proposed [][]byte) bool {
		r, err := o.app.ProcessProposal(ctx, &abcitypes.RequestProcessProposal{Height: height,
			Time: when, Txs: proposed})
		o.must(err)
		return r.IsAccepted()
	}
	if !accepts(kept.Txs) {
		o.t.Fatalf("a proposal of %d of %d orders is rejected", len(kept.Txs), len(txs))
	}
	all := accepts(txs)
	if all && admitted == len(txs) && len(kept.Txs) != len(txs) {
		o.t.Fatalf("of %d orders that a block may hold %d are kept", len(txs), len(kept.Txs))
	}
	return all
}

// withoutRight says that no block may hold the order, although it is for the block to
// refuse it if the right is lost in the block itself.
func withoutRight(c record.Code) bool {
	return c == record.KeyRevoked || c == record.KeyNotAllowed || c == record.SuspendedParty
}

// judged compares what nodes said of a proposal with what became of its orders.
func (o *overABCI) judged(accepted bool, results []ledger.Result) {
	held := true
	for _, r := range results {
		alone := len(results) == 1
		held = held && (r.Code == record.OK || usesSequence(r.Code) && !(alone && withoutRight(r.Code)))
	}
	if accepted && !held || !accepted && held && len(results) == 1 {
		o.t.Fatalf("a proposal is accepted: %t; its orders: %v", accepted, results)
	}
}

// usesSequence says whether a refusal used up its order's sequence (formats.md,
// Order of checks).
func usesSequence(c record.Code) bool {
	switch c {
	case record.KeyRevoked, record.KeyNotAllowed:
		return true
	}
	return c >= record.NotFound && c != record.UntilTooFar
}

// results reads what the node answers whoever asks for an order later, and
// compares it with what was agreed.
func (o *overABCI) results(txs [][]byte, agreed []*abcitypes.ExecTxResult) []ledger.Result {
	results := make([]ledger.Result, len(txs))
	for i, tx := range txs {
		results[i].Code = record.Code(agreed[i].Code)
		t, err := record.DecodeTx(tx)
		if err != nil || results[i].Code != record.OK && !usesSequence(results[i].Code) {
			continue
		}
		var a abci.Answer
		o.query("/tx", t.ID[:], &a)
		if a.Code != results[i].Code || int64(a.Height) != o.height || a.Index != uint32(i) {
			o.t.Fatalf("order %d is answered with %+v, agreed was %s", i, a, results[i].Code)
		}
		results[i].Text = a.Text
		if a.Facts > 0 {
			o.query("/facts", record.MustMarshal([]uint64{a.First, a.Facts}), &results[i].Facts)
		}
		if !bytes.Equal(results[i].Data(), agreed[i].Data) {
			o.t.Fatalf("the facts of order %d are not those that were agreed", i)
		}
	}
	return results
}

func (o *overABCI) query(path string, data []byte, into any) {
	o.t.Helper()
	r, err := o.app.Query(context.Background(), &abcitypes.RequestQuery{Path: path, Data: data})
	o.must(err)
	if r.Code != 0 {
		o.t.Fatalf("%s: %s", path, r.Log)
	}
	o.must(record.Unmarshal(r.Value, into))
}

// write goes past the application, as no release does.
func (o *overABCI) write(_ int64, changes ...ledger.Change) {
	rows := make([]store.Change, len(changes))
	for i, c := range changes {
		rows[i] = store.Change{Key: c.Key,
			Value: &store.Value{Open: c.Value.Open, Sealed: c.Value.Sealed}}
	}
	p, err := o.store.Apply(o.store.Height()+1, rows, nil)
	o.must(err)
	o.must(o.store.Commit(p))
	app, err := abci.New(o.store, testIndexKey)
	o.must(err)
	o.app = app
}

func (o *overABCI) root() proof.Hash { return o.store.Root() }

func (o *overABCI) state() state {
	v, err := o.store.Tip()
	o.must(err)
	defer v.Close()
	s := state{}
	o.must(v.Range("", "", 0, func(key string, v store.Value) bool {
		s[key] = record.Value{Open: v.Open, Sealed: v.Sealed}
		return true
	}))
	return s
}
