package proof

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// ErrTooLarge marks queries whose answer would exceed a proof's limits.
var ErrTooLarge = errors.New("answer too large for one proof")

// Rows are the contents of a tree in order, sentinels included.
type Rows interface {
	// Ascend calls fn for each row from key on, until fn returns false.
	Ascend(from string, fn func(Row) bool) error
	// Before gives the last row whose key is smaller.
	Before(key string) (Row, error)
}

// maxNeeded bounds the leaves of one proof, so that their tokens and the inner
// ones of a range fit in maxTokens.
const maxNeeded = 50_000

// Select lists, sorted, the leaves that a proof of the queries shows. A record's
// sealed part is withheld unless reveal says otherwise; nil reveals nothing.
func Select(queries []Query, rows Rows, reveal func(key string) bool) ([]Token, error) {
	if len(queries) == 0 {
		return nil, fmt.Errorf("%w: none", ErrQuery)
	}
	needed := map[string]Token{}
	need := func(k Kind, r Row) error {
		if t, ok := needed[r.Key]; ok && t.Kind >= k {
			return nil
		}
		if len(needed) == maxNeeded {
			return ErrTooLarge
		}
		needed[r.Key] = token(k, r, reveal)
		return nil
	}
	for _, q := range queries {
		if err := q.check(); err != nil {
			return nil, err
		}
		if err := selectOne(q, rows, need); err != nil {
			return nil, err
		}
	}
	keys := slices.Sorted(maps.Keys(needed))
	out := make([]Token, len(keys))
	for i, k := range keys {
		out[i] = needed[k]
	}
	return out, nil
}

// selectOne names the leaves one query needs; Verify refuses any other choice.
func selectOne(q Query, rows Rows, need func(Kind, Row) error) error {
	from, to := q.From, q.To
	if q.Key != "" {
		from, to = q.Key, q.Key+"\x00"
	}
	first, closed := false, false
	var failed error
	err := rows.Ascend(from, func(r Row) bool {
		first = first || r.Key == from
		if r.Key >= to {
			closed, failed = true, need(Neighbour, r)
			return false
		}
		failed = need(Record, r)
		closed = q.Key != ""
		return failed == nil && !closed
	})
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	if !closed {
		return fmt.Errorf("%w: the tree is empty", ErrQuery)
	}
	if first {
		return nil
	}
	before, err := rows.Before(from)
	if err != nil {
		return err
	}
	return need(Neighbour, before)
}

// token tells as much of a row as its kind and reveal allow.
func token(k Kind, r Row, reveal func(key string) bool) Token {
	if k == Neighbour {
		return Token{Kind: k, Key: r.Key, Hash: r.Leaf().Value}
	}
	t := Token{Kind: k, Key: r.Key, Open: append([]byte(nil), r.Open...)}
	if len(r.Sealed) == 0 || reveal != nil && reveal(r.Key) {
		t.Sealed = append(t.Sealed, r.Sealed...)
		return t
	}
	t.Withheld, t.Hash = true, RawValueHash(r.Sealed)
	return t
}
