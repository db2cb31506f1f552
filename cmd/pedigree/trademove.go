package main

import (
	"errors"

	"pedigree/abci"
	"pedigree/gs1"
	"pedigree/record"
)

// move ships the goods maker -> medco -> corner and lets something happen to
// them there.
func (d *demo) move(p demoProduct, serialised bool, labels []gs1.Label) error {
	whole := record.Item{GTIN: labels[0].GTIN, Lot: labels[0].Lot}
	if !serialised {
		return d.moveQuantity(p, whole)
	}
	if err := d.handOver(p.maker, "medco", nil, whole); err != nil {
		return err
	}
	var some []record.Item
	for _, l := range labels[:len(labels)/2] {
		some = append(some, record.Item{GTIN: l.GTIN, Serial: l.Serial})
	}
	if err := d.handOver("medco", "corner", nil, some...); err != nil {
		return err
	}
	first := labels[0]
	if err := d.order("corner", "dispense", record.Dispense{GTIN: first.GTIN, Serial: first.Serial,
		Lot: first.Lot, Expiry: record.DayFrom(first.Expiry)}); err != nil {
		return err
	}
	if p.order.Name != "Insulara" {
		return nil
	}
	return d.order(p.maker, "recall", record.RecallLot{GTIN: first.GTIN, Lot: first.Lot,
		Again: first.Lot, Class: 2, Depth: "patient", Reason: "cold chain was interrupted at the plant"})
}

func (d *demo) moveQuantity(p demoProduct, whole record.Item) error {
	some := func(n uint64) record.Item { whole.Quantity = n; return whole }
	lost := some(50)
	if err := d.handOver(p.maker, "medco", &lost, some(1200)); err != nil {
		return err
	}
	if err := d.handOver("medco", "village", nil, some(100)); err != nil {
		return err
	}
	return d.order("village", "dispense", record.Dispense{GTIN: whole.GTIN, Lot: whole.Lot, Quantity: 10})
}

// handOver ships and receives, with what is missing on arrival.
func (d *demo) handOver(from, to string, missing *record.Item, items ...record.Item) error {
	gln, err := demoGLN(to)
	if err != nil {
		return err
	}
	s, err := d.orderEvents(from, "ship", record.Ship{To: gln, Items: items})
	if err != nil {
		return err
	}
	id, err := transferOf(s)
	if err != nil {
		return err
	}
	receive := record.Receive{Transfer: id, All: true}
	if missing != nil {
		receive.Missing = []record.Item{*missing}
	}
	return d.order(to, "receive", receive)
}

func demoGLN(key string) (gs1.GLN, error) {
	for _, p := range demoParties {
		if p.key == key {
			return gs1.ParseGLN(p.gln)
		}
	}
	return gs1.GLN{}, errors.New("no demo party " + key)
}

// shown picks the packs that the greeting shows.
func shown(product int, labels []gs1.Label) []demoPack {
	last := labels[len(labels)-1].HumanReadable()
	switch product {
	case 0:
		return []demoPack{{"GENUINE", labels[1].HumanReadable()}, {"supplied", labels[0].HumanReadable()}}
	case 1:
		return []demoPack{{"recalled", last}}
	}
	return []demoPack{{"lot by quantity", last}}
}

// transferOf finds the offer that a ship order made.
func transferOf(s *abci.Submitted) (record.ID, error) {
	for _, e := range s.Events {
		fields, ok := e.Fields.(map[string]any)
		if id, isText := fields["transfer"].(string); ok && isText && e.Command == "ship" {
			return record.ID(id), nil
		}
	}
	return "", errors.New("the order made no offer: " + s.Message)
}
