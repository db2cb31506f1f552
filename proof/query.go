package proof

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// ErrProof marks a proof that does not prove what was asked, or that is not the
// one form in which it can be proven.
var ErrProof = errors.New("proof refused")

// ErrQuery marks a question no proof can answer.
var ErrQuery = errors.New("query refused")

// A Query asks for one key, present or absent, or for all keys k with
// From <= k < To. Either Key is set or From and To are.
type Query struct{ Key, From, To string }

// PrefixQuery asks for all keys that begin with prefix, which must not be
// empty; its last byte must not be 0xff.
func PrefixQuery(prefix string) Query {
	end := []byte(prefix)
	end[len(end)-1]++
	return Query{From: prefix, To: string(end)}
}

// check refuses a query whose answer would not have a leaf on either side.
func (q Query) check() error {
	if q.Key != "" {
		if q.From != "" || q.To != "" {
			return fmt.Errorf("%w: both a key and a range", ErrQuery)
		}
		return CheckKey(q.Key)
	}
	if q.From >= q.To || q.From <= FirstKey || q.To > LastKey {
		return fmt.Errorf("%w: from %q to %q", ErrQuery, q.From, q.To)
	}
	return nil
}

// covers tells whether the answer of q settles key.
func (q Query) covers(key string) bool {
	if q.Key != "" {
		return q.Key == key
	}
	return q.From <= key && key < q.To
}

// A State is what a proof says about a key.
type State uint8

// A key that no query asked for is NotProven, never Absent.
const (
	NotProven State = iota
	Absent
	Present
)

// String names the state.
func (s State) String() string {
	return [...]string{"not proven", "absent", "present"}[s]
}

// An Entry is a proven record.
type Entry struct {
	Key      string
	Open     []byte
	Sealed   []byte // empty if Withheld, or if the type has no sealed part
	Withheld bool
}

// A Result is what a verified proof says. The zero value says nothing.
type Result struct {
	queries []Query
	entries []Entry // ascending
}

// Get says whether key is present, absent or not covered by the queries that
// were verified. The entry is set only if Present.
func (r Result) Get(key string) (Entry, State) {
	covered := slices.ContainsFunc(r.queries, func(q Query) bool { return q.covers(key) })
	if !covered {
		return Entry{}, NotProven
	}
	i, ok := slices.BinarySearchFunc(r.entries, key, func(e Entry, k string) int {
		return strings.Compare(e.Key, k)
	})
	if !ok {
		return Entry{}, Absent
	}
	return r.entries[i], Present
}

// Range gives all entries with from <= key < to, ascending. proven is false,
// and the list nil, unless one verified range query covers the whole of it.
func (r Result) Range(from, to string) (entries []Entry, proven bool) {
	covered := slices.ContainsFunc(r.queries, func(q Query) bool {
		return q.Key == "" && q.From <= from && to <= q.To
	})
	if !covered || from >= to {
		return nil, false
	}
	i := sort.Search(len(r.entries), func(i int) bool { return r.entries[i].Key >= from })
	j := sort.Search(len(r.entries), func(i int) bool { return r.entries[i].Key >= to })
	return slices.Clone(r.entries[i:j]), true
}
