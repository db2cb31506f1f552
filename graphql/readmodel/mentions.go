package readmodel

import (
	"context"
	"maps"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// Public steps of a pack's way, in the words of CBV 2.0, 7.1.
const (
	stepCommissioning = "commissioning"
	stepShipping      = "shipping"
	stepReceiving     = "receiving"
	stepVoid          = "void_shipping"
	stepDispensing    = "dispensing"
	stepRepackaging   = "repackaging"
)

// LotKey names a lot of a product.
type LotKey struct{ GTIN, Lot string }

// UnitKey names a serialised pack.
type UnitKey struct{ GTIN, Serial string }

type lotMention struct {
	whole bool
	step  string
}

// mentions is what a fact speaks of: the indexes by which it is found again.
type mentions struct {
	parties map[string]bool
	lots    map[LotKey]lotMention
	units   map[UnitKey]string // with the public step
	boxes   map[gs1.SSCC]string
	opened  []string // containers that were unpacked before; what lies where they left it is meant
}

func mentionsOf(f *record.Fact, fields any) *mentions {
	m := &mentions{
		parties: map[string]bool{}, lots: map[LotKey]lotMention{}, units: map[UnitKey]string{},
		boxes: map[gs1.SSCC]string{},
	}
	m.party(deref(f.Party), deref(f.Site))
	switch c := fields.(type) {
	case *record.Authorize:
		m.party(c.GLN, c.Parent)
	case *record.GrantPrefix:
		m.party(c.Party)
	case *record.KeyAdded:
		m.party(c.Party, c.Site)
	case *record.KeyEnded:
		m.party(c.Party, c.Site)
	case *record.ProductRegistered:
		m.party(c.Maker)
		m.lot(c.GTIN, gs1.Lot{}, false, "")
	case *record.LotRegistered:
		m.party(c.Maker, c.Holder)
		m.lot(c.GTIN, c.Lot, false, stepCommissioning)
	case *record.AddSerials:
		m.lot(c.GTIN, c.Lot, false, "")
		for _, s := range c.Serials {
			m.units[UnitKey{c.GTIN.String(), s.String()}] = stepCommissioning
		}
	case *record.LotClosed:
		m.lot(c.GTIN, c.Lot, false, "")
	case *record.Shipped:
		m.way(c.Way)
		m.goods(c.Items, stepShipping)
	case *record.Received:
		m.way(c.Way)
		m.goods(c.Accepted, stepReceiving)
		m.goods(c.Missing, "")
		m.goods(c.Extra, "")
	case *record.Voided:
		m.way(c.Way)
		m.goods(c.Items, stepVoid)
	case *record.Dispensed:
		m.goods([]record.Goods{c.Goods}, stepDispensing)
	case *record.LotRecalled:
		m.lot(c.GTIN, c.Lot, false, "")
	case *record.AlertRaised:
		m.party(c.Parties...)
		m.goods([]record.Goods{{GTIN: c.GTIN, Lot: c.Lot, Serial: c.Serial}}, "")
	case *record.Left:
		m.goods(c.Items, "")
	case *record.ActUndone:
		m.goods([]record.Goods{c.Goods}, "")
	case *record.HoldsChanged:
		for _, h := range c.Items {
			m.party(h.Site)
			m.goods([]record.Goods{h.Goods}, "")
		}
	case *record.Packed:
		m.party(c.Owner)
		m.goods(c.Items, "")
	case *record.Unpacked:
		m.party(c.Owner)
		m.goods(c.Items, "")
	case *record.Returned:
		m.way(c.Way)
		m.goods(c.Items, stepShipping)
	default:
		m.governed(fields)
		m.troubled(fields)
	}
	return m
}

func (m *mentions) governed(fields any) {
	switch c := fields.(type) {
	case *record.AmendParty:
		m.party(c.GLN)
	case *record.SuspendParty:
		m.party(c.Party)
	case *record.Approved:
		m.party(c.Approvals...)
	case *record.Granted:
		m.party(c.Owner, c.Grantee)
	case *record.GrantRevoked:
		m.party(c.Owner, c.Grantee)
	case *record.AmendProduct:
		m.lot(c.GTIN, gs1.Lot{}, false, "")
	case *record.WithdrawProduct:
		m.lot(c.GTIN, gs1.Lot{}, false, "")
	}
}

func (m *mentions) party(glns ...gs1.GLN) {
	for _, g := range glns {
		if !g.IsZero() {
			m.parties[g.String()] = true
		}
	}
}

func (m *mentions) way(w record.Way) { m.party(w.FromParty, w.FromSite, w.ToParty, w.ToSite) }

func (m *mentions) lot(g gs1.GTIN, l gs1.Lot, whole bool, step string) {
	key := LotKey{g.String(), l.String()}
	was := m.lots[key]
	if was.step != "" {
		step = was.step
	}
	m.lots[key] = lotMention{was.whole || whole, step}
	m.lots[LotKey{GTIN: key.GTIN}] = lotMention{}
}

func (m *mentions) goods(list []record.Goods, step string) {
	for _, g := range list {
		m.party(g.Owner)
		switch {
		case !g.SSCC.IsZero():
			m.boxes[g.SSCC] = step
		case g.GTIN.IsZero():
		case !g.Serial.IsZero():
			m.units[UnitKey{g.GTIN.String(), g.Serial.String()}] = step
			m.lot(g.GTIN, g.Lot, false, "")
		case g.Whole:
			m.lot(g.GTIN, g.Lot, true, step)
		default:
			m.lot(g.GTIN, g.Lot, false, "")
		}
	}
}

// only gives the product and the lot that the fact speaks of, where it is one.
func (m *mentions) only() (gtin, lot string) {
	for key := range m.lots {
		switch {
		case gtin == "":
			gtin = key.GTIN
		case gtin != key.GTIN:
			return "", ""
		}
	}
	lots := 0
	for key := range m.lots {
		if key.Lot != "" {
			lots, lot = lots+1, key.Lot
		}
	}
	if lots != 1 {
		return gtin, ""
	}
	return gtin, lot
}

func (m *mentions) write(ctx context.Context, w *writing, e Entry, parts map[string]part) error {
	ordinal := e.Ordinal
	for _, gln := range slices.Sorted(maps.Keys(m.parties)) {
		err := w.add(ctx, partyRows, gln, ordinal, int64(parts[gln]))
		if err != nil {
			return err
		}
	}
	if err := m.writeBoxes(ctx, w, ordinal); err != nil {
		return err
	}
	if err := m.counted(ctx, w, e.Fact); err != nil {
		return err
	}
	for key, l := range m.lots {
		err := w.add(ctx, lotRows, key.GTIN, key.Lot, ordinal, l.whole, l.step)
		if err != nil {
			return err
		}
	}
	for key, step := range m.units {
		err := w.add(ctx, unitRows, key.GTIN, key.Serial, ordinal, step)
		if err != nil {
			return err
		}
	}
	return nil
}

func deref(g *gs1.GLN) gs1.GLN {
	if g == nil {
		return gs1.GLN{}
	}
	return *g
}

func glnText(g *gs1.GLN) string { return deref(g).String() }

// writeBoxes finds what is in the containers that a fact speaks of: it speaks of
// that too.
func (m *mentions) writeBoxes(ctx context.Context, w *writing, ordinal uint64) error {
	for _, box := range m.opened {
		err := w.do(ctx, `INSERT INTO fact_unit (gtin, serial, ordinal, step)
			SELECT gtin, serial, ?2, '' FROM units WHERE opened = ?1 AND opened <> ''
			ON CONFLICT DO NOTHING`, box, ordinal)
		if err != nil {
			return err
		}
	}
	for sscc, step := range m.boxes {
		var known int
		err := w.find(ctx, "SELECT count(*) FROM containers WHERE sscc = ?", []any{sscc.String()}, &known)
		if err != nil {
			return err
		}
		if known == 0 {
			continue // it came and was never registered
		}
		if err := m.writeBox(ctx, w, ordinal, sscc, step); err != nil {
			return err
		}
	}
	return nil
}

func (m *mentions) writeBox(ctx context.Context, w *writing, ordinal uint64, sscc gs1.SSCC,
	step string) error {
	box, err := w.newest(ctx, sscc)
	if err != nil {
		return err
	}
	rows, err := w.contents(ctx, box)
	if err != nil {
		return err
	}
	for _, g := range rows {
		m.lot(g.GTIN, g.Lot, false, "")
	}
	return w.do(ctx, inside+`INSERT INTO fact_unit (gtin, serial, ordinal, step)
		SELECT gtin, serial, ?2, ?3 FROM units WHERE box <> '' AND box IN (SELECT box FROM inside)
		ON CONFLICT DO NOTHING`, box, ordinal, step)
}
