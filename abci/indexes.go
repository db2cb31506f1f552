package abci

import (
	"crypto/sha256"
	"runtime"
	"sync"

	"pedigree/abci/ledger"
	"pedigree/proof"
	"pedigree/record"
)

// Indexes computes the indexes of packs and lots by the chain's index key, and remembers
// the last ones: each costs about as much as checking a signature.
type Indexes struct {
	key *proof.IndexKey

	mu         sync.Mutex
	young, old map[[32]byte]record.Index // by the hash of the name
}

// maxIndexes bounds each of the two generations, of about 80 bytes an entry: some blocks
// full of packs.
const maxIndexes = 100_000

// NewIndexes makes the indexes of a chain.
func NewIndexes(key *proof.IndexKey) *Indexes {
	return &Indexes{key: key, young: make(map[[32]byte]record.Index)}
}

// Of gives the index of a name.
func (x *Indexes) Of(n record.Name) record.Index {
	name := sha256.Sum256(n.Input())
	x.mu.Lock()
	i, known := x.young[name]
	if !known {
		i, known = x.old[name]
	}
	x.mu.Unlock()
	if known {
		return i
	}
	i = x.key.Index(n)
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.young) >= maxIndexes {
		x.old, x.young = x.young, make(map[[32]byte]record.Index)
	}
	x.young[name] = i
	return i
}

// prepare computes, on all cores, what the execution of these orders will ask for. What it
// leaves out is computed when it is asked for.
func (x *Indexes) prepare(txs ...[]byte) {
	names := make(chan record.Name, 256)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for n := range names {
				x.Of(n)
			}
		})
	}
	for _, tx := range txs {
		for _, n := range ledger.Indexed(tx) {
			names <- n
		}
	}
	close(names)
	workers.Wait()
}
