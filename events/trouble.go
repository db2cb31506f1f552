package events

import (
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

// trouble renders recalls that are answered, differences that partners settle, and
// suspicions. It is false for a fact of another kind.
func (d *document) trouble(f *record.Fact, fields any) ([]record.Goods, bool) {
	switch x := fields.(type) {
	case *record.RecallAcknowledged:
		d.Type, d.Detail = RecallEvent, x
		return []record.Goods{{GTIN: x.GTIN, Lot: x.Lot}}, true
	case *record.ExceptionReported:
		d.Type, d.Detail = AlertEvent, x
		return x.Items, true
	case *record.ExceptionResolved, *record.AddFinding:
		d.Type, d.Detail = AlertEvent, x
		return nil, true
	case *record.CaseOpened:
		return d.caseOpened(f, x), true
	case *record.CaseClosed:
		return d.caseClosed(f, x), true
	case *record.Repacked:
		return d.repacked(f, x), true
	case *record.Corrected:
		return d.corrected(x)
	}
	return nil, false
}

type caseDetail struct {
	Case           record.ID          `json:"case"`
	Reason         string             `json:"reason,omitempty"`
	Outcome        string             `json:"outcome,omitempty"`
	Classification string             `json:"classification,omitempty"`
	Incident       string             `json:"incident,omitempty"`
	Text           string             `json:"text,omitempty"`
	Items          []record.GoodsHeld `json:"items"`
	Unpacked       []record.BoxHeld   `json:"unpacked,omitempty"`
}

// caseOpened: goods under suspicion are put apart, and whoever reads the event
// later still sees that their pedigree is in doubt (CBV 2.0, no_pedigree_match).
func (d *document) caseOpened(f *record.Fact, x *record.CaseOpened) []record.Goods {
	goods := goodsHeld(x.Items)
	d.doubt("holding", "non_sellable_other", goods)
	d.ReadPoint = placeOf(f.Site)
	d.Persistent = &persistent{Set: []string{"no_pedigree_match"}}
	d.Detail = caseDetail{Case: x.ID, Reason: x.Reason, Items: x.Items}
	return goods
}

func (d *document) caseClosed(f *record.Fact, x *record.CaseClosed) []record.Goods {
	goods := goodsHeld(x.Items)
	if x.Outcome == record.CaseCleared {
		d.doubt("inspecting", "sellable_accessible", goods)
		d.Persistent = &persistent{Unset: []string{"no_pedigree_match"}}
	} else {
		d.doubt("inspecting", "non_sellable_other", goods)
		d.Persistent = &persistent{Set: []string{"no_pedigree_match"}}
	}
	d.ReadPoint = placeOf(f.Site)
	d.Detail = caseDetail{Case: x.ID, Outcome: x.Outcome, Classification: x.Classification,
		Incident: x.Incident, Text: x.Text, Items: x.Items, Unpacked: x.Unpacked}
	return goods
}

// doubt is an ObjectEvent about goods of which a lot may be meant without a number.
func (d *document) doubt(bizStep, disposition string, goods []record.Goods) {
	d.object("OBSERVE", bizStep, disposition, goods)
	for i, q := range d.Quantities {
		if q.Quantity != nil && *q.Quantity == 0 {
			d.Quantities[i].Quantity = nil
		}
	}
}

func goodsHeld(items []record.GoodsHeld) (goods []record.Goods) {
	for _, i := range items {
		goods = append(goods, i.Goods)
	}
	return goods
}

type repackDetail struct {
	InputSize  uint64 `json:"inputSize"`
	OutputSize uint64 `json:"outputSize"`
	Lost       uint64 `json:"lost,omitempty"`
}

// repacked: inputs are consumed, outputs begin (EPCIS 2.0, 7.4.6).
func (d *document) repacked(f *record.Fact, x *record.Repacked) []record.Goods {
	d.object("", "repackaging", "active", x.Inputs)
	d.Type, d.InputEPCs, d.InputQuantities = transformationEvent, d.EPCs, d.Quantities
	d.EPCs, d.Quantities = nil, nil
	goods := make([]record.Goods, len(x.Serials), len(x.Serials)+len(x.Inputs))
	for i, s := range x.Serials {
		goods[i] = record.Goods{GTIN: x.GTIN, Lot: x.Lot, Serial: s, Quantity: 1}
		d.OutputEPCs = append(d.OutputEPCs, packLink(x.GTIN, s))
	}
	d.ReadPoint, d.BizLocation = placeOf(f.Site), placeOf(f.Site)
	d.ILMD = &ilmd{Lot: x.Lot.String(), Expiry: x.Expiry.String()}
	d.Detail = repackDetail{x.InputSize, x.OutputSize, x.Lost}
	return append(goods, x.Inputs...)
}

func troubleSentence(f *record.Fact, fields any) string {
	by := actor(f)
	switch x := fields.(type) {
	case *record.RecallAcknowledged:
		return fmt.Sprintf("%s acknowledged the recall of lot %s of %s with %s there.", by, x.Lot,
			x.GTIN, packs(x.Held))
	case *record.ExceptionReported:
		to := x.Way.FromParty
		if f.Party != nil && *f.Party == to {
			to = x.Way.ToParty
		}
		return fmt.Sprintf("%s reported %s to %s%s%s.", by, kindText(x.Kind), to, ofGoods(x.Items),
			after(x.Text))
	case *record.ExceptionResolved:
		return fmt.Sprintf("%s resolved the exception (%s) of transfer %s: %s.", by, kindText(x.Kind),
			x.Transfer, x.Outcome)
	case *record.CaseOpened:
		return fmt.Sprintf("%s put %s under suspicion: %s.", by, heldText(x.Items), x.Reason)
	case *record.AddFinding:
		return fmt.Sprintf("%s found in case %s: %s.", by, x.Case, x.Text)
	case *record.CaseClosed:
		if x.Outcome == record.CaseCleared {
			return fmt.Sprintf("%s cleared %s%s.", by, heldText(x.Items), after(x.Text))
		}
		return fmt.Sprintf("%s found %s illegitimate (%s)%s.", by, heldText(x.Items),
			kindText(x.Classification), after(x.Text))
	case *record.Corrected:
		return correctedSentence(by, x)
	case *record.Repacked:
		return fmt.Sprintf("%s repackaged %s into %s of lot %s of %s.", by, goodsText(x.Inputs),
			packs(uint64(len(x.Serials))), x.Lot, x.GTIN)
	}
	return ""
}

// kindText: wrong_lot is "wrong lot".
func kindText(kind string) string {
	text := []byte(kind)
	for i, c := range text {
		if c == '_' {
			text[i] = ' '
		}
	}
	return string(text)
}

func ofGoods(goods []record.Goods) string {
	if len(goods) == 0 {
		return ""
	}
	return ", " + goodsText(goods)
}

func after(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}

// heldText names one thing, or counts several; a whole lot has no number.
func heldText(items []record.GoodsHeld) string {
	if len(items) != 1 {
		return fmt.Sprintf("%d kinds of goods", len(items))
	}
	g := items[0].Goods
	if g.Serial.IsZero() && g.SSCC.IsZero() {
		return lotAt(g, items[0].Site)
	}
	return goodsText([]record.Goods{g})
}

func lotAt(g record.Goods, site gs1.GLN) string {
	if site.IsZero() {
		return fmt.Sprintf("lot %s of %s", g.Lot, g.GTIN)
	}
	return fmt.Sprintf("lot %s of %s at %s", g.Lot, g.GTIN, site)
}
