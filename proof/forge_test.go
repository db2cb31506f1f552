package proof

import (
	"math/rand/v2"
	"testing"
)

// A forger knows every node of a real tree and puts together whatever it likes.
type forger struct {
	*rand.Rand
	hashes []Hash   // of all nodes, leaves and values
	keys   []string // real ones and made-up ones between them
	nodes  [][]Leaf // all subtrees
	tree   *Tree
}

func newForger(seed uint64, tree *Tree) *forger {
	f := &forger{Rand: rand.New(rand.NewPCG(seed, 3)), tree: tree}
	f.collect(tree.leaves)
	return f
}

func (f *forger) collect(leaves []Leaf) {
	f.nodes = append(f.nodes, leaves)
	f.hashes = append(f.hashes, Root(leaves))
	if len(leaves) == 1 {
		f.hashes = append(f.hashes, leaves[0].Value)
		key := leaves[0].Key
		f.keys = append(f.keys, key, key+"!", key[:len(key)-1]+string(key[len(key)-1]-1))
		return
	}
	n := split(leaves, leafKey)
	f.collect(leaves[:n])
	f.collect(leaves[n:])
}

func (f *forger) hash() Hash  { return f.hashes[f.IntN(len(f.hashes))] }
func (f *forger) key() string { return f.keys[f.IntN(len(f.keys))] }

// forge appends a subtree that claims to be the one over leaves.
func (f *forger) forge(p Proof, leaves []Leaf) Proof {
	switch f.IntN(25) {
	case 0: // hidden
		return append(p, Token{Kind: Pruned, Hash: Root(leaves)})
	case 1: // a leaf that bears the subtree's hash and another key
		return append(p, Token{Kind: Neighbour, Key: f.key(), Hash: Root(leaves)})
	case 2: // any leaf with any hash
		return append(p, Token{Kind: Neighbour, Key: f.key(), Hash: f.hash()})
	case 3: // another real subtree
		leaves = f.nodes[f.IntN(len(f.nodes))]
	case 4: // any hash, or a record made of one
		h := f.hash()
		return append(p, Token{Kind: Record, Key: f.key(), Open: h[:], Withheld: true, Hash: f.hash()})
	}
	if len(leaves) == 1 {
		return append(p, f.leaf(leaves[0]))
	}
	n := split(leaves, leafKey)
	return f.forge(f.forge(append(p, Token{Kind: Inner}), leaves[:n]), leaves[n:])
}

// leaf shows a real leaf as a record or as a neighbour, now and then under
// another key.
func (f *forger) leaf(l Leaf) Token {
	if f.IntN(12) == 0 {
		return Token{Kind: Neighbour, Key: f.key(), Hash: l.Value}
	}
	if IsSentinel(l.Key) || f.IntN(2) == 0 {
		return Token{Kind: Neighbour, Key: l.Key, Hash: l.Value}
	}
	return token(Record, f.tree.rows[f.tree.at(l.Key)], nil)
}

// bareHash is the defect: it takes a neighbour's hash for that of its leaf, as
// if absence proofs named neighbours by key and leaf hash.
func bareHash(t *Token) Hash {
	if t.Kind == Neighbour && !IsSentinel(t.Key) {
		return t.Hash
	}
	return t.leafHash()
}

// keyless is the defect of a leaf hash that leaves out the key.
func keyless(t *Token) Hash { return LeafHash("", t.valueHash()) }

// forgeries counts proofs that lead to the real root and say something untrue,
// and those that say the truth.
func forgeries(t *testing.T, v verifier, root func([]Leaf) Hash) (lies, truths int) {
	t.Helper()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 4))
		rows := randomRows(r, 1+r.IntN(6))
		tree := mustTree(t, rows)
		f := newForger(seed, tree)
		real := root(tree.leaves)
		for range 1500 {
			qs := []Query{{Key: rows[r.IntN(len(rows))].Key}}
			if r.IntN(2) == 0 {
				qs = randomQueries(r, rows)
			}
			got, res, err := v.verify(f.forge(nil, tree.leaves), qs)
			switch {
			case err != nil || got != real:
			case truth(res, qs, rows) != nil:
				lies++
			default:
				truths++
			}
		}
	}
	return lies, truths
}

// TestNoForgedAbsence is the soundness of every NOT_REGISTERED and of every
// complete list. It shows that the same forger beats a verifier that does not
// hash leaf keys itself, so it cannot pass by being harmless.
func TestNoForgedAbsence(t *testing.T) {
	lies, truths := forgeries(t, verifier{leaf: (*Token).leafHash}, Root)
	if lies != 0 {
		t.Errorf("%d forgeries accepted", lies)
	}
	if truths < 300 {
		t.Errorf("only %d forged proofs came to a verdict", truths)
	}
	if lies, _ := forgeries(t, verifier{leaf: bareHash}, Root); lies < 10 {
		t.Errorf("the forger deceives a verifier of bare leaf hashes only %d times", lies)
	}
	if lies, _ := forgeries(t, verifier{leaf: keyless}, keylessRoot); lies < 10 {
		t.Errorf("the forger deceives a verifier that leaves out keys only %d times", lies)
	}
}

// keylessRoot is the root of a ledger with the same defect as its verifiers.
func keylessRoot(leaves []Leaf) Hash {
	if len(leaves) == 1 {
		return LeafHash("", leaves[0].Value)
	}
	n := split(leaves, leafKey)
	return InnerHash(keylessRoot(leaves[:n]), keylessRoot(leaves[n:]))
}

// TestEveryHidingIsRefused tries, for small trees, each way to hide and show real
// nodes: of them all exactly one is accepted for a query, the canonical one.
func TestEveryHidingIsRefused(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 5))
		rows := randomRows(r, 1+r.IntN(3))
		tree := mustTree(t, rows)
		all := allProofs(tree, tree.leaves)
		for _, q := range []Query{
			{Key: rows[0].Key}, {Key: rows[0].Key + "!"}, {Key: "a"}, PrefixQuery("k"),
			{From: rows[0].Key, To: rows[0].Key + "!"}, {From: rows[0].Key + "!", To: "~"},
		} {
			accepted := 0
			for _, p := range all {
				root, res, err := p.Verify([]Query{q})
				if err != nil || root != tree.Root() {
					continue
				}
				accepted++
				if err := truth(res, []Query{q}, rows); err != nil {
					t.Fatal(err)
				}
			}
			if accepted != 1 {
				t.Fatalf("seed %d, %q: %d of %d proofs accepted", seed, q, accepted, len(all))
			}
		}
	}
}

// allProofs lists every way to tell the subtree over leaves.
func allProofs(tree *Tree, leaves []Leaf) []Proof {
	out := []Proof{{{Kind: Pruned, Hash: Root(leaves)}}}
	if len(leaves) == 1 {
		l := leaves[0]
		out = append(out, Proof{{Kind: Neighbour, Key: l.Key, Hash: l.Value}})
		return append(out, Proof{token(Record, tree.rows[tree.at(l.Key)], nil)})
	}
	n := split(leaves, leafKey)
	right := allProofs(tree, leaves[n:])
	for _, l := range allProofs(tree, leaves[:n]) {
		for _, r := range right {
			p := append(append(Proof{{Kind: Inner}}, l...), r...)
			out = append(out, p)
		}
	}
	return out
}
