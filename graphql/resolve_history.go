package graphql

import (
	"context"
	"encoding/base64"
	"slices"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// Proved is a record with the bundle that proves it, sealed part included.
type Proved struct {
	Value  record.Value
	Found  bool
	Height uint64 // of the state
	Bundle []byte
}

// A Prover proves one record of the ledger's newest state. An error means that no
// proof could be had.
type Prover interface {
	// Prove proves the record with this key, and the indexes of the names that it is made of.
	Prove(ctx context.Context, key string, names ...record.Name) (Proved, error)
	// Index gives the index of a pack or lot.
	Index(ctx context.Context, n record.Name) (record.Index, error)
}

// history is the list of a record's facts, and whether it is all of them.
type history struct {
	key    string
	proved Proved
	chain  record.History
	facts  []readmodel.Event
	whole  bool
}

// place is what a history is asked of.
type place struct {
	key  string        // of the state
	name []record.Name // of the pack or lot whose index the key has
	site gs1.GLN
	unit readmodel.UnitKey
	lot  readmodel.LotKey
	sscc gs1.SSCC
}

// placeOf reads a code and, where the site's part of a lot is meant, a GLN.
func (h *Handler) placeOf(args arguments) (p place, err error) {
	label, err := gs1.ParseLabel(args.text("key"), h.Now().UTC().Year())
	if err != nil {
		return p, refused(codeBadInput, "%v", err)
	}
	site, err := parsed("site", args.text("site"), gs1.ParseGLN)
	if err != nil {
		return p, err
	}
	p.unit = readmodel.UnitKey{GTIN: label.GTIN.String(), Serial: label.Serial.String()}
	p.lot = readmodel.LotKey{GTIN: label.GTIN.String(), Lot: label.Lot.String()}
	switch {
	case !label.SSCC.IsZero() && label.GTIN.IsZero() && site.IsZero():
		p.key, p.sscc = record.ContainerKey(label.SSCC, 0), label.SSCC
	case label.GTIN.IsZero() || label.Lot.IsZero() && (label.Serial.IsZero() || !site.IsZero()):
		return p, refused(codeBadInput, "the code names no pack, lot or container")
	case !site.IsZero():
		p.name, p.site = []record.Name{record.LotName(label.GTIN, label.Lot)}, site
	case !label.Serial.IsZero():
		p.name = []record.Name{record.UnitName(label.GTIN, label.Serial)}
	default:
		p.name = []record.Name{record.LotName(label.GTIN, label.Lot)}
	}
	return p, nil
}

// find makes the key of a pack, a lot, or what a site has of one.
func (p *place) find(ctx context.Context, by Prover) error {
	if len(p.name) == 0 {
		return nil
	}
	i, err := by.Index(ctx, p.name[0])
	p.key = p.name[0].Key(i)
	if !p.site.IsZero() {
		p.key = record.HoldingKey(p.key, p.site)
	}
	return err
}

// findHistory lists the facts of a record that the asker may see, chains them, and
// compares with what the proven record says. Only a list that is complete is worth
// its proof, and only who sees all of it may see the record's sealed part.
func findHistory(ctx context.Context, a *asking, args arguments) (any, error) {
	p, err := a.h.placeOf(args)
	if err != nil {
		return nil, err
	}
	if a.h.Prover == nil {
		return nil, refused(codeUnavailable, "this gateway proves nothing")
	}
	if !p.sscc.IsZero() {
		if p.key, err = a.lastUse(ctx, p); err != nil {
			return nil, err
		}
	}
	if err := p.find(ctx, a.h.Prover); err != nil {
		return nil, a.h.answered(err, "ledger")
	}
	proved, err := a.h.Prover.Prove(ctx, p.key, p.name...)
	if err != nil {
		return nil, a.h.answered(err, "ledger")
	}
	if err := a.h.Model.Wait(ctx, proved.Height); err != nil {
		return nil, lagging()
	}
	s, err := a.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	var rows []readmodel.Event
	switch record.KindOf(p.key) {
	case "unit":
		rows, err = s.FactsOfUnit(ctx, p.unit)
	case "sscc":
		rows, err = s.FactsOfBox(ctx, p.key)
	default:
		rows, err = s.FactsOfLot(ctx, p.lot)
	}
	if err != nil {
		return nil, err
	}
	h := &history{key: p.key, proved: proved, chain: record.NewHistory(p.key)}
	for _, row := range rows {
		f, err := record.DecodeFact(row.Fact)
		if err != nil {
			return nil, err
		}
		if slices.Contains(f.Subjects, p.key) && f.Height <= proved.Height {
			h.facts, h.chain = append(h.facts, row), h.chain.Add(record.FactHash(row.Fact))
		}
	}
	said, err := historyIn(p.key, proved)
	h.whole = err == nil && said == h.chain && len(h.facts) > 0 && len(rows) <= readmodel.MaxHistory
	h.facts = h.facts[:min(len(h.facts), readmodel.MaxHistory)]
	return h, err
}

// lastUse gives the key of a container in the last use of its SSCC: of the first for who may
// not see it. Its tables are not those of the answer, which may be of a later height.
func (a *asking) lastUse(ctx context.Context, p place) (string, error) {
	s, err := a.h.Model.SnapshotFor(ctx, a.viewer)
	if err != nil {
		return "", err
	}
	defer s.Close()
	found, err := s.Containers(ctx, []string{p.sscc.String()})
	if box := found[p.sscc.String()]; box != nil {
		return box.Box, err
	}
	return p.key, err
}

// historyIn reads what a record says of its history. A pack that nothing has happened
// to has none of its own.
func historyIn(key string, p Proved) (h record.History, err error) {
	h = record.NewHistory(key)
	if !p.Found {
		return h, nil
	}
	switch record.KindOf(key) {
	case "unit":
		u, err := record.DecodeUnit(p.Value)
		if err == nil && u.Sealed != nil {
			h = u.Sealed.History
		}
		return h, err
	case "lot":
		l, err := record.DecodeLot(p.Value)
		if err == nil && l.Sealed != nil {
			h = l.Sealed.History
		}
		return h, err
	case "sscc":
		c, err := record.DecodeContainer(p.Value)
		if err == nil && c.Sealed != nil {
			h = c.Sealed.History
		}
		return h, err
	}
	x, err := record.DecodeHolding(p.Value)
	if err == nil && x.Sealed != nil {
		h = x.Sealed.History
	}
	return h, err
}

func historyResolvers() map[string]gql.FieldResolveFn {
	whole := func(get func(*history) any) gql.FieldResolveFn {
		return of(func(h *history) any {
			if !h.whole {
				return nil
			}
			return get(h)
		})
	}
	return map[string]gql.FieldResolveFn{
		"History.key":      of(func(h *history) any { return h.key }),
		"History.complete": of(func(h *history) any { return h.whole }),
		"History.height":   of(func(h *history) any { return number(h.proved.Height) }),
		"History.facts":    of(func(h *history) any { return pointers(h.facts) }),
		"History.head":     whole(func(h *history) any { return h.chain.Head.String() }),
		"History.bundle": whole(func(h *history) any {
			return text(base64.RawURLEncoding.EncodeToString(h.proved.Bundle))
		}),

		"HistoryFact.event": of(func(f *readmodel.Event) any { return f }),
		"HistoryFact.fact": of(func(f *readmodel.Event) any {
			return base64.RawURLEncoding.EncodeToString(f.Fact)
		}),
	}
}
