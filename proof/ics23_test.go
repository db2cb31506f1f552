package proof

import (
	"math/rand/v2"
	"testing"

	ics23 "github.com/cosmos/ics23/go"
)

// spec is TendermintSpec with room for the deepest of our paths.
func spec() *ics23.ProofSpec {
	s := *ics23.TendermintSpec
	s.MaxDepth = MaxDepth
	return &s
}

// path turns our proof of one leaf into that of ICS 23. Of a neighbour our proof
// tells only the hash of its value; ICS 23 wants the value, which the tree has.
func path(t *testing.T, tree *Tree, key string, p Proof) *ics23.ExistenceProof {
	t.Helper()
	row := tree.rows[tree.at(key)]
	value := []byte{0}
	if !IsSentinel(key) {
		sealed := RawValueHash(row.Sealed)
		value = append(append(value[:0], row.Open...), sealed[:]...)
	}
	out := &ics23.ExistenceProof{Key: []byte(key), Value: value, Leaf: spec().LeafSpec}
	var walk func(p Proof) (rest Proof, hash Hash, found bool)
	walk = func(p Proof) (Proof, Hash, bool) {
		head, rest := &p[0], p[1:]
		switch head.Kind {
		case Pruned:
			return rest, head.Hash, false
		case Neighbour, Record:
			return rest, head.leafHash(), head.Key == key
		}
		rest, left, inLeft := walk(rest)
		rest, right, inRight := walk(rest)
		op := &ics23.InnerOp{Hash: ics23.HashOp_SHA256, Prefix: []byte{1}}
		switch {
		case inLeft:
			op.Suffix = right[:]
		case inRight:
			op.Prefix = append(op.Prefix, left[:]...)
		}
		if inLeft || inRight {
			out.Path = append(out.Path, op)
		}
		return rest, InnerHash(left, right), inLeft || inRight
	}
	if _, _, found := walk(p); !found {
		t.Fatalf("no leaf %q", key)
	}
	return out
}

// TestICS23 shows that our single-key proofs are those of TendermintSpec.
func TestICS23(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 7))
		rows := randomRows(r, 1+r.IntN(30))
		tree := mustTree(t, rows)
		root := tree.Root()
		for _, q := range randomQueries(r, rows) {
			if q.Key == "" {
				continue
			}
			p, err := tree.Prove([]Query{q}, nil)
			if err != nil {
				t.Fatal(err)
			}
			var leaves []Token
			for _, tok := range p {
				if tok.Kind >= Neighbour {
					leaves = append(leaves, tok)
				}
			}
			if len(leaves) == 1 {
				e := path(t, tree, q.Key, p)
				c := &ics23.CommitmentProof{Proof: &ics23.CommitmentProof_Exist{Exist: e}}
				if !ics23.VerifyMembership(spec(), root[:], c, []byte(q.Key), e.Value) {
					t.Errorf("seed %d: presence of %q", seed, q.Key)
				}
				if ics23.VerifyMembership(spec(), root[:], c, []byte(q.Key), append(e.Value, 0)) {
					t.Errorf("seed %d: another value of %q", seed, q.Key)
				}
				continue
			}
			non := &ics23.NonExistenceProof{
				Key:  []byte(q.Key),
				Left: path(t, tree, leaves[0].Key, p), Right: path(t, tree, leaves[1].Key, p),
			}
			c := &ics23.CommitmentProof{Proof: &ics23.CommitmentProof_Nonexist{Nonexist: non}}
			if !ics23.VerifyNonMembership(spec(), root[:], c, []byte(q.Key)) {
				t.Errorf("seed %d: absence of %q", seed, q.Key)
			}
		}
	}
}

// TestICS23Depth climbs a chain of keys of which each is one bit longer than the
// one before: the deepest path there is.
func TestICS23Depth(t *testing.T) {
	var rows []Row
	key := make([]byte, 0, MaxKeyBytes)
	for i := range MaxKeyBytes {
		for bit := 6; bit > 0 && i > 0; bit-- {
			rows = append(rows, Row{Key: string(append(key[:i:i], 'A'^1<<bit&0x7e|1))})
		}
		key = append(key, 'A')
		rows = append(rows, Row{Key: string(key)})
	}
	seen := map[string]bool{}
	var unique []Row
	for _, r := range rows {
		if !seen[r.Key] && CheckKey(r.Key) == nil {
			seen[r.Key] = true
			unique = append(unique, r)
		}
	}
	tree := mustTree(t, unique)
	p, err := tree.Prove([]Query{{Key: string(key)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	root, _, err := p.Verify([]Query{{Key: string(key)}})
	if err != nil || root != tree.Root() {
		t.Fatal(err)
	}
	e := path(t, tree, string(key), p)
	if len(e.Path) < 300 {
		t.Errorf("the chain is only %d deep", len(e.Path))
	}
	c := &ics23.CommitmentProof{Proof: &ics23.CommitmentProof_Exist{Exist: e}}
	if !ics23.VerifyMembership(spec(), root[:], c, key, e.Value) {
		t.Error("refused")
	}
}
