package readmodel

import (
	"context"
	"fmt"
	"strings"

	"pedigree/record"
)

// counted adds the lots whose figures a fact changes at a site: those of what came out of a
// container it does not name. They are part of the site's history of the lot.
func (m *mentions) counted(ctx context.Context, w *writing, f *record.Fact) error {
	for _, key := range f.Subjects {
		name, ok := strings.CutPrefix(key, "holding|")
		if !ok {
			continue
		}
		lot, err := w.lotNamed(ctx, name[:max(0, strings.LastIndexByte(name, '|'))])
		if err != nil {
			return err
		}
		if _, named := m.lots[lot]; !named {
			m.lots[lot], m.lots[LotKey{GTIN: lot.GTIN}] = lotMention{}, lotMention{}
		}
	}
	return nil
}

// lotNamed finds a lot by its name in the ledger's keys.
func (w *writing) lotNamed(ctx context.Context, name string) (LotKey, error) {
	lot, known := w.set.seen.names[name]
	if known {
		return lot, nil
	}
	err := w.find(ctx, "SELECT gtin, lot FROM lots WHERE key = ?", []any{name}, &lot.GTIN, &lot.Lot)
	if err != nil {
		return lot, fmt.Errorf("%w: lot %q: %v", errUnsound, name, err)
	}
	w.set.seen.names[name] = lot
	return lot, nil
}
