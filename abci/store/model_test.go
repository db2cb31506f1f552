package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
	"pedigree/proof"
)

// A model is what the store should hold: one map for each height.
type model struct {
	states []map[string]store.Value // by height
	*rand.Rand
	shape int
}

func newModel(seed uint64) *model {
	r := rand.New(rand.NewPCG(seed, 1))
	return &model{states: []map[string]store.Value{{}}, Rand: r, shape: r.IntN(3)}
}

func (m *model) height() uint64              { return uint64(len(m.states) - 1) }
func (m *model) tip() map[string]store.Value { return m.states[len(m.states)-1] }

// key draws keys of one of three shapes: few, of which many are the beginning of
// others; many, scattered within a few products; long ones that branch late.
func (m *model) key() string {
	switch m.shape {
	case 0:
		key := "k"
		for range m.IntN(6) {
			key += []string{"a", "aa", "b", "|"}[m.IntN(4)]
		}
		return key
	case 1:
		return fmt.Sprintf("unit|%d|%d", m.IntN(3), m.IntN(20_000))
	default:
		b := []byte("chain|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
		n := 7 + m.IntN(len(b)-7)
		b[n] ^= 1 << m.IntN(6)
		return string(b[:n+1+m.IntN(len(b)-n)])
	}
}

func (m *model) value() *store.Value {
	v := store.Value{Open: fmt.Appendf(nil, "open %d", m.IntN(1000))}
	if m.IntN(3) > 0 {
		v.Sealed = make([]byte, m.IntN(80))
	}
	return &v
}

// block draws changes, of which about one in 100/deletes deletes, and makes the
// next state. Keys repeat within it.
func (m *model) block(size, deletes int) []store.Change {
	next := maps.Clone(m.tip())
	present := slices.Sorted(maps.Keys(next))
	var cs []store.Change
	for range size {
		c := store.Change{Key: m.key(), Value: m.value()}
		if m.IntN(100) < deletes {
			c.Value = nil
		}
		if len(present) > 0 && m.IntN(2) == 0 {
			c.Key = present[m.IntN(len(present))]
		}
		cs = append(cs, c)
		if c.Value == nil {
			delete(next, c.Key)
		} else {
			next[c.Key] = *c.Value
		}
	}
	m.states = append(m.states, next)
	return cs
}

// clear deletes everything.
func (m *model) clear() (cs []store.Change) {
	for key := range m.tip() {
		cs = append(cs, store.Change{Key: key})
	}
	m.states = append(m.states, map[string]store.Value{})
	return cs
}

// tree builds the definition of a state.
func tree(t testing.TB, state map[string]store.Value) *proof.Tree {
	t.Helper()
	var rows []proof.Row
	for key, v := range state {
		rows = append(rows, proof.Row{Key: key, Open: v.Open, Sealed: v.Sealed})
	}
	tr, err := proof.NewTree(rows)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// pagesAfter is after how many changes a store writes pages: with each block, now and
// then, or never again.
func pagesAfter(seed uint64) int { return []int{1, 500, 1 << 20}[seed%3] }

func mustOpen(t testing.TB, fs vfs.FS, o store.Options) *store.Store {
	t.Helper()
	o.FS = fs
	s, err := store.Open("db", o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustClose(t testing.TB, c interface{ Close() error }) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

func mustApply(t testing.TB, s *store.Store, h uint64, cs []store.Change) *store.Pending {
	t.Helper()
	p, err := s.Apply(h, cs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustCommit(t testing.TB, s *store.Store, h uint64, cs []store.Change) {
	t.Helper()
	if err := s.Commit(mustApply(t, s, h, cs)); err != nil {
		t.Fatal(err)
	}
}

func mustView(t testing.TB, s *store.Store, h uint64) *store.View {
	t.Helper()
	v, err := s.At(h)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// changes sets a whole state at once.
func changes(state map[string]store.Value) (cs []store.Change) {
	for key, v := range state {
		cs = append(cs, store.Change{Key: key, Value: &v})
	}
	return cs
}

// checkPages compares the pages with those of a store that took the same state
// in one block. Those of m are of an earlier height unless it has just written them.
func (m *model) checkPages(t testing.TB, s *store.Store) {
	t.Helper()
	checkRows(t, s, store.DataRows, m.states[s.Height()])
	checkRows(t, s, store.PageRows, m.states[s.PagesHeight()])
}

// checkPages wants pages of the tip's height.
func checkPages(t testing.TB, s *store.Store, state map[string]store.Value) {
	t.Helper()
	checkRows(t, s, store.DataRows, state)
	checkRows(t, s, store.PageRows, state)
}

func checkRows(t testing.TB, s *store.Store, kind byte, state map[string]store.Value) {
	t.Helper()
	bulk := mustOpen(t, vfs.NewMem(), store.Options{})
	defer mustClose(t, bulk)
	mustCommit(t, bulk, 1, changes(state))
	if got, want := s.Dump(kind), bulk.Dump(kind); !slices.Equal(got, want) {
		t.Fatalf("%d rows of kind %c at height %d differ from the %d of one block",
			len(got), kind, s.Height(), len(want))
	}
}

// checkView compares all that a view says with the model.
func (m *model) checkView(t testing.TB, s *store.Store, h uint64) {
	t.Helper()
	v := mustView(t, s, h)
	defer mustClose(t, v)
	state := m.states[h]
	def := tree(t, state)
	if v.Height() != h || v.Root() != def.Root() {
		t.Fatalf("height %d has root %s, want %s", h, v.Root(), def.Root())
	}
	var got []string
	err := v.Range("", "", 0, func(key string, val store.Value) bool {
		got = append(got, key)
		return sameValue(val, state[key])
	})
	if want := slices.Sorted(maps.Keys(state)); err != nil || !slices.Equal(got, want) {
		t.Fatalf("height %d has %d rows, want %d: %v", h, len(got), len(want), err)
	}
	for range 5 {
		m.checkKey(t, v, state)
		m.checkProof(t, v, def)
	}
}

func sameValue(a, b store.Value) bool {
	return string(a.Open) == string(b.Open) && string(a.Sealed) == string(b.Sealed)
}

func (m *model) checkKey(t testing.TB, v *store.View, state map[string]store.Value) {
	t.Helper()
	key := m.key()
	want, there := state[key]
	got, ok, err := v.Get(key)
	if err != nil || ok != there || !sameValue(got, want) {
		t.Fatalf("height %d: %q is %v, %v: %v", v.Height(), key, got, ok, err)
	}
}

// checkProof wants the bytes that the definition gives.
func (m *model) checkProof(t testing.TB, v *store.View, def *proof.Tree) {
	t.Helper()
	from, to := m.key(), m.key()
	qs := []proof.Query{{Key: m.key()}, {Key: m.key()}, proof.PrefixQuery(m.key())}
	if from != to {
		qs = append(qs, proof.Query{From: min(from, to), To: max(from, to)})
	}
	reveal := func(key string) bool { return len(key)%2 == 0 }
	got, err := v.Prove(qs, reveal)
	if err != nil {
		t.Fatal(err)
	}
	want, err := def.Prove(qs, reveal)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("height %d: the proof of %q is not that of the definition", v.Height(), qs)
	}
	if root, _, err := got.Verify(qs); err != nil || root != v.Root() {
		t.Fatalf("height %d: %q: %v", v.Height(), qs, err)
	}
}
