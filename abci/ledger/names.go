package ledger

import "pedigree/record"

// Indexed lists the packs and lots that an order names one by one, for a caller who
// computes their indexes before the order is executed. Orders that cannot be read name
// none, and the list need not be complete.
func Indexed(raw []byte) (names []record.Name) {
	o, refusal := Read(raw)
	if refusal != nil {
		return nil
	}
	var items []record.Item
	switch b := o.command.Body().(type) {
	case *record.AddSerials:
		items = append(items, record.Item{GTIN: b.GTIN, Lot: b.Lot})
		for _, s := range b.Serials {
			items = append(items, record.Item{GTIN: b.GTIN, Serial: s})
		}
	case *record.Repackage:
		items = b.Inputs
		for _, s := range b.Serials {
			items = append(items, record.Item{GTIN: b.GTIN, Serial: s})
		}
	case *record.Receive:
		items = append(append(items, b.Accepted...), append(b.Missing, b.Extra...)...)
	case *record.Ship:
		items = b.Items
	case *record.ReturnGoods:
		items = b.Items
	case *record.Move:
		items = b.Items
	case *record.Pack:
		items = b.Items
	case *record.Unpack:
		items = b.Items
	case *record.Decommission:
		items = b.Items
	case *record.WriteOff:
		items = b.Items
	case *record.HoldGoods:
		items = b.Items
	case *record.OpenCase:
		items = b.Items
	case *record.CloseCase:
		items = b.Items
	}
	return namesOf(items)
}

func namesOf(items []record.Item) (names []record.Name) {
	var last record.Name
	for _, i := range items {
		if n := record.LotName(i.GTIN, i.Lot); !i.Lot.IsZero() && n != last {
			names, last = append(names, n), n
		}
		if !i.Serial.IsZero() {
			names = append(names, record.UnitName(i.GTIN, i.Serial))
		}
	}
	return names
}
