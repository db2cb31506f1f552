package tests

import (
	"crypto/ed25519"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/proof"
	"pedigree/record"
)

// bare is the ledger over a map: what the rules alone do.
type bare struct {
	t      testing.TB
	values state
	height uint64
	facts  [][]byte // of the genesis
}

func newBare(t testing.TB, g ledger.Genesis, unix int64) *bare {
	b := &bare{t: t, values: state{}}
	changes, facts, err := ledger.Begin(g, scenarioChain, 1, unix, firstValidator())
	if err != nil {
		t.Fatal(err)
	}
	b.put(changes)
	b.facts = facts
	return b
}

func (b *bare) put(changes []ledger.Change) {
	for _, c := range changes {
		b.values[c.Key] = c.Value
	}
}

// Get implements ledger.Reader.
func (b *bare) Get(key string) (record.Value, bool, error) {
	v, ok := b.values[key]
	return v, ok, nil
}

func (b *bare) state() state { return b.values }

func (b *bare) root() proof.Hash {
	r, err := b.values.root()
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bare) write(_ int64, changes ...ledger.Change) {
	b.height++
	b.put(changes)
}

func (b *bare) begin(unix int64) *ledger.Block {
	b.height++
	return ledger.NewBlock(b, scenarioChain, b.height, unix, verify, indexOf)
}

func verify(tx *record.Tx, public [32]byte) bool {
	return proof.SoundPoint(public[:]) && ed25519.Verify(public[:], tx.SignedBytes(), tx.Signature[:])
}

func (b *bare) block(unix int64, txs ...[]byte) []ledger.Result {
	block := b.begin(unix)
	results := make([]ledger.Result, len(txs))
	for i, tx := range txs {
		r, err := block.Deliver(uint64(i), tx)
		if err != nil {
			b.t.Fatalf("the node stops: %v", err)
		}
		results[i] = r
	}
	b.put(block.Finish())
	return results
}
