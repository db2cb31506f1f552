package proof

import (
	"fmt"
	"strings"

	"pedigree/record"
)

// Indexes are the indexes of names that a bundle's proofs have shown. The zero value knows
// none. There is no other way to come by them: what a query asks of packs and lots then
// rests on proven keys.
type Indexes struct {
	by    IndexPublic
	names map[record.Name]record.Index
}

// Indexes checks the bundle's proofs of the indexes of these names, in this order.
func (b *Bundle) Indexes(by IndexPublic, names ...record.Name) (Indexes, error) {
	x := Indexes{by: by, names: make(map[record.Name]record.Index, len(names))}
	if len(names) != len(b.IndexProofs) {
		return Indexes{}, fmt.Errorf("%w: %d proofs for %d names", ErrIndex, len(b.IndexProofs), len(names))
	}
	for n, name := range names {
		i, ok := by.Verify(name, b.IndexProofs[n])
		if !ok {
			return Indexes{}, fmt.Errorf("%w: of the %s", ErrIndex, name.Kind)
		}
		x.names[name] = i
	}
	return x, nil
}

// Index gives the proven index of a name.
func (x Indexes) Index(n record.Name) (record.Index, bool) {
	i, ok := x.names[n]
	return i, ok
}

// check refuses indexes by another key, and a bundle with proofs that nobody asked for.
func (x Indexes) check(by IndexPublic, proofs int) error {
	if len(x.names) > 0 && x.by != by || len(x.names) != proofs {
		return fmt.Errorf("%w: %d names, %d proofs", ErrIndex, len(x.names), proofs)
	}
	return nil
}

// cover refuses what says that something is not there, at a key whose index is not proven:
// any made-up key is absent. A record that is there speaks for itself.
func (x Indexes) cover(queries []Query, r Result) error {
	proven := make(map[string]bool, len(x.names))
	for name, i := range x.names {
		proven[name.Key(i)] = true
	}
	for _, q := range queries {
		key := q.Key
		if key == "" {
			key = q.From
		} else if _, state := r.Get(key); state == Present {
			continue
		}
		kind, rest, _ := strings.Cut(key, "|")
		index, _, _ := strings.Cut(rest, "|")
		switch kind {
		case "holding":
			kind = "lot"
		case "unit", "lot":
		default:
			continue
		}
		if !proven[kind+"|"+index] {
			return fmt.Errorf("%w: of %s", ErrIndex, key)
		}
	}
	return nil
}
