package abci_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/abci/store"
	"pedigree/record"
)

func openStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open("ledger", store.Options{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newApp(t *testing.T, s *store.Store) *abci.App {
	t.Helper()
	a, err := abci.New(s, testIndexKey)
	if err != nil {
		t.Fatal(err)
	}
	a.Snapshots(2, chainID)
	return a
}

// play executes and commits a block.
func play(t *testing.T, a *abci.App, height int64, at time.Time, txs ...[]byte) []byte {
	t.Helper()
	r, err := a.FinalizeBlock(context.Background(), &abcitypes.RequestFinalizeBlock{
		Height: height, Time: at, Txs: txs})
	if err != nil {
		t.Fatal(err)
	}
	for i, tx := range r.TxResults {
		if tx.Code != 0 {
			t.Fatalf("tx %d: code %d", i, tx.Code)
		}
	}
	if _, err := a.Commit(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return r.AppHash
}

// grown is a chain of two blocks with packs enough for three chunks.
func grown(t *testing.T, authority *device, at time.Time) *abci.App {
	t.Helper()
	s := openStore(t)
	genesis, err := json.Marshal(ledger.Genesis{IndexKey: record.PublicKey(testIndexKey.Public()), Approvals: 1, Authorities: []ledger.GenesisAuthority{{
		GLN: gln(t, "4012345000009"), Name: "Authority", Country: "DE",
		Keys: []ledger.GenesisKey{{Public: authority.public(), Label: "desk"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newApp(t, s).InitChain(context.Background(), &abcitypes.RequestInitChain{
		ChainId: chainID, InitialHeight: 1, Time: at, AppStateBytes: genesis}); err != nil {
		t.Fatal(err)
	}
	var packs []store.Change
	for i := range 20_000 {
		v := record.Unit{Lot: record.Index{1}}.Encode()
		packs = append(packs, store.Change{Key: fmt.Sprintf("unit|04000001000011|%027d", i),
			Value: &store.Value{Open: v.Open}})
	}
	p, err := s.Apply(1, packs, nil)
	if err == nil {
		err = s.Commit(p)
	}
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(t, s)
	play(t, a, 2, at)
	return a
}

// TestStateSync gives the state to a new application chunk by chunk, with wrong ones
// among them: it then stands where the other stood, and both go on alike.
func TestStateSync(t *testing.T) {
	ctx, at := context.Background(), time.Now()
	authority := newDevice("authority")
	from := grown(t, authority, at)
	list, err := from.ListSnapshots(ctx, nil)
	if err != nil || len(list.Snapshots) != 1 || list.Snapshots[0].Chunks != 3 {
		t.Fatalf("snapshots %+v: %v", list, err)
	}
	snapshot := list.Snapshots[0]
	tx := authority.sign(t, "authorize", record.Authorize{GLN: gln(t, "4000001000005"), Name: "Acme",
		Country: "DE", Licences: []record.Licence{{Role: record.Manufacturer}}})
	want := play(t, from, 3, at, tx) // blocks go on while chunks are fetched

	to := newApp(t, openStore(t))
	offer := func(s abcitypes.Snapshot, hash []byte) abcitypes.ResponseOfferSnapshot_Result {
		t.Helper()
		r, err := to.OfferSnapshot(ctx, &abcitypes.RequestOfferSnapshot{Snapshot: &s, AppHash: hash})
		if err != nil {
			t.Fatal(err)
		}
		return r.Result
	}
	other := *snapshot
	other.Format++
	if got := offer(other, snapshot.Hash); got != abcitypes.ResponseOfferSnapshot_REJECT_FORMAT {
		t.Errorf("another format: %s", got)
	}
	if got := offer(*snapshot, want); got != abcitypes.ResponseOfferSnapshot_REJECT {
		t.Errorf("not the trusted root: %s", got)
	}
	if got := offer(*snapshot, snapshot.Hash); got != abcitypes.ResponseOfferSnapshot_ACCEPT {
		t.Fatalf("the right one: %s", got)
	}
	add := func(b []byte) *abcitypes.ResponseApplySnapshotChunk {
		t.Helper()
		r, err := to.ApplySnapshotChunk(ctx, &abcitypes.RequestApplySnapshotChunk{Chunk: b, Sender: "peer"})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	load := func(n uint32) []byte {
		t.Helper()
		r, err := from.LoadSnapshotChunk(ctx, &abcitypes.RequestLoadSnapshotChunk{
			Height: snapshot.Height, Format: snapshot.Format, Chunk: n})
		if err != nil {
			t.Fatal(err)
		}
		return r.Chunk
	}
	for _, n := range []uint32{2, 4} { // a peer lies about their number
		lie := *snapshot
		lie.Chunks = n
		offer(lie, snapshot.Hash)
		for i := range min(n, 3) {
			want := abcitypes.ResponseApplySnapshotChunk_ACCEPT
			if i+1 == min(n, 3) {
				want = abcitypes.ResponseApplySnapshotChunk_REJECT_SNAPSHOT
			}
			if r := add(load(i)); r.Result != want {
				t.Fatalf("chunk %d of %d: %s", i, n, r.Result)
			}
		}
	}
	offer(*snapshot, snapshot.Hash)
	for i := range snapshot.Chunks {
		good := load(i)
		bad := bytes.Clone(good)
		bad[len(bad)/2] ^= 1
		for _, wrong := range [][]byte{bad, nil, load((i + 1) % snapshot.Chunks)} {
			r := add(wrong)
			if r.Result != abcitypes.ResponseApplySnapshotChunk_RETRY || len(r.RejectSenders) != 1 ||
				len(r.RefetchChunks) != 1 || r.RefetchChunks[0] != i {
				t.Fatalf("a wrong chunk %d: %+v", i, r)
			}
		}
		if r := add(good); r.Result != abcitypes.ResponseApplySnapshotChunk_ACCEPT {
			t.Fatalf("chunk %d: %+v", i, r)
		}
	}
	info, err := to.Info(ctx, nil)
	if err != nil || info.LastBlockHeight != 2 || !bytes.Equal(info.LastBlockAppHash, snapshot.Hash) {
		t.Fatalf("restored at %d, %x: %v", info.LastBlockHeight, info.LastBlockAppHash, err)
	}
	if got := play(t, to, 3, at, tx); !bytes.Equal(got, want) {
		t.Error("both do not go on alike")
	}
	sameLog(t, from, to)
	if got := offer(*snapshot, snapshot.Hash); got != abcitypes.ResponseOfferSnapshot_ABORT {
		t.Errorf("over a state: %s", got)
	}
}

// sameLog wants the log of both to count alike; the new one has only the end of it,
// and says so.
func sameLog(t *testing.T, from, to *abci.App) {
	t.Helper()
	n, err := from.FactCount()
	if err != nil || n < 2 {
		t.Fatalf("%d facts: %v", n, err)
	}
	if m, err := to.FactCount(); err != nil || m != n {
		t.Errorf("%d facts, want %d: %v", m, n, err)
	}
	want, err := from.FactsFrom(n)
	if err != nil || len(want) != 1 {
		t.Fatal(err)
	}
	if got, err := to.FactsFrom(n); err != nil || len(got) != 1 || !bytes.Equal(got[0], want[0]) {
		t.Errorf("the last fact: %v", err)
	}
	if got, err := to.FactsFrom(1); err == nil {
		t.Errorf("a log that it does not have: %d facts", len(got))
	}
	if got, err := to.FactsFrom(n + 1); err != nil || len(got) != 0 {
		t.Errorf("after the end: %v", err)
	}
}

// TestChunksThatAreNotThere asks for them, and sends some to nobody.
func TestChunksThatAreNotThere(t *testing.T) {
	ctx := context.Background()
	a := grown(t, newDevice("authority"), time.Now())
	for _, req := range []abcitypes.RequestLoadSnapshotChunk{
		{Height: 1, Format: store.ChunkFormat}, {Height: 2, Format: 9},
		{Height: 2, Format: store.ChunkFormat, Chunk: 3},
	} {
		if r, err := a.LoadSnapshotChunk(ctx, &req); err != nil || r.Chunk != nil {
			t.Errorf("%+v: %d bytes, %v", req, len(r.Chunk), err)
		}
	}
	r, err := a.ApplySnapshotChunk(ctx, &abcitypes.RequestApplySnapshotChunk{})
	if err != nil || r.Result != abcitypes.ResponseApplySnapshotChunk_ABORT {
		t.Errorf("a chunk that nobody waits for: %+v, %v", r, err)
	}
}

// TestChunksWhileBlocksGoOn asks for chunks of snapshots that go meanwhile: each answer is
// the chunk, or nothing.
func TestChunksWhileBlocksGoOn(t *testing.T) {
	ctx, at := context.Background(), time.Now()
	a := grown(t, newDevice("authority"), at)
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for n := range uint32(3) {
		readers.Go(func() {
			for height := uint64(2); ; {
				select {
				case <-stop:
					return
				default:
				}
				r, err := a.LoadSnapshotChunk(ctx, &abcitypes.RequestLoadSnapshotChunk{
					Height: height, Format: store.ChunkFormat, Chunk: n})
				if err != nil {
					t.Error(err)
					return
				}
				list, err := a.ListSnapshots(ctx, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if r.Chunk == nil { // the oldest goes next
					height = list.Snapshots[0].Height
				}
			}
		})
	}
	for height := range int64(200) {
		play(t, a, 3+height, at)
	}
	close(stop)
	readers.Wait()
}
