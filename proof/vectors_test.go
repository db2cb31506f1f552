package proof

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pedigree/record"
)

var rewriteTree = flag.Bool("rewrite-tree", false, "write testdata/tree.json anew")

const treeFile = "testdata/tree.json"

// The vectors that every verifier must pass, in whatever language. Bytes are
// hex.
type treeVectors struct {
	About   string          `json:"about"`
	Trees   []treeVector    `json:"trees"`
	Refused []refusedVector `json:"refused"`
}

type treeVector struct {
	Name   string        `json:"name"`
	Rows   []rowVector   `json:"rows"`
	Root   string        `json:"root"`
	Proofs []proofVector `json:"proofs"`
}

type rowVector struct {
	Key    string `json:"key"`
	Open   string `json:"open"`
	Sealed string `json:"sealed"`
}

type queryVector struct {
	Key  string `json:"key,omitempty"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

type proofVector struct {
	Queries []queryVector `json:"queries"`
	Reveal  []string      `json:"reveal"`
	Proof   string        `json:"proof"`
	Entries []entryVector `json:"entries"` // all records shown, ascending
	Absent  []string      `json:"absent"`  // keys asked for one by one and not there
}

type entryVector struct {
	rowVector
	Withheld bool `json:"withheld"`
}

type refusedVector struct {
	Why     string        `json:"why"`
	Root    string        `json:"root"` // a root it must not be accepted for
	Queries []queryVector `json:"queries"`
	Proof   string        `json:"proof"`
}

func (v proofVector) queries() []Query { return toQueries(v.Queries) }

func toQueries(vs []queryVector) (out []Query) {
	for _, q := range vs {
		out = append(out, Query(q))
	}
	return out
}

func (v treeVector) tree(t *testing.T) *Tree {
	var rows []Row
	for _, r := range v.Rows {
		rows = append(rows, Row{r.Key, fromHex(t, r.Open), fromHex(t, r.Sealed)})
	}
	return mustTree(t, rows)
}

func row(key, open, sealed string) rowVector {
	return rowVector{key, hex.EncodeToString([]byte(open)), hex.EncodeToString([]byte(sealed))}
}

// inputs are the questions of the vectors; the test works out the answers.
func inputs() []treeVector {
	ask := func(reveal string, qs ...queryVector) proofVector {
		return proofVector{Queries: qs, Reveal: strings.Fields(reveal)}
	}
	holdings := []rowVector{
		row("holding|09506000134352|lotA|9506000140001", "\x82\x05\x01", "\x81\x01"),
		row("holding|09506000134352|lotA|9506000140002", "\x82\x05\x01", "\x81\x02"),
		row("holding|09506000134352|lotB|9506000140001", "\x82\x05\x01", "\x81\x03"),
		row("lot|09506000134352|lotA", "\x83\x02\x01\x07", "\x82\x41\x61\x00"),
		row("product|09506000134352", "\x83\x06\x01\x60", "\x80"),
		row("unit|09506000134352|a", "\x84\x01\x01\x07\x01", ""),
		row("unit|09506000134352|ab", "\x84\x01\x01\x07\x01", "\x82\x41\x62\x01"),
		row("unit|09506000134352|é", "\x84\x01\x01\x07\x02", "\x81\x09"),
	}
	lotA := queryVector{From: "holding|09506000134352|lotA|", To: "holding|09506000134352|lotA}"}
	return []treeVector{
		{Name: "sentinels only", Proofs: []proofVector{
			ask("", queryVector{Key: "unit|x"}), ask("", queryVector{From: "a", To: "z"}),
		}},
		{Name: "one row", Rows: []rowVector{row("unit|x", "\x80", "\x81\x00")}, Proofs: []proofVector{
			ask("", queryVector{Key: "unit|x"}), ask("unit|x", queryVector{Key: "unit|x"}),
			ask("", queryVector{Key: "unit|"}), ask("", queryVector{Key: "unit|xx"}),
		}},
		{Name: "a small ledger", Rows: holdings, Proofs: []proofVector{
			ask("", queryVector{Key: holdings[6].Key}, queryVector{Key: holdings[3].Key},
				queryVector{Key: holdings[4].Key}),
			ask(holdings[6].Key, queryVector{Key: holdings[6].Key}),
			ask("", queryVector{Key: "unit|09506000134352|aa"}),
			ask("", queryVector{Key: holdings[5].Key}, queryVector{Key: "unit|09506000134352|aa"}),
			ask("", lotA),
			ask(holdings[0].Key+" "+holdings[1].Key, lotA, queryVector{Key: holdings[3].Key}),
			ask("", queryVector{From: holdings[1].Key, To: holdings[3].Key}),
			ask("", queryVector{From: "\"", To: "~"}),
		}},
		{Name: "lists in a larger ledger", Rows: largerLedger(), Proofs: largerLists(ask)},
	}
}

// largerLedger has products with lots, and lots with holders, enough for paths that
// are long and of which most is hidden.
func largerLedger() (rows []rowVector) {
	for i := range 12 {
		gtin := fmt.Sprintf("0950600013%04d", i*i)
		rows = append(rows, row("product|"+gtin, "\x83\x09\x01\x60", "\x81\x00"))
		for lot := range i % 4 {
			name := fmt.Sprintf("%s|lot%c", gtin, 'A'+lot)
			rows = append(rows, row("lot|"+name, "\x83\x02\x01\x07", "\x81\x01"))
			for site := range 1 + (i+lot)%3 {
				rows = append(rows, row(fmt.Sprintf("holding|%s|950600014000%d", name, site),
					"\x82\x04\x01", fmt.Sprintf("\x81%c", site)))
			}
		}
	}
	return rows
}

// largerLists asks for lists alone and together: beside each other, overlapping,
// empty, with keys inside and outside, and with ends that are keys themselves.
func largerLists(ask func(string, ...queryVector) proofVector) []proofVector {
	prefix := func(p string) queryVector { return queryVector(PrefixQuery(p)) }
	lots, holders := prefix("lot|09506000130009|"), prefix("holding|09506000130009|lotB|")
	one, other := "holding|09506000130009|lotB|9506000140000", "holding|09506000130049|lotC|9506000140001"
	return []proofVector{
		ask("", lots),
		ask(one, holders),
		ask("", lots, holders, prefix("product|")),
		ask("", lots, lots, prefix("lot|0950600013000")),
		ask("", holders, queryVector{Key: one}, queryVector{Key: other}, queryVector{Key: one + "x"}),
		ask("", prefix("lot|09506000130000|"), queryVector{Key: "lot|09506000130000|lotA"}),
		ask(other, queryVector{From: one, To: other}),
		ask("", queryVector{From: one, To: other}, queryVector{From: other, To: "lot|"}),
		ask("", queryVector{From: "a", To: "b"}, queryVector{From: "x", To: "y"}),
	}
}

// answer fills in the proof and what it says.
func (v *proofVector) answer(t *testing.T, tree *Tree) {
	qs := v.queries()
	p, err := tree.Prove(qs, func(key string) bool { return slices.Contains(v.Reveal, key) })
	if err != nil {
		t.Fatal(err)
	}
	v.Proof = hex.EncodeToString(record.MustMarshal(p))
	v.Entries, v.Absent = []entryVector{}, []string{}
	_, res, err := p.Verify(qs)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range res.entries {
		r := row(e.Key, string(e.Open), string(e.Sealed))
		v.Entries = append(v.Entries, entryVector{r, e.Withheld})
	}
	for _, q := range qs {
		if _, state := res.Get(q.Key); state == Absent {
			v.Absent = append(v.Absent, q.Key)
		}
	}
}

// refusals spoils proofs of a small ledger, each in one way.
func refusals(t *testing.T, v treeVector) (out []refusedVector) {
	tree := v.tree(t)
	root := tree.Root().String()
	present, absent, list := v.Proofs[0].Queries, v.Proofs[2].Queries, v.Proofs[4].Queries
	add := func(why string, qs []queryVector, p Proof) {
		enc := hex.EncodeToString(record.MustMarshal(p))
		out = append(out, refusedVector{why, root, qs, enc})
	}
	prove := func(qs []queryVector) Proof {
		p, err := tree.Prove(toQueries(qs), nil)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	add("proves other keys", absent, prove(present))
	add("a range is not answered by one of its keys", list, prove(present))
	more := append(slices.Clone(present), absent...)
	add("a leaf that no query needs", present, prove(more))
	add("tokens after the tree", present, append(prove(present), Token{Kind: Inner}))
	add("ends early", present, prove(present)[:2])
	add("no token", present, nil)
	p := prove(absent)
	for i, tok := range p {
		if tok.Kind != Neighbour {
			continue
		}
		q := slices.Clone(p)
		q[i] = Token{Kind: Pruned, Hash: tok.leafHash()}
		add("a neighbour hidden", absent, q)
		q = slices.Clone(p)
		q[i].Hash = tok.leafHash()
		add("a neighbour told by its leaf hash", absent, q)
	}
	p = prove(list)
	for i, tok := range p {
		if tok.Kind == Record {
			q := slices.Clone(p)
			q[i] = Token{Kind: Pruned, Hash: tok.leafHash()}
			add("a row of the range hidden", list, q)
			q[i] = Token{Kind: Neighbour, Key: tok.Key, Hash: tok.valueHash()}
			add("a row of the range told as a neighbour", list, q)
		}
	}
	add("an inner node over two hidden halves", present, expandPruned(tree, prove(present)))
	return out
}

// shuffles drops, doubles and swaps the tokens of the proof of a list.
func shuffles(t *testing.T, v treeVector, n int) (out []refusedVector) {
	qs := v.Proofs[n].Queries
	p, err := v.tree(t).Prove(toQueries(qs), nil)
	if err != nil {
		t.Fatal(err)
	}
	add := func(why string, q Proof) {
		enc := hex.EncodeToString(record.MustMarshal(q))
		out = append(out, refusedVector{why, v.Root, qs, enc})
	}
	for i := range p {
		add(fmt.Sprintf("token %d of a list dropped", i), slices.Delete(slices.Clone(p), i, i+1))
		add(fmt.Sprintf("token %d of a list doubled", i), slices.Insert(slices.Clone(p), i, p[i]))
		if i > 0 && (p[i].Kind != Inner || p[i-1].Kind != Inner) {
			q := slices.Clone(p)
			q[i], q[i-1] = q[i-1], q[i]
			add(fmt.Sprintf("tokens %d and %d of a list swapped", i-1, i), q)
		}
	}
	return out
}

// expandPruned opens the first hidden subtree that has two halves.
func expandPruned(tree *Tree, p Proof) Proof {
	var open func(leaves []Leaf) Proof
	open = func(leaves []Leaf) Proof {
		if len(leaves) < 2 {
			return nil
		}
		n := split(leaves, leafKey)
		l, r := Root(leaves[:n]), Root(leaves[n:])
		for i, tok := range p {
			if tok.Kind == Pruned && tok.Hash == InnerHash(l, r) {
				return slices.Replace(slices.Clone(p), i, i+1, Token{Kind: Inner},
					Token{Kind: Pruned, Hash: l}, Token{Kind: Pruned, Hash: r})
			}
		}
		if q := open(leaves[:n]); q != nil {
			return q
		}
		return open(leaves[n:])
	}
	return open(tree.leaves)
}

func TestTreeVectors(t *testing.T) {
	want := treeVectors{About: "roots and proofs of package proof; rows exclude the sentinels"}
	for _, v := range inputs() {
		tree := v.tree(t)
		v.Root = tree.Root().String()
		for i := range v.Proofs {
			v.Proofs[i].answer(t, tree)
		}
		want.Trees = append(want.Trees, v)
	}
	want.Refused = append(refusals(t, want.Trees[2]), shuffles(t, want.Trees[3], 0)...)
	enc, err := json.MarshalIndent(want, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	enc = append(enc, '\n')
	if *rewriteTree {
		if err := os.WriteFile(treeFile, enc, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(treeFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(old) != string(enc) {
		t.Error("the bytes of proofs have changed: that is a new chain. " +
			"If it is meant, run with -rewrite-tree and read the diff")
	}
}

// TestTreeVectorsAsVerifier uses the file as a verifier elsewhere would.
func TestTreeVectorsAsVerifier(t *testing.T) {
	var file treeVectors
	b, err := os.ReadFile(treeFile)
	if err == nil {
		err = json.Unmarshal(b, &file)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, tree := range file.Trees {
		for i, v := range tree.Proofs {
			var p Proof
			if err := record.Unmarshal(fromHex(t, v.Proof), &p); err != nil {
				t.Fatal(err)
			}
			root, _, err := p.Verify(v.queries())
			if err != nil || root.String() != tree.Root {
				t.Errorf("%s, proof %d: root %s: %v", tree.Name, i, root, err)
			}
		}
	}
	for _, v := range file.Refused {
		var p Proof
		if err := record.Unmarshal(fromHex(t, v.Proof), &p); err != nil {
			continue
		}
		root, _, err := p.Verify(toQueries(v.Queries))
		if err == nil && root.String() == v.Root {
			t.Errorf("%s: accepted", v.Why)
		}
	}
	t.Logf("tree vectors: %d trees, %d refusals", len(file.Trees), len(file.Refused))
}
