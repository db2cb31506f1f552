package proof

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pedigree/record"
)

// sample is a proof with each kind of token and each form of a sealed part.
func sample(t testing.TB, seed uint64) (p Proof, qs []Query, root Hash) {
	r := rand.New(rand.NewPCG(seed, 6))
	rows := randomRows(r, 12)
	tree, qs := mustTree(t, rows), randomQueries(r, rows)
	p, err := tree.Prove(qs, func(key string) bool { return len(key)%2 == 0 })
	if err != nil {
		t.Fatal(err)
	}
	return p, qs, tree.Root()
}

// refused fails the test if the proof is accepted with its root.
func refused(t *testing.T, what string, at int, p Proof, qs []Query, root Hash) {
	t.Helper()
	if got, _, err := p.Verify(qs); err == nil && got == root {
		t.Errorf("%s at %d: accepted", what, at)
	}
}

func TestEachFlippedByteIsRefused(t *testing.T) {
	for seed := range uint64(4) {
		p, qs, root := sample(t, seed)
		enc := record.MustMarshal(p)
		for i := range enc {
			for d := 1; d < 256; d++ {
				if d&(d-1) != 0 && d%85 != 0 {
					continue // each bit, and a few patterns
				}
				bad := slices.Clone(enc)
				bad[i] ^= byte(d)
				var q Proof
				if record.Unmarshal(bad, &q) == nil {
					refused(t, "flipped byte", i, q, qs, root)
				}
			}
		}
		for i := range enc {
			var q Proof
			if record.Unmarshal(enc[:i], &q) == nil {
				t.Errorf("cut at %d: decoded", i)
			}
		}
	}
}

func TestEachMutatedTokenIsRefused(t *testing.T) {
	for seed := range uint64(20) {
		p, qs, root := sample(t, seed)
		if got, _, err := p.Verify(qs); err != nil || got != root {
			t.Fatal(err)
		}
		for i := range p {
			refused(t, "dropped token", i, slices.Delete(slices.Clone(p), i, i+1), qs, root)
			refused(t, "doubled token", i, slices.Insert(slices.Clone(p), i, p[i]), qs, root)
			refused(t, "token put at the end", i, append(slices.Clone(p), p[i]), qs, root)
			for j := range i {
				if p[i].Kind == Inner && p[j].Kind == Inner {
					continue // the same tokens
				}
				q := slices.Clone(p)
				q[i], q[j] = q[j], q[i]
				refused(t, "swapped tokens", i, q, qs, root)
			}
			mutateOne(t, p, i, qs, root)
		}
		for n := range p {
			refused(t, "cut", n, p[:n], qs, root)
		}
	}
}

// mutateOne tells one token otherwise, also in ways that keep the root.
func mutateOne(t *testing.T, p Proof, i int, qs []Query, root Hash) {
	t.Helper()
	q, old := slices.Clone(p), p[i]
	try := func(what string, n Token) {
		t.Helper()
		q[i] = n
		refused(t, what, i, q, qs, root)
	}
	if old.Kind >= Neighbour {
		try("leaf pruned", Token{Kind: Pruned, Hash: old.leafHash()})
		other := old
		other.Key += "!"
		try("other key", other)
	}
	if old.Kind == Neighbour {
		try("neighbour as record", Token{Kind: Record, Key: old.Key, Withheld: true, Hash: old.Hash})
	}
	if old.Kind == Record {
		try("record as neighbour", Token{Kind: Neighbour, Key: old.Key, Hash: old.valueHash()})
		other := old
		other.Open = append(slices.Clone(old.Open), 0)
		try("longer open part", other)
		if len(old.Sealed) == 0 && !old.Withheld {
			other = old
			other.Withheld, other.Hash = true, EmptyRoot()
			try("withheld nothing", other)
		}
	}
	try("unknown kind", Token{Kind: 4})
}

// TestDepthIsBounded climbs a chain that no tree of ours is, whose proof is well
// formed in all else.
func TestDepthIsBounded(t *testing.T) {
	for inner, good := range map[int]bool{1: true, MaxDepth: true, MaxDepth + 1: false} {
		var p Proof
		for range inner - 1 {
			p = append(p, Token{Kind: Inner}, Token{Kind: Pruned})
		}
		p = append(p, Token{Kind: Inner}, Token{Kind: Neighbour, Key: "a"}, Token{Kind: Neighbour, Key: "c"})
		_, res, err := p.Verify([]Query{{Key: "b"}})
		if _, state := res.Get("b"); (err == nil) != good || (state == Absent) != good {
			t.Errorf("%d inner nodes: %s, %v", inner, state, err)
		}
	}
	if _, _, err := make(Proof, maxTokens+1).Verify([]Query{{Key: "a"}}); err == nil {
		t.Error("more tokens than any proof")
	}
	if _, _, err := (Proof)(nil).Verify([]Query{{Key: "a"}}); err == nil {
		t.Error("empty proof")
	}
}

// TestOrderOfLeaves refuses trees that are none, whatever their root: order is
// what absence rests on.
func TestOrderOfLeaves(t *testing.T) {
	leaf := func(key string) Token { return Token{Kind: Neighbour, Key: key} }
	for keys, good := range map[[2]string]bool{
		{"a", "c"}: true, {"c", "a"}: false, {"a", "a"}: false, {"a", ""}: false,
		{"", "c"}: false, {"a", "c\x00"}: false, {"a\x00", "c"}: false,
	} {
		p := Proof{{Kind: Inner}, leaf(keys[0]), leaf(keys[1])}
		if _, _, err := p.Verify([]Query{{Key: "b"}}); (err == nil) != good {
			t.Errorf("leaves %q: %v", keys, err)
		}
	}
	// A key that is there twice, once as a record, once as a neighbour.
	twice := Proof{{Kind: Inner}, {Kind: Record, Key: "a"}, {Kind: Inner}, leaf("a"), leaf("c")}
	if _, _, err := twice.Verify([]Query{{Key: "a"}, {Key: "b"}}); err == nil {
		t.Error("a key twice")
	}
}

func TestTokensRefused(t *testing.T) {
	h := slices.Repeat([]byte{1}, 32)
	for _, bad := range []any{
		[]any{}, 1, "0", []any{0}, []any{0, h}, []any{1}, []any{1, h[:31]}, []any{1, "x"},
		[]any{2, "k"}, []any{2, []byte("k"), h}, []any{3, "k", h}, []any{2, "k", h, h},
		[]any{3, "k", h, []any{}}, []any{3, "k", h, []any{h, h}}, []any{3, "k", h, "x"},
		[]any{3, "k", "x", h}, []any{3, "k", h, []any{h[:31]}}, []any{4, "k", h, h, h}, nil,
		[]any{3, "k", h, nil}, []any{3, "k", nil, h}, []any{"", h},
	} {
		var p Proof
		if record.Unmarshal(record.MustMarshal([]any{bad}), &p) == nil {
			t.Errorf("%v decodes to %v", bad, p)
		}
	}
}
