package proof

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pedigree/record"
)

// randomRows draws rows whose keys share prefixes and are prefixes of each
// other.
func randomRows(r *rand.Rand, n int) []Row {
	set := map[string]Row{}
	for range n {
		key := "k"
		for range 1 + r.IntN(4) {
			key += []string{"a", "b", "|", "aa", "é", "0"}[r.IntN(6)]
		}
		row := Row{Key: key, Open: []byte{0x80, byte(r.IntN(256))}}
		if r.IntN(3) > 0 {
			row.Sealed = fmt.Appendf(nil, "sealed %s %d", key, r.IntN(1000))
		}
		set[key] = row
	}
	return slices.Collect(maps.Values(set))
}

func mustTree(t testing.TB, rows []Row) *Tree {
	t.Helper()
	tree, err := NewTree(rows)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// naiveRoot spells the definition with strings of bits.
func naiveRoot(leaves map[string]Hash) Hash {
	bits := map[string]Hash{}
	for key, value := range leaves {
		var b strings.Builder
		for i := range MaxKeyBytes {
			c := byte(0)
			if i < len(key) {
				c = key[i]
			}
			fmt.Fprintf(&b, "%08b", c)
		}
		pre := append([]byte{0, byte(len(key))}, key...)
		bits[b.String()] = sha256.Sum256(append(append(pre, 32), value[:]...))
	}
	return naiveNode(bits)
}

func naiveNode(bits map[string]Hash) Hash {
	keys := slices.Sorted(maps.Keys(bits))
	if len(keys) == 1 {
		return bits[keys[0]]
	}
	first, last := keys[0], keys[len(keys)-1]
	at := 0
	for first[at] == last[at] {
		at++
	}
	left, right := map[string]Hash{}, map[string]Hash{}
	for k, h := range bits {
		if k[at] == '0' {
			left[k] = h
		} else {
			right[k] = h
		}
	}
	l, r := naiveNode(left), naiveNode(right)
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

func TestRootIsTheDefinition(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		rows := randomRows(r, r.IntN(40))
		leaves := map[string]Hash{
			"!": sha256.Sum256([]byte{0}), "~": sha256.Sum256([]byte{0}),
		}
		for _, row := range rows {
			sealed := sha256.Sum256(row.Sealed)
			leaves[row.Key] = sha256.Sum256(append(slices.Clone(row.Open), sealed[:]...))
		}
		if got, want := mustTree(t, rows).Root(), naiveRoot(leaves); got != want {
			rt.Fatalf("root %s, want %s", got, want)
		}
	})
}

// randomQueries asks for present and absent keys, ranges and prefixes.
func randomQueries(r *rand.Rand, rows []Row) []Query {
	pick := func() string {
		if len(rows) > 0 && r.IntN(2) == 0 {
			return rows[r.IntN(len(rows))].Key
		}
		return randomRows(r, 1)[0].Key + []string{"", "!", "z"}[r.IntN(3)]
	}
	var qs []Query
	for range 1 + r.IntN(4) {
		from, to := pick(), pick()
		switch {
		case r.IntN(2) == 0:
			qs = append(qs, Query{Key: from})
		case from == to:
			qs = append(qs, PrefixQuery(from))
		default:
			qs = append(qs, Query{From: min(from, to), To: max(from, to)})
		}
	}
	return qs
}

// truth compares what a proof says with the rows.
func truth(res Result, qs []Query, rows []Row) error {
	byKey := map[string]Row{}
	for _, row := range rows {
		byKey[row.Key] = row
	}
	for _, q := range qs {
		if q.Key != "" {
			row, there := byKey[q.Key]
			e, state := res.Get(q.Key)
			if there != (state == Present) || there == (state == Absent) {
				return fmt.Errorf("%q is %s", q.Key, state)
			}
			if string(e.Open) != string(row.Open) {
				return fmt.Errorf("%q opens to %x", q.Key, e.Open)
			}
			continue
		}
		list, proven := res.Range(q.From, q.To)
		var got, want []string
		for _, e := range list {
			got = append(got, e.Key)
		}
		for k := range byKey {
			if q.From <= k && k < q.To {
				want = append(want, k)
			}
		}
		slices.Sort(want)
		if !proven || !slices.Equal(got, want) {
			return fmt.Errorf("[%q, %q) is %q, want %q", q.From, q.To, got, want)
		}
	}
	return nil
}

func TestProofsTellTheTruth(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		rows := randomRows(r, r.IntN(40))
		tree, qs := mustTree(t, rows), randomQueries(r, rows)
		reveal := func(key string) bool { return len(key)%2 == 0 }
		p, err := tree.Prove(qs, reveal)
		if err != nil {
			rt.Fatal(err)
		}
		var read Proof
		if err := record.Unmarshal(record.MustMarshal(p), &read); err != nil {
			rt.Fatal(err)
		}
		root, res, err := read.Verify(qs)
		if err != nil || root != tree.Root() {
			rt.Fatalf("root %s, want %s: %v", root, tree.Root(), err)
		}
		if err := truth(res, qs, rows); err != nil {
			rt.Fatal(err)
		}
		for _, row := range rows {
			e, state := res.Get(row.Key)
			if state != Present {
				continue
			}
			told := len(row.Sealed) == 0 || reveal(row.Key)
			if e.Withheld == told || told != (string(e.Sealed) == string(row.Sealed)) {
				rt.Fatalf("%q: sealed part %q, withheld %v", row.Key, e.Sealed, e.Withheld)
			}
		}
	})
}

func TestOnlyWhatWasAskedIsProven(t *testing.T) {
	tree := mustTree(t, []Row{{Key: "a"}, {Key: "b"}, {Key: "c"}, {Key: "d"}})
	qs := []Query{{Key: "b"}, {From: "c", To: "cc"}}
	p, err := tree.Prove(qs, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, res, err := p.Verify(qs)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]State{
		"a": NotProven, "b": Present, "bb": NotProven, "c": Present, "ca": Absent,
		"cc": NotProven, "d": NotProven, "!": NotProven, "": NotProven,
	} {
		if _, got := res.Get(key); got != want {
			t.Errorf("%q is %s, want %s", key, got, want)
		}
	}
	for _, r := range [][2]string{{"b", "cc"}, {"c", "d"}, {"b", "b\x00"}, {"cb", "ca"}, {"c", "c"}} {
		if list, proven := res.Range(r[0], r[1]); proven || list != nil {
			t.Errorf("range %q is proven", r)
		}
	}
	if list, proven := res.Range("ca", "cb"); !proven || len(list) != 0 {
		t.Errorf("part of a range: %v, %v", list, proven)
	}
	if _, state := (Result{}).Get("b"); state != NotProven {
		t.Error("the zero result says something")
	}
}

func TestQueriesRefused(t *testing.T) {
	tree := mustTree(t, []Row{{Key: "a"}})
	good, err := tree.Prove([]Query{{Key: "a"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, qs := range [][]Query{
		nil, {{}}, {{Key: "!"}}, {{Key: "~"}}, {{Key: " "}}, {{Key: "~~"}}, {{Key: "a\x00"}},
		{{Key: strings.Repeat("a", 65)}}, {{Key: "a\xff"}}, {{Key: "a", From: "a"}},
		{{Key: "a", To: "b"}}, {{From: "b", To: "b"}}, {{From: "c", To: "b"}},
		{{From: "!", To: "b"}}, {{To: "b"}}, {{From: "a", To: "~~"}}, {{From: "a"}},
		{{Key: "a"}, {Key: "!"}},
	} {
		if _, err := tree.Prove(qs, nil); err == nil {
			t.Errorf("Prove accepts %q", qs)
		}
		if _, _, err := good.Verify(qs); err == nil {
			t.Errorf("Verify accepts %q", qs)
		}
	}
	if _, _, err := good.Verify([]Query{{From: "a", To: "~"}}); err == nil {
		t.Error("a key's proof passes for a range's")
	}
}

func TestNewTreeRefuses(t *testing.T) {
	for _, rows := range [][]Row{
		{{Key: ""}}, {{Key: "a"}, {Key: "a"}}, {{Key: "!"}}, {{Key: "a\x00b"}},
		{{Key: strings.Repeat("k", 65)}}, {{Key: "\xc3"}},
	} {
		if _, err := NewTree(rows); err == nil {
			t.Errorf("tree of %q", rows)
		}
	}
}
