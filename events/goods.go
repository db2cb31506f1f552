package events

import "pedigree/record"

const (
	objectEvent         = "ObjectEvent"
	transformationEvent = "TransformationEvent"
)

// object makes the document an ObjectEvent about goods: packs and containers by name,
// everything else as a quantity of a lot (EPCIS 2.0, 7.3.3).
func (d *document) object(action, bizStep, disposition string, goods []record.Goods) {
	d.Type, d.Action, d.BizStep, d.Disposition = objectEvent, action, bizStep, disposition
	seen := make(map[string]bool)
	for _, g := range goods {
		switch {
		case !g.SSCC.IsZero():
			d.addEPC(seen, ssccLink(g.SSCC))
		case !g.Serial.IsZero():
			d.addEPC(seen, packLink(g.GTIN, g.Serial))
		default:
			d.Quantities = append(d.Quantities, quantity{lotLink(g.GTIN, g.Lot), &g.Quantity})
		}
	}
	if d.Quantities == nil && d.EPCs == nil {
		d.EPCs = []string{} // an ObjectEvent names objects, even if there are none
	}
}

// addEPC names each object once: EPCIS refuses a list that repeats one.
func (d *document) addEPC(seen map[string]bool, epc string) {
	if !seen[epc] {
		seen[epc] = true
		d.EPCs = append(d.EPCs, epc)
	}
}

// class adds a lot whose quantity is not said.
func (d *document) class(g record.Goods) {
	d.EPCs, d.Quantities = nil, []quantity{{Class: lotLink(g.GTIN, g.Lot)}}
}

// common gives what all goods share: one GTIN, one lot of it, or one container.
func common(goods []record.Goods) (gtin, lot, sscc string) {
	if len(goods) == 0 {
		return "", "", ""
	}
	first := goods[0]
	oneGTIN, oneLot, oneSSCC := true, true, true
	for _, g := range goods[1:] {
		oneGTIN = oneGTIN && g.GTIN == first.GTIN
		oneLot = oneLot && oneGTIN && g.Lot == first.Lot
		oneSSCC = oneSSCC && g.SSCC == first.SSCC
	}
	if oneGTIN {
		gtin = first.GTIN.String()
	}
	if oneGTIN && oneLot {
		lot = first.Lot.String()
	}
	if oneSSCC {
		sscc = first.SSCC.String()
	}
	return gtin, lot, sscc
}
