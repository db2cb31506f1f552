package abci

import (
	"context"
	"fmt"
	"sync"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci/ledger"
	"pedigree/abci/queue"
	"pedigree/abci/store"
	"pedigree/proof"
	"pedigree/record"
)

// App is the application. CometBFT calls it on four connections; what they share
// is behind mu.
type App struct {
	abcitypes.BaseApplication

	store      *store.Store
	signatures *signatures
	indexes    *Indexes
	sync       stateSync
	pieceBytes int // about how many bytes of facts another node is given at once

	// pending is the block between FinalizeBlock and Commit, read are the orders of the
	// last proposal. They belong to the consensus connection.
	pending *store.Pending
	time    int64 // of the block being finalized
	read    map[record.Hash]*ledger.Order

	mu        sync.Mutex
	chainID   string
	lastTime  int64         // block time of the last commit, unix seconds
	check     *ledger.Block // on top of the last commit
	checkView *store.View   // the state that check reads
	gate      *ledger.Gate  // what may wait for check
	waiting   *queue.Queue
	wasted    map[record.KID]uint64 // on malformed orders since the last commit
	committed chan struct{}         // closed at the next commit
	failed    error                 // once set, the application answers nothing any more
}

// New makes the application over an open store, with the chain's index key. The caller
// closes the store after the node has stopped.
func New(s *store.Store, key *proof.IndexKey) (*App, error) {
	a := &App{store: s, signatures: newSignatures(), indexes: NewIndexes(key), committed: make(chan struct{}),
		sync: stateSync{every: snapshotEvery}, pieceBytes: pieceBytes,
		waiting: queue.New(bounds)}
	chainID, unix, err := a.readTip()
	if err != nil {
		return nil, err
	}
	a.chainID, a.lastTime = chainID, unix
	if err := a.resetCheck(); err != nil || s.Empty() {
		return a, err
	}
	if err := a.knowsRules(a.check); err != nil {
		a.checkView.Close()
		return nil, err
	}
	return a, nil
}

// Info says where the store stands; CometBFT replays the blocks after it.
func (a *App) Info(context.Context, *abcitypes.RequestInfo) (*abcitypes.ResponseInfo, error) {
	r := &abcitypes.ResponseInfo{Data: "pedigree", AppVersion: AppVersion}
	if !a.store.Empty() {
		root := a.store.Root()
		r.LastBlockHeight, r.LastBlockAppHash = int64(a.store.Height()), root[:]
	}
	return r, nil
}

// InitChain writes the state at genesis. A node that was killed between here and
// the first block is asked again, and answers what it wrote.
func (a *App) InitChain(_ context.Context, req *abcitypes.RequestInitChain) (
	*abcitypes.ResponseInitChain, error) {
	if req.InitialHeight != 1 {
		return nil, fmt.Errorf("initial height %d: only 1 is supported", req.InitialHeight)
	}
	genesis, err := ledger.ParseGenesis(req.AppStateBytes)
	if err != nil {
		return nil, err
	}
	if err := a.indexes.isOf(genesis); err != nil {
		return nil, err
	}
	validators, err := genesisValidators(req.Validators)
	if err != nil {
		return nil, err
	}
	changes, facts, err := ledger.Begin(genesis, req.ChainId, uint64(req.InitialHeight),
		req.Time.Unix(), validators...)
	if err != nil {
		return nil, err
	}
	if a.store.Empty() {
		log := newBlockLog(0, 0)
		log.genesis(facts)
		if err := a.write(0, req.ChainId, req.Time.Unix(), changes, log); err != nil {
			return nil, err
		}
	} else if err := a.sameGenesis(changes); err != nil {
		return nil, err
	}
	root := a.store.Root()
	return &abcitypes.ResponseInitChain{AppHash: root[:]}, nil
}

func (a *App) sameGenesis(changes []ledger.Change) error {
	view, err := a.store.At(0)
	if err != nil {
		return err
	}
	defer view.Close()
	for _, c := range changes {
		v, ok, err := view.Get(c.Key)
		if err != nil {
			return err
		}
		if !ok || string(v.Open) != string(c.Value.Open) || string(v.Sealed) != string(c.Value.Sealed) {
			return fmt.Errorf("the store holds another genesis (%s differs)", c.Key)
		}
	}
	return nil
}

// stateReader lets the ledger read a version of the store.
type stateReader struct{ view *store.View }

func (r stateReader) Get(key string) (record.Value, bool, error) {
	v, ok, err := r.view.Get(key)
	return record.Value{Open: v.Open, Sealed: v.Sealed}, ok, err
}
