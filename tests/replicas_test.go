package tests

import (
	"bytes"
	"context"
	"math/rand"
	randv2 "math/rand/v2"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/proof"
)

// replicas are the same chain on several machines: one from the beginning, which
// crashes and restarts, and others that come later, by executing all blocks or from a
// snapshot, and follow for a while. The scenario sees the first.
type replicas struct {
	*rand.Rand
	t      testing.TB
	g      ledger.Genesis
	began  int64
	disk   *vfs.MemFS // of the first
	first  *overABCI
	later  []*follower
	blocks []block
}

type block struct {
	unix int64
	txs  [][]byte
	root proof.Hash
	data [][]byte // of each order's result
}

// follower is a replica that came later.
type follower struct {
	*overABCI
	next  int // block that it takes next
	until int // block with which it goes
}

const snapshotsEvery = 16

func newReplicas(t testing.TB, by *rand.Rand, g ledger.Genesis, unix int64) *replicas {
	r := &replicas{Rand: by, t: t, g: g, began: unix, disk: vfs.NewCrashableMem()}
	r.first = r.open(r.disk)
	r.first.init(g, unix)
	return r
}

func (r *replicas) open(disk *vfs.MemFS) *overABCI {
	o := openOverABCI(r.t, store.Options{FS: disk, CacheBytes: 1 << 20})
	o.snapshots = snapshotsEvery
	o.app.Snapshots(snapshotsEvery, scenarioChain)
	return o
}

// trouble strikes between blocks: a block is executed and lost, a process is killed
// with its disk, another joins.
func (r *replicas) trouble(unix int64, txs [][]byte) {
	switch r.Intn(50) {
	case 0, 1:
		r.first.finalize(unix+1, txs[:r.Intn(len(txs)+1)])
		if r.Intn(2) == 0 {
			r.first.reopen()
		}
	case 2:
		r.crash()
	case 3:
		r.join(r.replay)
	case 4:
		r.join(r.restore)
	}
}

// crash keeps what was synced, and of the rest what chance leaves.
func (r *replicas) crash() {
	left := r.disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: r.Intn(101),
		RNG: randv2.New(randv2.NewPCG(r.Uint64(), 0))})
	r.first.must(r.first.store.Close())
	r.disk, r.first.options.FS = left, left
	r.first.open()
	if n := int(r.first.store.Height()); n != len(r.blocks) {
		r.t.Fatalf("after a crash the store is at height %d, block %d was committed", n, len(r.blocks))
	}
}

func (r *replicas) join(by func(*overABCI) bool) {
	if len(r.later) > 0 || len(r.blocks) == 0 {
		return
	}
	f := &follower{overABCI: r.open(vfs.NewCrashableMem())}
	if !by(f.overABCI) {
		return
	}
	f.next = int(f.store.Height())
	for f.next < len(r.blocks) {
		r.follow(f)
	}
	f.until = f.next + 20
	r.later = append(r.later, f)
}

// replay begins at genesis.
func (r *replicas) replay(o *overABCI) bool {
	o.init(r.g, r.began)
	return true
}

// restore begins with the newest snapshot that the first has.
func (r *replicas) restore(o *overABCI) bool {
	ctx := context.Background()
	list, err := r.first.app.ListSnapshots(ctx, nil)
	o.must(err)
	if len(list.Snapshots) == 0 {
		return false
	}
	s := list.Snapshots[len(list.Snapshots)-1]
	root := r.blocks[s.Height-1].root
	offer, err := o.app.OfferSnapshot(ctx, &abcitypes.RequestOfferSnapshot{Snapshot: s, AppHash: root[:]})
	o.must(err)
	if offer.Result != abcitypes.ResponseOfferSnapshot_ACCEPT {
		r.t.Fatalf("a snapshot is not taken: %s", offer.Result)
	}
	for i := range s.Chunks {
		chunk, err := r.first.app.LoadSnapshotChunk(ctx, &abcitypes.RequestLoadSnapshotChunk{
			Height: s.Height, Format: s.Format, Chunk: i})
		o.must(err)
		answer, err := o.app.ApplySnapshotChunk(ctx, &abcitypes.RequestApplySnapshotChunk{Index: i,
			Chunk: chunk.Chunk, Sender: "first"})
		o.must(err)
		if answer.Result != abcitypes.ResponseApplySnapshotChunk_ACCEPT {
			r.t.Fatalf("chunk %d of a snapshot is not taken: %s", i, answer.Result)
		}
	}
	return true
}

// follow lets a replica take its next block, and compares.
func (r *replicas) follow(f *follower) {
	b := r.blocks[f.next]
	f.next++
	res := f.finalize(b.unix, b.txs)
	for i, x := range res.TxResults {
		if !bytes.Equal(x.Data, b.data[i]) {
			r.t.Fatalf("order %d of block %d has other facts on a replica that came later", i, f.next)
		}
	}
	_, err := f.app.Commit(context.Background(), nil)
	f.must(err)
	if f.root() != b.root {
		r.t.Fatalf("after block %d a replica that came later has another root", f.next)
	}
}

// block implements chain.
func (r *replicas) block(unix int64, txs ...[]byte) []ledger.Result {
	results := r.first.block(unix, txs...)
	b := block{unix: unix, txs: txs, root: r.first.root()}
	for _, x := range results {
		b.data = append(b.data, x.Data())
	}
	r.blocks = append(r.blocks, b)
	var stay []*follower
	for _, f := range r.later {
		if r.follow(f); f.next < f.until {
			stay = append(stay, f)
		}
	}
	r.later = stay
	return results
}

func (r *replicas) write(unix int64, changes ...ledger.Change) { r.first.write(unix, changes...) }
func (r *replicas) state() state                               { return r.first.state() }
func (r *replicas) root() proof.Hash                           { return r.first.root() }
