package proof

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sort"
	"strings"
)

// A Leaf is a key with the hash of its value.
type Leaf struct {
	Key   string
	Value Hash
}

// Hash gives the leaf's hash in the tree.
func (l Leaf) Hash() Hash { return LeafHash(l.Key, l.Value) }

// A Row is a key with its value. The values of the sentinels are not looked at.
type Row struct {
	Key          string
	Open, Sealed []byte
}

// Leaf hashes the row's value.
func (r Row) Leaf() Leaf {
	if IsSentinel(r.Key) {
		return Leaf{r.Key, SentinelHash()}
	}
	return Leaf{r.Key, ValueHash(r.Open, r.Sealed)}
}

// IsSentinel tells the two keys that every tree has.
func IsSentinel(key string) bool { return key == FirstKey || key == LastKey }

// Bit gives bit i of key, from the most significant of the first byte; behind
// the end all bits are zero.
func Bit(key string, i int) byte {
	if i>>3 >= len(key) {
		return 0
	}
	return key[i>>3] >> (7 - i&7) & 1
}

// CritBit gives the first bit where two keys differ, and math.MaxInt if none
// does, however far zeros continue them.
func CritBit(a, b string) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if i < len(a) {
		return 8*i + bits.LeadingZeros8(a[i]^b[i])
	}
	for ; i < len(b); i++ {
		if b[i] != 0 {
			return 8*i + bits.LeadingZeros8(b[i])
		}
	}
	return math.MaxInt
}

// split divides sorted leaves, two or more, where their tree branches: at the
// first bit in which the first and the last key differ.
func split[L any](leaves []L, key func(L) string) int {
	bit := CritBit(key(leaves[0]), key(leaves[len(leaves)-1]))
	return sort.Search(len(leaves), func(i int) bool { return Bit(key(leaves[i]), bit) == 1 })
}

func leafKey(l Leaf) string { return l.Key }

// Root is the root of the tree over sorted leaves: the definition itself.
func Root(leaves []Leaf) Hash {
	switch len(leaves) {
	case 0:
		return EmptyRoot()
	case 1:
		return leaves[0].Hash()
	}
	n := split(leaves, leafKey)
	return InnerHash(Root(leaves[:n]), Root(leaves[n:]))
}

// Prune appends the proof of the needed tokens, both sorted, within the subtree
// over leaves, and gives the root of that. A token without its leaf is an error.
func Prune(p Proof, leaves []Leaf, needed []Token) (Proof, Hash, error) {
	if len(needed) == 0 {
		root := Root(leaves)
		return append(p, Token{Kind: Pruned, Hash: root}), root, nil
	}
	if len(leaves) == 1 && len(needed) == 1 && leaves[0].Key == needed[0].Key {
		return append(p, needed[0]), leaves[0].Hash(), nil
	}
	if len(leaves) < 2 {
		return nil, Hash{}, fmt.Errorf("%w: no leaf %q", ErrProof, needed[0].Key)
	}
	n := split(leaves, leafKey)
	m := sort.Search(len(needed), func(i int) bool { return needed[i].Key >= leaves[n].Key })
	p, left, err := Prune(append(p, Token{Kind: Inner}), leaves[:n], needed[:m])
	if err != nil {
		return nil, Hash{}, err
	}
	p, right, err := Prune(p, leaves[n:], needed[m:])
	return p, InnerHash(left, right), err
}

// A Tree holds rows in memory. It is the definition of the ledger's tree in
// code: the store has to give the same root and the same proofs.
type Tree struct {
	rows   []Row // sorted, with sentinels
	leaves []Leaf
}

// NewTree takes the rows in any order and adds the sentinels.
func NewTree(rows []Row) (*Tree, error) {
	t := &Tree{rows: append([]Row{{Key: FirstKey}, {Key: LastKey}}, rows...)}
	slices.SortFunc(t.rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
	for i, r := range t.rows {
		if err := checkLeafKey(r.Key); err != nil {
			return nil, err
		}
		if i > 0 && r.Key == t.rows[i-1].Key {
			return nil, fmt.Errorf("%w: %q twice", ErrKey, r.Key)
		}
		t.leaves = append(t.leaves, r.Leaf())
	}
	return t, nil
}

// Root is the tree's root.
func (t *Tree) Root() Hash { return Root(t.leaves) }

// Prove answers the queries. Sealed parts are told where reveal says so.
func (t *Tree) Prove(queries []Query, reveal func(key string) bool) (Proof, error) {
	needed, err := Select(queries, t, reveal)
	if err != nil {
		return nil, err
	}
	p, _, err := Prune(nil, t.leaves, needed)
	return p, err
}

// at gives the place of the first row that is not before key.
func (t *Tree) at(key string) int {
	return sort.Search(len(t.rows), func(i int) bool { return t.rows[i].Key >= key })
}

// Ascend implements Rows.
func (t *Tree) Ascend(from string, fn func(Row) bool) error {
	for _, r := range t.rows[t.at(from):] {
		if !fn(r) {
			break
		}
	}
	return nil
}

// Before implements Rows.
func (t *Tree) Before(key string) (Row, error) {
	i := t.at(key)
	if i == 0 {
		return Row{}, fmt.Errorf("%w: nothing before %q", ErrKey, key)
	}
	return t.rows[i-1], nil
}
