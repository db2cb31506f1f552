package abci_test

import (
	"bytes"
	"math/rand"
	"testing"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci"
	"pedigree/proof"
	"pedigree/record"
)

func (d *direct) query(path string, data []byte) *abcitypes.ResponseQuery {
	d.t.Helper()
	r, err := d.Query(ctx, &abcitypes.RequestQuery{Path: path, Data: data})
	if err != nil {
		d.t.Fatalf("%s: a query never stops a node: %v", path, err)
	}
	return r
}

type anyQuery []any

// Whoever asks nonsense is told so; the node lives.
func TestMalformedQueries(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	d.block(d.party(authority, 1, 1))
	long := string(bytes.Repeat([]byte("k"), 1000))
	many := make([]string, 257)
	manyItems := make([]any, 257)
	for n := range manyItems {
		manyItems[n] = anyQuery{"party|4012345000009", "", ""}
	}
	for _, c := range []struct {
		path string
		ask  any
		raw  []byte
	}{
		{path: "", raw: nil},
		{path: "/nothing", raw: []byte{0x80}},
		{path: "/tx", raw: nil}, {path: "/tx", raw: make([]byte, 31)},
		{path: "/tx", raw: make([]byte, 33)},
		{path: "/facts", raw: nil}, {path: "/facts", ask: anyQuery{1}},
		{path: "/facts", ask: anyQuery{1, 0}}, {path: "/facts", ask: anyQuery{1, 10_001}},
		{path: "/get", raw: nil}, {path: "/get", ask: anyQuery{0, many}},
		{path: "/get", ask: anyQuery{99, []string{"a"}}},
		{path: "/get", ask: anyQuery{0, []string{"a"}, 1}},
		{path: "/get", ask: anyQuery{uint64(1) << 63, []string{"a"}}},
		{path: "/prove", raw: nil}, {path: "/prove", raw: []byte("garbage")},
		{path: "/prove", ask: anyQuery{1, manyItems, []string{}}},
		{path: "/prove", ask: anyQuery{99, []any{anyQuery{"a", "", ""}}, []string{}}},
		{path: "/prove", ask: anyQuery{1, []any{anyQuery{long, "", ""}}, []string{}}},
		{path: "/prove", ask: anyQuery{1, []any{anyQuery{"", "b", "a"}}, []string{}}},
		{path: "/prove", ask: anyQuery{1, []any{anyQuery{"a", "b", "c"}}, []string{}}},
	} {
		if c.ask != nil {
			c.raw = record.MustMarshal(c.ask)
		}
		if r := d.query(c.path, c.raw); r.Code == 0 || r.Log == "" {
			t.Errorf("%s %x: answered %x", c.path, c.raw, r.Value)
		}
	}
	r := rand.New(rand.NewSource(1))
	for range 2000 { // and whatever else may come
		b := make([]byte, r.Intn(60))
		r.Read(b)
		for _, path := range []string{"/tx", "/facts", "/facts/count", "/get", "/prove"} {
			d.query(path, b)
		}
	}
	if c := d.check(d.party(authority, 2, 2)); c != record.OK {
		t.Error("after nonsense:", c)
	}
}

// What the node answers is what it agreed on: refused orders have an answer too,
// and the facts are the ones that log|head chains.
func TestAnswersAndFacts(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	var all [][]byte
	log := record.Log{}
	add := func(facts [][]byte) {
		t.Helper()
		if len(facts) == 0 {
			return
		}
		log = log.Add(len(facts), record.Hash(bytesHash(facts)))
		all = append(all, facts...)
	}
	facts := func(from, limit uint64) (got [][]byte) {
		t.Helper()
		if err := record.Unmarshal(d.query("/facts", record.MustMarshal(anyQuery{from, limit})).Value,
			&got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	add(facts(1, 10_000)) // those of genesis are one transaction
	for n := range 20 {
		txs := [][]byte{d.party(authority, uint64(3*n+1), n), d.party(authority, uint64(3*n+2), n),
			[]byte("garbage"), d.party(authority, uint64(3*n+3), n+100)}
		codes := d.block(txs...)
		for i, tx := range txs {
			id, err := record.DecodeTx(tx)
			if err != nil {
				continue
			}
			var a abci.Answer
			if err := record.Unmarshal(d.query("/tx", id.ID[:]).Value, &a); err != nil {
				t.Fatal(err)
			}
			if a.Code != codes[i] || a.Index != uint32(i) || a.Height != uint64(n+1) ||
				(a.Code == record.OK) != (a.Facts == 1) || (a.Code == record.OK) != (a.Text == "") {
				t.Fatalf("block %d, order %d (%s) is answered with %+v", n+1, i, codes[i], a)
			}
			if a.Facts > 0 {
				if a.First != uint64(len(all)+1) {
					t.Fatalf("its first fact is %d, want %d", a.First, len(all)+1)
				}
				add(facts(a.First, a.Facts))
			}
		}
	}
	_, v, err := d.get(record.KeyLogHead)
	if err != nil {
		t.Fatal(err)
	}
	got, err := record.DecodeLog(v)
	if err != nil || got.Count != log.Count || got.Head != log.Head || int(got.Count) != len(all) {
		t.Errorf("log|head is %+v, the facts make %+v, %v", got, log, err)
	}
	if rest := facts(1, 10_000); len(rest) != len(all) {
		t.Errorf("%d facts, want %d", len(rest), len(all))
	}
	if rest := facts(uint64(len(all)), 10); len(rest) != 1 || !bytes.Equal(rest[0], all[len(all)-1]) {
		t.Error("the last fact is not the last")
	}
	if rest := facts(uint64(len(all)+1), 10); len(rest) != 0 {
		t.Error("a fact after the last")
	}
	if r := d.query("/tx", make([]byte, 32)); r.Code != 0 || len(r.Value) > 0 {
		t.Error("an answer to an order that never was")
	}
}

func bytesHash(facts [][]byte) [32]byte { return record.FactHash(bytes.Join(facts, nil)) }

func (d *direct) get(key string) (bool, record.Value, error) {
	v, err := d.store.Tip()
	if err != nil {
		return false, record.Value{}, err
	}
	defer v.Close()
	got, ok, err := v.Get(key)
	return ok, record.Value{Open: got.Open, Sealed: got.Sealed}, err
}

// A proof of any height that is still kept is checked against its root.
func TestProofsOfEveryHeight(t *testing.T) {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	roots := []proof.Hash{d.store.Root()}
	for n := range 5 {
		d.block(d.party(authority, uint64(n+1), n+1))
		roots = append(roots, d.store.Root())
	}
	for height, root := range roots {
		r := d.query("/prove", record.MustMarshal(anyQuery{height,
			[]any{anyQuery{"party|" + partyGLN(t, 3).String(), "", ""}}, []string{}}))
		var p proof.Proof
		if err := record.Unmarshal(r.Value, &p); r.Code != 0 || err != nil {
			t.Fatal(r.Log, err)
		}
		proven, result, err := p.Verify([]proof.Query{{Key: "party|" + partyGLN(t, 3).String()}})
		if err != nil || proven != root {
			t.Fatal(height, proven, root, err)
		}
		_, state := result.Get("party|" + partyGLN(t, 3).String())
		if (state == proof.Present) != (height >= 3) {
			t.Errorf("height %d: %v", height, state)
		}
	}
}
