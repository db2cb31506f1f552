package capture

import (
	"context"
	"fmt"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// look is what one plan reads of the ledger.
type look struct {
	records Records
	party   gs1.GLN // that asks

	owners map[gs1.GLN]gs1.GLN  // parties of sites; zero where the ledger knows none
	makers map[gs1.GTIN]gs1.GLN // of products; zero where nobody is
	height uint64               // the oldest state that was read; 0 = none yet
	effort Effort
}

// maxNames bounds the products and sites of one document: for each some records are looked for.
const maxNames = 1000

func (l *look) names() error {
	if len(l.owners)+len(l.makers) < maxNames {
		return nil
	}
	return fmt.Errorf("%w: it names more than %d products and sites", ErrDocument, maxNames)
}

// maxKeys is how many records the ledger reads out at once.
const maxKeys = 256

// get reads records. Orders may be done between two calls: each gives the newest state.
func (l *look) get(ctx context.Context, keys ...string) (map[string]record.Value, error) {
	all := make(map[string]record.Value, len(keys))
	for len(keys) > 0 {
		n := min(len(keys), maxKeys)
		height, got, err := l.records.Get(ctx, 0, keys[:n]...)
		l.effort.Records += n
		if err != nil {
			return nil, err
		}
		if l.height == 0 || height < l.height {
			l.height = height
		}
		for key, v := range got {
			all[key] = v
		}
		keys = keys[n:]
	}
	return all, nil
}

// keys finds the keys of packs or lots.
func (l *look) keys(ctx context.Context, names ...record.Name) (keys []string, err error) {
	for part := range slices.Chunk(names, maxKeys) {
		indexes, err := l.records.Index(ctx, part...)
		if err != nil {
			return nil, err
		}
		for n, i := range indexes {
			keys = append(keys, part[n].Key(i))
		}
	}
	return keys, nil
}

// lot reads a lot, nil where there is none, and gives its index.
func (l *look) lot(ctx context.Context, g gs1.GTIN, n gs1.Lot) (*record.Lot, record.Index, error) {
	indexes, err := l.records.Index(ctx, record.LotName(g, n))
	if err != nil {
		return nil, record.Index{}, err
	}
	lot, err := one(ctx, l, record.LotKey(indexes[0]), record.DecodeLot)
	return lot, indexes[0], err
}

// one reads a record, nil where there is none.
func one[T any](ctx context.Context, l *look, key string,
	decode func(record.Value) (*T, error)) (*T, error) {

	got, err := l.get(ctx, key)
	if err != nil {
		return nil, err
	}
	v, found := got[key]
	if !found {
		return nil, nil
	}
	return decode(v)
}

// seen gives the height of the oldest state that was read.
func (l *look) seen(ctx context.Context) (uint64, error) {
	if l.height == 0 {
		if _, err := l.get(ctx, record.PartyKey(l.party)); err != nil {
			return 0, err
		}
	}
	return l.height, nil
}
