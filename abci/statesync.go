package abci

import (
	"bytes"
	"context"
	"errors"
	"sync"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci/store"
)

// Snapshots are taken at heights that all nodes agree on, so that a new node can
// fetch the chunks of one from many. The newest two are kept: a new node that began
// with one can finish it while the next is taken.
const (
	snapshotEvery = 1000
	snapshotsKept = 2
)

// A stateSync gives the state to new nodes, and takes it. A snapshot is a view of the
// store, whose chunks are made when they are asked for: it costs the chain nothing but
// the pages of its tree, which the store has to write at these heights.
// After a restart there are none until the next height.
type stateSync struct {
	every uint64

	mu      sync.Mutex
	views   []*store.View // ascending
	restore *store.Restore
	chunks  uint32 // that the restoration takes
	height  uint64 // that it leads to
}

// keep takes a snapshot if it is time.
func (s *stateSync) keep(from *store.Store) error {
	height := from.Height()
	if height == 0 || height%s.every != 0 {
		return nil
	}
	view, err := from.At(height)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.views = append(s.views, view)
	if len(s.views) <= snapshotsKept {
		return nil
	}
	oldest := s.views[0]
	s.views = s.views[1:]
	return oldest.Close()
}

// ListSnapshots says of which heights a new node may ask chunks. The hash of a
// snapshot is the state's root.
func (a *App) ListSnapshots(context.Context, *abcitypes.RequestListSnapshots) (
	*abcitypes.ResponseListSnapshots, error) {
	a.sync.mu.Lock()
	defer a.sync.mu.Unlock()
	r := &abcitypes.ResponseListSnapshots{}
	for _, v := range a.sync.views {
		root := v.Root()
		r.Snapshots = append(r.Snapshots, &abcitypes.Snapshot{Height: v.Height(),
			Format: store.ChunkFormat, Chunks: uint32(v.Chunks()), Hash: root[:]})
	}
	return r, nil
}

// LoadSnapshotChunk gives a chunk, or nothing if the snapshot is gone. Blocks do not wait
// for it, so it may go meanwhile.
func (a *App) LoadSnapshotChunk(_ context.Context, req *abcitypes.RequestLoadSnapshotChunk) (
	*abcitypes.ResponseLoadSnapshotChunk, error) {
	r := &abcitypes.ResponseLoadSnapshotChunk{}
	v := a.sync.view(req.Height)
	if v == nil || req.Format != store.ChunkFormat {
		return r, nil
	}
	b, err := v.Chunk(int(req.Chunk))
	if errors.Is(err, store.ErrClosed) || errors.Is(err, store.ErrChunk) {
		return r, nil
	}
	r.Chunk = b
	return r, err
}

// view gives the snapshot of a height, nil if there is none.
func (s *stateSync) view(height uint64) *store.View {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.views {
		if v.Height() == height {
			return v
		}
	}
	return nil
}

// OfferSnapshot begins to restore a state whose root CometBFT's light client trusts.
func (a *App) OfferSnapshot(_ context.Context, req *abcitypes.RequestOfferSnapshot) (
	*abcitypes.ResponseOfferSnapshot, error) {
	answer := func(r abcitypes.ResponseOfferSnapshot_Result) (*abcitypes.ResponseOfferSnapshot, error) {
		return &abcitypes.ResponseOfferSnapshot{Result: r}, nil
	}
	s := req.Snapshot
	switch {
	case s == nil || len(req.AppHash) != 32:
		return answer(abcitypes.ResponseOfferSnapshot_REJECT)
	case s.Format != store.ChunkFormat:
		return answer(abcitypes.ResponseOfferSnapshot_REJECT_FORMAT)
	case !bytes.Equal(s.Hash, req.AppHash) || s.Chunks == 0:
		return answer(abcitypes.ResponseOfferSnapshot_REJECT)
	}
	restore, err := a.store.BeginRestore(s.Height, [32]byte(req.AppHash))
	if errors.Is(err, store.ErrRestore) {
		return answer(abcitypes.ResponseOfferSnapshot_ABORT)
	}
	if err != nil {
		return nil, a.fail(err)
	}
	a.sync.mu.Lock()
	defer a.sync.mu.Unlock()
	a.sync.restore, a.sync.chunks, a.sync.height = restore, s.Chunks, s.Height
	return answer(abcitypes.ResponseOfferSnapshot_ACCEPT)
}

// ApplySnapshotChunk verifies a chunk alone and takes it. Whoever sent a wrong one is
// not asked again. With the last one the state is there; from then on the node
// follows the chain.
func (a *App) ApplySnapshotChunk(_ context.Context, req *abcitypes.RequestApplySnapshotChunk) (
	*abcitypes.ResponseApplySnapshotChunk, error) {
	a.sync.mu.Lock()
	restore, chunks, height := a.sync.restore, a.sync.chunks, a.sync.height
	a.sync.mu.Unlock()
	if restore == nil {
		return &abcitypes.ResponseApplySnapshotChunk{
			Result: abcitypes.ResponseApplySnapshotChunk_ABORT}, nil
	}
	err := restore.Add(req.Chunk)
	if errors.Is(err, store.ErrChunk) {
		return &abcitypes.ResponseApplySnapshotChunk{
			Result:        abcitypes.ResponseApplySnapshotChunk_RETRY,
			RefetchChunks: []uint32{uint32(restore.Chunks())}, RejectSenders: []string{req.Sender}}, nil
	}
	last := uint32(restore.Chunks()) == chunks
	if err == nil && last != restore.Whole() { // another number was announced than there are
		return &abcitypes.ResponseApplySnapshotChunk{
			Result: abcitypes.ResponseApplySnapshotChunk_REJECT_SNAPSHOT}, nil
	}
	if err == nil && last {
		err = a.restored(restore, height)
	}
	if err != nil {
		return nil, a.fail(err)
	}
	return &abcitypes.ResponseApplySnapshotChunk{
		Result: abcitypes.ResponseApplySnapshotChunk_ACCEPT}, nil
}

// restored makes the state ours. The time of its block is not in it: until the next
// block every order seems to be too far ahead, and none is admitted.
func (a *App) restored(r *store.Restore, height uint64) error {
	if err := r.Finish([]store.AuxRow{tipRow(a.chain(), 0), knownRow(height)}); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.resetCheck()
}

// Snapshots makes the application take them at multiples of another height, before its
// first block, on a chain whose id InitChain does not tell to who restores one.
func (a *App) Snapshots(every uint64, chainID string) {
	a.sync.every = every
	a.setChain(chainID)
}

func (a *App) setChain(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.chainID = id
}
