package tree

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pedigree/proof"
)

// TestEachProof proves every key alone, before and after readers have found the pages: the
// verifier finds it, and the root.
func TestEachProof(t *testing.T) {
	m := sound(t)
	for range 2 {
		for _, key := range m.keys[1 : len(m.keys)-1] { // all but the sentinels
			p, err := m.prove(key)
			if err != nil {
				t.Fatal(err)
			}
			root, result, err := p.Verify([]proof.Query{{Key: key}})
			if err != nil || root != m.root.Hash() {
				t.Fatalf("%q: the proof leads to %s, not to %s: %v", key, root, m.root.Hash(), err)
			}
			if e, state := result.Get(key); state != proof.Present || !bytes.Equal(e.Open, m.rows[key]) {
				t.Fatalf("%q: %v %x, not %x", key, state, e.Open, m.rows[key])
			}
		}
	}
}

// TestProofsOfTheDefinition compares proofs of keys that are there, of such that are not, beside
// either sentinel too, and of ranges with those that the definition gives.
func TestProofsOfTheDefinition(t *testing.T) {
	m := sound(t)
	var rows []proof.Row
	for _, key := range m.keys[1 : len(m.keys)-1] {
		rows = append(rows, proof.Row{Key: key, Open: m.rows[key]})
	}
	definition, err := proof.NewTree(rows)
	if err != nil {
		t.Fatal(err)
	}
	last := rows[len(rows)-1].Key
	for _, queries := range [][]proof.Query{
		{{Key: rows[0].Key}}, {{Key: last}}, {{Key: "a"}}, {{Key: "unit|07|"}}, {{Key: last + "z"}, {Key: rows[5].Key}},
		{proof.PrefixQuery("unit|11|")}, {proof.PrefixQuery("unit|")}, {proof.PrefixQuery("unit|99|"), {Key: "b"}},
	} {
		want, err := definition.Prove(queries, nil)
		if err != nil {
			t.Fatal(err)
		}
		needed, err := proof.Select(queries, definition, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Reader{Source: m}.Prove(m.root, &walk{memory: m}, needed)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v: %d tokens, want %d: %v", queries, len(got), len(want), err)
		}
	}
}

// TestNoLeaf asks for leaves that are not there, alone and beside others.
func TestNoLeaf(t *testing.T) {
	m := sound(t)
	leaf := func(key string) proof.Token { return proof.Token{Kind: proof.Neighbour, Key: key} }
	for _, absent := range []string{"a", "unit", m.keys[77] + "!", "z"} {
		needed := []proof.Token{leaf(absent), leaf(m.keys[5]), leaf(m.keys[2000])}
		slices.SortFunc(needed, func(a, b proof.Token) int { return strings.Compare(a.Key, b.Key) })
		for _, asked := range [][]proof.Token{needed, {leaf(absent)}} {
			p, err := Reader{Source: m}.Prove(m.root, &walk{memory: m}, asked)
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("%q: a proof of %d tokens: %v", absent, len(p), err)
			}
		}
	}
}
