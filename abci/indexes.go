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
	key  *proof.IndexKey
	last *remembered[record.Index] // by the hash of the name
}

// maxIndexes bounds each of the two generations, of about 80 bytes an entry: some blocks
// full of packs.
const maxIndexes = 100_000

// NewIndexes makes the indexes of a chain.
func NewIndexes(key *proof.IndexKey) *Indexes {
	return &Indexes{key: key, last: remembering[record.Index](maxIndexes)}
}

// Of gives the index of a name.
func (x *Indexes) Of(n record.Name) record.Index {
	return x.last.of(sha256.Sum256(n.Input()), func() record.Index { return x.key.Index(n) })
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
