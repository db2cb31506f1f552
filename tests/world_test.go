package tests

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/gs1"
	"pedigree/record"
)

const scenarioChain = "scenario"

// chain runs one order per block; there are two: the bare ledger over a map, and
// the ABCI application over the real store.
type chain interface {
	deliver(unix int64, tx []byte) (record.Code, string, [][]byte)
	get(key string) (record.Value, bool)
	keys(prefix string) []string
}

// bare is the ledger over a map: what the rules alone do.
type bare struct {
	t      *testing.T
	values map[string]record.Value
	height uint64
}

func newBare(t *testing.T, g ledger.Genesis, unix int64) *bare {
	b := &bare{t: t, values: map[string]record.Value{}}
	changes, _, err := ledger.Begin(g, scenarioChain, 1, unix)
	if err != nil {
		t.Fatal(err)
	}
	b.write(changes)
	return b
}

func (b *bare) write(changes []ledger.Change) {
	for _, c := range changes {
		b.values[c.Key] = c.Value
	}
}

func (b *bare) Get(key string) (record.Value, bool, error) {
	v, ok := b.values[key]
	return v, ok, nil
}

func (b *bare) get(key string) (record.Value, bool) { v, ok := b.values[key]; return v, ok }

func (b *bare) keys(prefix string) (keys []string) {
	for k := range b.values {
		if len(k) >= len(prefix) && k[:len(prefix)] == prefix {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

func (b *bare) deliver(unix int64, tx []byte) (record.Code, string, [][]byte) {
	b.height++
	block := ledger.NewBlock(b, scenarioChain, b.height, unix, func(tx *record.Tx, public [32]byte) bool {
		return ed25519.Verify(public[:], tx.SignedBytes(), tx.Signature[:])
	})
	r, err := block.Deliver(0, tx)
	if err != nil {
		b.t.Fatal(err)
	}
	b.write(block.Finish())
	return r.Code, r.Text, r.Facts
}

// overABCI is the application over the real store, driven as CometBFT drives it.
type overABCI struct {
	t      *testing.T
	app    *abci.App
	store  *store.Store
	height int64
	facts  uint64
}

func newOverABCI(t *testing.T, genesis []byte, unix int64) *overABCI {
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	app, err := abci.New(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.InitChain(context.Background(), &abcitypes.RequestInitChain{
		ChainId: scenarioChain, InitialHeight: 1, Time: time.Unix(unix, 0),
		AppStateBytes: genesis}); err != nil {
		t.Fatal(err)
	}
	return &overABCI{t: t, app: app, store: s}
}

func (o *overABCI) deliver(unix int64, tx []byte) (record.Code, string, [][]byte) {
	ctx := context.Background()
	o.height++
	when := time.Unix(unix, 0)
	if check, err := o.app.CheckTx(ctx, &abcitypes.RequestCheckTx{Tx: tx}); err != nil {
		o.t.Fatal(err)
	} else if check.Code != 0 && usesSequence(record.Code(check.Code)) {
		o.t.Fatalf("CheckTx refuses with %s, which uses a sequence", record.Code(check.Code))
	}
	r, err := o.app.FinalizeBlock(ctx, &abcitypes.RequestFinalizeBlock{Height: o.height, Time: when,
		Txs: [][]byte{tx}})
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.app.Commit(ctx, nil); err != nil {
		o.t.Fatal(err)
	}
	return record.Code(r.TxResults[0].Code), "", nil
}

func usesSequence(c record.Code) bool { return c >= record.NotFound && c != record.UntilTooFar }

func (o *overABCI) get(key string) (record.Value, bool) {
	v, err := o.store.Tip()
	if err != nil {
		o.t.Fatal(err)
	}
	defer v.Close()
	got, ok, err := v.Get(key)
	if err != nil {
		o.t.Fatal(err)
	}
	return record.Value{Open: got.Open, Sealed: got.Sealed}, ok
}

func (o *overABCI) keys(prefix string) (keys []string) {
	v, err := o.store.Tip()
	if err != nil {
		o.t.Fatal(err)
	}
	defer v.Close()
	if err := v.Range(prefix, record.RangeEnd(prefix), 1<<20, func(key string, _ store.Value) bool {
		keys = append(keys, key)
		return true
	}); err != nil {
		o.t.Fatal(err)
	}
	return keys
}

// actor is a party of a scenario with one device.
type actor struct {
	gln  gs1.GLN
	key  ed25519.PrivateKey
	next uint64
}

func newActor(name string, gln gs1.GLN) *actor {
	seed := sha256.Sum256([]byte("scenario/" + name))
	return &actor{gln: gln, key: ed25519.NewKeyFromSeed(seed[:])}
}

func (a *actor) public() (p record.PublicKey) {
	copy(p[:], a.key.Public().(ed25519.PublicKey))
	return p
}

func (a *actor) sign(unix int64, command string, body record.Raw) ([]byte, error) {
	a.next++
	return record.Sign(record.Order{ChainID: scenarioChain, Sequence: a.next,
		Until: uint64(unix) + 3600, Command: command, Body: body}, a.key)
}

// glnOf makes the n-th Global Location Number of the scenarios.
func glnOf(t *testing.T, n int) gs1.GLN {
	body := fmt.Sprintf("40000%07d", n)
	digit, err := gs1.CheckDigit(body)
	if err != nil {
		t.Fatal(err)
	}
	g, err := gs1.ParseGLN(body + string(digit))
	if err != nil {
		t.Fatal(err)
	}
	return g
}
