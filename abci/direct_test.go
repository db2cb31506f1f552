package abci_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/gs1"
	"pedigree/record"
)

// direct is the application without CometBFT: the tests make its calls, in any
// order, at any time.
type direct struct {
	*abci.App
	t     *testing.T
	store *store.Store
	fs    vfs.FS
	now   int64
}

var ctx = context.Background()

const genesisTime = 1_770_000_000

func newDirect(t *testing.T, authority *device) *direct {
	d := &direct{t: t, fs: vfs.NewMem(), now: genesisTime}
	d.open()
	t.Cleanup(func() { d.store.Close() })
	if _, err := d.InitChain(ctx, initChain(t, authority)); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *direct) open() {
	var err error
	if d.store, err = store.Open("db", store.Options{FS: d.fs, CacheBytes: 1 << 20}); err != nil {
		d.t.Fatal(err)
	}
	if d.App, err = abci.New(d.store, testIndexKey); err != nil {
		d.t.Fatal(err)
	}
}

// restart is what is left after the process was killed.
func (d *direct) restart() {
	if err := d.store.Close(); err != nil {
		d.t.Fatal(err)
	}
	d.open()
}

func initChain(t *testing.T, authority *device) *abcitypes.RequestInitChain {
	state, err := json.Marshal(ledger.Genesis{IndexKey: record.PublicKey(testIndexKey.Public()), Approvals: 1, Authorities: []ledger.GenesisAuthority{{
		GLN: gln(t, "4012345000009"), Name: "Authority", Country: "DE",
		Keys: []ledger.GenesisKey{{Public: authority.public(), Label: "desk"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return &abcitypes.RequestInitChain{ChainId: chainID, InitialHeight: 1,
		Time: time.Unix(genesisTime, 0), AppStateBytes: state}
}

func (d *direct) next() int64 { return int64(d.store.Height()) + 1 }

func (d *direct) check(tx []byte) record.Code {
	d.t.Helper()
	r, err := d.CheckTx(ctx, &abcitypes.RequestCheckTx{Tx: tx})
	if err != nil {
		d.t.Fatal(err)
	}
	return record.Code(r.Code)
}

// prepare makes a block of these orders alone: nothing else waits.
func (d *direct) prepare(maxBytes int64, txs ...[]byte) [][]byte {
	d.t.Helper()
	d.restart()
	for _, tx := range txs {
		d.check(tx)
	}
	return d.propose(maxBytes)
}

// propose makes a block of what waits.
func (d *direct) propose(maxBytes int64) [][]byte {
	d.t.Helper()
	r, err := d.PrepareProposal(ctx, &abcitypes.RequestPrepareProposal{Height: d.next(),
		Time: time.Unix(d.now, 0), MaxTxBytes: maxBytes})
	if err != nil {
		d.t.Fatal(err)
	}
	return r.Txs
}

func (d *direct) accepts(txs ...[]byte) bool {
	d.t.Helper()
	r, err := d.ProcessProposal(ctx, &abcitypes.RequestProcessProposal{Height: d.next(),
		Time: time.Unix(d.now, 0), Txs: txs})
	if err != nil {
		d.t.Fatal(err)
	}
	return r.IsAccepted()
}

func (d *direct) finalize(txs ...[]byte) *abcitypes.ResponseFinalizeBlock {
	d.t.Helper()
	r, err := d.FinalizeBlock(ctx, &abcitypes.RequestFinalizeBlock{Height: d.next(),
		Time: time.Unix(d.now, 0), Txs: txs})
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d *direct) commit() {
	d.t.Helper()
	if _, err := d.Commit(ctx, nil); err != nil {
		d.t.Fatal(err)
	}
}

// block executes and commits a block, and gives the codes.
func (d *direct) block(txs ...[]byte) (codes []record.Code) {
	d.t.Helper()
	for _, r := range d.finalize(txs...).TxResults {
		codes = append(codes, record.Code(r.Code))
	}
	d.commit()
	return codes
}

// order signs an order with any sequence that is good for an hour.
func (d *direct) order(by *device, sequence uint64, command string, body any) []byte {
	d.t.Helper()
	tx, err := record.Sign(record.Order{ChainID: chainID, Sequence: sequence,
		Until: uint64(d.now) + 3600, Command: command, Body: record.MustMarshal(body)}, by.key)
	if err != nil {
		d.t.Fatal(err)
	}
	return tx
}

// party is an order that succeeds once for each n.
func (d *direct) party(by *device, sequence uint64, n int) []byte {
	d.t.Helper()
	return d.order(by, sequence, "authorize", record.Authorize{GLN: partyGLN(d.t, n), Name: "New",
		Country: "DE", Licences: []record.Licence{{Role: record.Wholesaler}}})
}

func partyGLN(t *testing.T, n int) gs1.GLN {
	t.Helper()
	body := fmt.Sprintf("40000%07d", n)
	digit, err := gs1.CheckDigit(body)
	if err != nil {
		t.Fatal(err)
	}
	return gln(t, body+string(digit))
}

func same(x, y *abcitypes.ResponseFinalizeBlock) error {
	if !bytes.Equal(x.AppHash, y.AppHash) {
		return fmt.Errorf("root %x and %x", x.AppHash, y.AppHash)
	}
	for i := range x.TxResults {
		if x.TxResults[i].String() != y.TxResults[i].String() {
			return fmt.Errorf("order %d: %s and %s", i, x.TxResults[i], y.TxResults[i])
		}
	}
	return nil
}

func genesisText(t *testing.T, g ledger.Genesis) []byte {
	t.Helper()
	b, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// makesProducts lets a party make medicines, and registers its first.
func (d *direct) makesProducts(authority *device) {
	d.t.Helper()
	g := gln(d.t, "4012345000009")
	p, err := gs1.ParseGTIN("04000001000012")
	if err != nil {
		d.t.Fatal(err)
	}
	for n, c := range d.block(
		d.order(authority, 1, "amend_party", record.AmendParty{GLN: g, Name: "Authority",
			Country: "DE", Licences: []record.Licence{{Role: record.Authority}, {Role: record.Manufacturer}}}),
		d.order(authority, 2, "grant_prefix", record.GrantPrefix{Party: g, Prefix: "4000001"}),
		d.order(authority, 3, "register_product", record.RegisterProduct{GTIN: p, Name: "A",
			Strength: "1", Form: "x", Pack: "1"})) {
		if c != record.OK {
			d.t.Fatal(n, c)
		}
	}
}

// cost is what the mempool is told that an order costs.
func (d *direct) cost(tx []byte) uint64 {
	d.t.Helper()
	r, err := d.CheckTx(ctx, &abcitypes.RequestCheckTx{Tx: tx})
	if err != nil || r.Code != 0 {
		d.t.Fatal(r, err)
	}
	return uint64(r.GasWanted)
}
