package tests

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

const scenarioChain = "scenario"

// chain executes blocks of orders. There are two: the bare ledger over a map, and
// the ABCI application over the real store. Both must agree on every byte.
type chain interface {
	// block executes the orders as one block and says what became of each.
	block(unix int64, txs ...[]byte) []ledger.Result
	// write sets records in a block without orders: the states that commands of a
	// later release will make.
	write(unix int64, changes ...ledger.Change)
	// state is what the last block left. The caller does not change it.
	state() state
	root() proof.Hash
}

// state is a whole state: each record by its key, without the tree's sentinels.
type state map[string]record.Value

func (s state) get(key string) (record.Value, bool) { v, ok := s[key]; return v, ok }

// keys gives the keys that start with a prefix, sorted.
func (s state) keys(prefix string) (keys []string) {
	for k := range s {
		if strings.HasPrefix(k, prefix) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// root computes the root by the tree's definition, not by the store.
func (s state) root() (proof.Hash, error) {
	rows := make([]proof.Row, 0, len(s))
	for _, key := range slices.Sorted(maps.Keys(s)) {
		rows = append(rows, proof.Row{Key: key, Open: s[key].Open, Sealed: s[key].Sealed})
	}
	tree, err := proof.NewTree(rows)
	if err != nil {
		return proof.Hash{}, err
	}
	return tree.Root(), nil
}

// actor is a site of a scenario with one device.
type actor struct {
	gln   gs1.GLN
	party gs1.GLN
	key   ed25519.PrivateKey
	next  uint64

	device bool // one more key of a site that another actor stands for
}

func newActor(name string, gln, party gs1.GLN) *actor {
	seed := sha256.Sum256([]byte("scenario/" + name))
	return &actor{gln: gln, party: party, key: ed25519.NewKeyFromSeed(seed[:])}
}

func (a *actor) public() (p record.PublicKey) {
	copy(p[:], a.key.Public().(ed25519.PublicKey))
	return p
}

func (a *actor) kid() record.KID { p := a.public(); return record.KIDOf(p[:]) }

// sign makes the device's next order, good for an hour.
func (a *actor) sign(unix int64, command string, body record.Raw) ([]byte, error) {
	a.next++
	return record.Sign(record.Order{ChainID: scenarioChain, Sequence: a.next,
		Until: uint64(unix) + 3600, Command: command, Body: body}, a.key)
}

// genesisOf is a chain that one authority governs.
func genesisOf(authority *actor) ledger.Genesis {
	return ledger.Genesis{IndexKey: record.PublicKey(testIndexKey.Public()), Approvals: 1, Authorities: []ledger.GenesisAuthority{{
		GLN: authority.gln, Name: "authority", Country: "DE",
		Keys: []ledger.GenesisKey{{Public: authority.public(), Label: "desk"}}}}}
}

// glnOf makes the n-th Global Location Number of the scenarios.
func glnOf(t testing.TB, n int) gs1.GLN {
	g, err := gs1.ParseGLN(withCheckDigit(t, fmt.Sprintf("40000%07d", n)))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func withCheckDigit(t testing.TB, body string) string {
	digit, err := gs1.CheckDigit(body)
	if err != nil {
		t.Fatal(err)
	}
	return body + string(digit)
}
