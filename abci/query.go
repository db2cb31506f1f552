package abci

import (
	"context"
	"errors"
	"fmt"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci/store"
	"pedigree/proof"
	"pedigree/record"
)

// Paths of Query. Requests and answers are CBOR; each answer is of one committed
// height, which it names.
const (
	pathProve  = "/prove"
	pathAnswer = "/tx"
	pathFacts  = "/facts"
	pathCount  = "/facts/count"
	pathGet    = "/get"
	pathLog    = "/log"
	pathIndex  = "/index"

	pathCheckpoints = "/checkpoints"
)

// proveQuery asks for a proof of the state after a block. The sealed parts of
// the keys in Reveal are shown: a node is asked by its own gateway, which knows
// who may see what.
type proveQuery struct {
	_       struct{} `cbor:",toarray"`
	Height  uint64
	Queries []proveItem
	Reveal  []string
}

type proveItem struct {
	_             struct{} `cbor:",toarray"`
	Key, From, To string
}

type factsQuery struct {
	_     struct{} `cbor:",toarray"`
	From  uint64
	Limit uint64
}

// getQuery asks for the values of keys at a height; 0 is the newest.
type getQuery struct {
	_      struct{} `cbor:",toarray"`
	Height uint64
	Keys   []string
}

type gotValue struct {
	_            struct{} `cbor:",toarray"`
	Found        bool
	Open, Sealed []byte
}

const (
	maxQueryKeys  = 256
	maxFactsBytes = 8 << 20
)

var errQuery = errors.New("the query is malformed")

// Query answers gateways. Its errors are the asker's; a failing store is one too,
// and never reads as "not there".
func (a *App) Query(_ context.Context, req *abcitypes.RequestQuery) (*abcitypes.ResponseQuery, error) {
	height, value, err := a.query(req.Path, req.Data)
	if err != nil {
		return &abcitypes.ResponseQuery{Code: 1, Log: err.Error(), Codespace: "pedigree"}, nil
	}
	return &abcitypes.ResponseQuery{Height: int64(height), Value: value}, nil
}

func (a *App) query(path string, data []byte) (uint64, []byte, error) {
	switch path {
	case pathProve:
		return a.prove(data)
	case pathAnswer:
		return a.queryAnswer(data)
	case pathFacts:
		return a.queryFacts(data)
	case pathCount:
		return a.queryCount()
	case pathCheckpoints:
		return a.queryCheckpoints(data)
	case pathLog:
		return a.queryLog(data)
	case pathGet:
		return a.queryGet(data)
	case pathIndex:
		return a.queryIndex(data)
	}
	return 0, nil, fmt.Errorf("no such query: %q", path)
}

func (a *App) prove(data []byte) (uint64, []byte, error) {
	var q proveQuery
	if err := record.Unmarshal(data, &q); err != nil {
		return 0, nil, errQuery
	}
	p, err := a.proofOf(q)
	if err != nil {
		return 0, nil, err
	}
	b, err := record.Marshal(p)
	return q.Height, b, err
}

func (a *App) proofOf(q proveQuery) (proof.Proof, error) {
	if len(q.Queries) > maxQueryKeys {
		return nil, errQuery
	}
	view, err := a.store.At(q.Height)
	if err != nil {
		return nil, err
	}
	defer view.Close()
	queries := make([]proof.Query, len(q.Queries))
	for i, item := range q.Queries {
		queries[i] = proof.Query{Key: item.Key, From: item.From, To: item.To}
	}
	reveal := make(map[string]bool, len(q.Reveal))
	for _, key := range q.Reveal {
		reveal[key] = true
	}
	return view.Prove(queries, func(key string) bool { return reveal[key] })
}

func (a *App) queryAnswer(data []byte) (uint64, []byte, error) {
	if len(data) != len(record.Hash{}) {
		return 0, nil, errQuery
	}
	ans, ok, err := a.answer(record.Hash(data))
	if err != nil || !ok {
		return a.store.Height(), nil, err
	}
	return a.store.Height(), record.MustMarshal(ans), nil
}

// factTip says how many facts the chain held at the height of the answer, or more
// if a block was committed meanwhile; never fewer.
type factTip struct {
	_     struct{} `cbor:",toarray"`
	Count uint64
	Time  int64 // of that block, unix seconds
}

func (a *App) queryCount() (uint64, []byte, error) {
	a.mu.Lock()
	height, unix := a.store.Height(), a.lastTime
	a.mu.Unlock()
	n, err := a.factCount()
	return height, record.MustMarshal(factTip{Count: n, Time: unix}), err
}

func (a *App) queryFacts(data []byte) (uint64, []byte, error) {
	var q factsQuery
	if err := record.Unmarshal(data, &q); err != nil || q.Limit == 0 || q.Limit > 10_000 {
		return 0, nil, errQuery
	}
	facts, err := a.factsFrom(q.From, int(q.Limit), maxFactsBytes)
	if err != nil {
		return 0, nil, err
	}
	return a.store.Height(), record.MustMarshal(facts), nil
}

func (a *App) queryGet(data []byte) (uint64, []byte, error) {
	var q getQuery
	if err := record.Unmarshal(data, &q); err != nil {
		return 0, nil, errQuery
	}
	height, got, err := a.values(q)
	if err != nil {
		return 0, nil, err
	}
	return height, record.MustMarshal(got), nil
}

// values reads records of one height, and says of which.
func (a *App) values(q getQuery) (uint64, []gotValue, error) {
	if len(q.Keys) > maxQueryKeys {
		return 0, nil, errQuery
	}
	view, err := a.viewAt(q.Height)
	if err != nil {
		return 0, nil, err
	}
	defer view.Close()
	got := make([]gotValue, len(q.Keys))
	for i, key := range q.Keys {
		v, ok, err := view.Get(key)
		if err != nil {
			return 0, nil, err
		}
		got[i] = gotValue{Found: ok, Open: v.Open, Sealed: v.Sealed}
	}
	return view.Height(), got, nil
}

func (a *App) viewAt(height uint64) (*store.View, error) {
	if height == 0 {
		return a.store.Tip()
	}
	return a.store.At(height)
}

// Wait returns when the state is at least at a height.
func (a *App) Wait(ctx context.Context, height uint64) error {
	for {
		a.mu.Lock()
		next, failed := a.committed, a.failed
		a.mu.Unlock()
		switch {
		case failed != nil:
			return failed
		case a.store.Height() >= height && !a.store.Empty():
			return nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
