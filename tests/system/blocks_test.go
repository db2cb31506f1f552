package system

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	cfg "github.com/cometbft/cometbft/config"
	sm "github.com/cometbft/cometbft/state"
	cmtstore "github.com/cometbft/cometbft/store"

	"pedigree/abci/store"
	"pedigree/record"
)

// place is where a block holds an order, and what came of it.
type place struct {
	height int64
	index  int
	code   record.Code
	data   []byte // hash of its facts
	known  bool   // the block was executed
}

// copied is a copy of a part of a dead process's home, so that looking at it heals nothing.
func (s *server) copied(path string) string {
	s.t.Helper()
	dir := filepath.Join(s.t.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(s.home, path))); err != nil {
		s.t.Fatal(err)
	}
	return dir
}

// blocks reads CometBFT's own blocks and results of a process that is dead: every order by
// its id.
func (s *server) blocks() (orders map[string][]place, height int64) {
	t := s.t
	t.Helper()
	c := cfg.DefaultConfig()
	c.SetRoot(t.TempDir())
	for _, db := range []string{"blockstore.db", "state.db"} {
		from := s.copied(filepath.Join("node", "data", db))
		to := filepath.Join(c.DBDir(), db)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	blockDB := must(cfg.DefaultDBProvider(&cfg.DBContext{ID: "blockstore", Config: c}))(t)
	defer blockDB.Close()
	stateDB := must(cfg.DefaultDBProvider(&cfg.DBContext{ID: "state", Config: c}))(t)
	defer stateDB.Close()
	blocks, results := cmtstore.NewBlockStore(blockDB), sm.NewStore(stateDB, sm.StoreOptions{})
	orders, height = map[string][]place{}, blocks.Height()
	for h := int64(1); h <= height; h++ {
		block := blocks.LoadBlock(h)
		if block == nil {
			t.Fatalf("block %d of %d is missing", h, height)
			return
		}
		response, err := results.LoadFinalizeBlockResponse(h)
		if err != nil && h < height {
			t.Fatalf("results of block %d of %d: %v", h, height, err)
		}
		for i, tx := range block.Txs {
			id := sha256.Sum256(tx)
			p := place{height: h, index: i, known: err == nil}
			if p.known {
				p.code, p.data = record.Code(response.TxResults[i].Code), response.TxResults[i].Data
			}
			orders[hex.EncodeToString(id[:])] = append(orders[hex.EncodeToString(id[:])], p)
		}
	}
	return orders, height
}

// checkJournals compares what the traders were told with the blocks: all of it is there,
// in that place, with that code, and nothing twice.
func (s *server) checkJournals(journals []told) (orders map[string][]place) {
	t := s.t
	t.Helper()
	orders, height := s.blocks()
	for id, places := range orders {
		if len(places) > 1 {
			t.Errorf("order %s is in %d places: %+v", id, len(places), places)
		}
	}
	for _, e := range journals {
		sum := sha256.Sum256(e.tx)
		id := hex.EncodeToString(sum[:])
		want, _ := strconv.ParseInt(e.answer.Height, 10, 64)
		places := orders[id]
		switch {
		case e.answer.ID != id:
			t.Errorf("order %s was answered as %s", id, e.answer.ID)
		case len(places) == 0:
			t.Errorf("%s at %d was lost: %s (blocks end at %d)", e.answer.Status, want, e.raw, height)
		case places[0].height != want || places[0].index != int(e.answer.Index) || !places[0].known ||
			int(places[0].code) != e.answer.Number ||
			(places[0].code == record.OK) != (e.answer.Status == "COMMITTED"):
			t.Errorf("told %s, in the blocks %+v", e.raw, places[0])
		}
	}
	return orders
}

// facts reads the fact log of a dead process, in order.
func (s *server) facts() (facts [][]byte) {
	t := s.t
	t.Helper()
	log := must(store.Open(s.copied("node/data/ledger"), store.Options{}))(t)
	defer log.Close()
	next := uint64(1)
	if err := log.AuxRange([]byte{'f'}, []byte{'f' + 1}, func(k, v []byte) bool {
		if n := binary.BigEndian.Uint64(k[1:]); n != next {
			t.Errorf("fact %d follows %d", n, next-1)
		}
		next++
		facts = append(facts, append([]byte(nil), v...))
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return facts
}

// checkFacts compares the fact log with the results that the blocks agreed on.
func checkFacts(t testing.TB, facts [][]byte, orders map[string][]place) {
	t.Helper()
	byOrder := map[string][]byte{}
	for _, b := range facts {
		f := must(record.DecodeFact(b))(t)
		if f.Index == record.GenesisIndex {
			continue
		}
		id := f.TxID.String()
		p := orders[id]
		if len(p) != 1 || p[0].height != int64(f.Height) || p[0].index != int(f.Index) {
			t.Errorf("fact %s is of an order in %+v", f.ID(), p)
		}
		byOrder[id] = append(byOrder[id], b...)
	}
	for id, places := range orders {
		want := []byte(nil)
		if all := byOrder[id]; len(all) > 0 {
			sum := sha256.Sum256(all)
			want = sum[:]
		}
		if string(places[0].data) != string(want) {
			t.Errorf("order %s: the block agreed on facts %x, logged are %x", id, places[0].data, want)
		}
	}
}
