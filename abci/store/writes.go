package store

import (
	"cmp"
	"slices"
	"strings"

	"pedigree/abci/store/tree"
	"pedigree/proof"
)

// sortWrites checks the changes, keeps the last of each key and encodes them. All keys
// stand between the sentinels.
func sortWrites(changes []Change, sentinels bool) ([]tree.Write, error) {
	type place struct {
		key string
		n   int
	}
	order := make([]place, len(changes))
	for i, c := range changes {
		if err := proof.CheckKey(c.Key); err != nil {
			return nil, err
		}
		order[i] = place{c.Key, i}
	}
	slices.SortFunc(order, func(a, b place) int { return cmp.Or(strings.Compare(a.key, b.key), a.n-b.n) })
	writes := make([]tree.Write, 0, len(changes)+2)
	sentinel := func(key string) {
		if sentinels {
			writes = append(writes, tree.Write{Key: key, Row: Value{}.Encode(), Sum: proof.SentinelHash()})
		}
	}
	sentinel(proof.FirstKey)
	for i, at := range order {
		if i+1 < len(order) && order[i+1].key == at.key {
			continue
		}
		w := tree.Write{Key: at.key}
		if v := changes[at.n].Value; v != nil {
			w.Row, w.Sum = v.Encode(), proof.ValueHash(v.Open, v.Sealed)
		}
		writes = append(writes, w)
	}
	sentinel(proof.LastKey)
	return writes, nil
}

// writeOf sets a row that stood or stands in the database, or deletes it if it is nil. The
// tree only needs to know that there is one, and its hash.
func writeOf(key string, row []byte) (tree.Write, error) {
	if row == nil {
		return tree.Write{Key: key}, nil
	}
	leaf, err := leafOf(key, row)
	return tree.Write{Key: key, Row: []byte{}, Sum: leaf.Value}, err
}
