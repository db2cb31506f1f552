package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"pedigree/gs1"
	"pedigree/record"
)

// demoProduct is one of the three products of the demo trade.
type demoProduct struct {
	maker string
	gtin  string
	order record.RegisterProduct
	lot   string
	packs int // serials, or the quantity of a lot without
	year  int // expiry is that many years ahead
}

var demoProducts = []demoProduct{
	{maker: "acme", gtin: "09504000100018", lot: "AMX2401", packs: 40, year: 2,
		order: record.RegisterProduct{Name: "Amoxal", Substance: "amoxicillin", Strength: "500 mg",
			Form: "capsule, hard", Pack: "20 capsules", Storage: &record.Storage{Min: 2, Max: 25}}},
	{maker: "acme", gtin: "09504000100025", lot: "INS7", packs: 12, year: 1,
		order: record.RegisterProduct{Name: "Insulara", Substance: "insulin glargine",
			Strength: "100 units/ml", Form: "solution for injection", Pack: "5 pens of 3 ml",
			Storage: &record.Storage{Min: 2, Max: 8}}},
	{maker: "globex", gtin: "04098880100015", lot: "PAR-0099", packs: 5000, year: 3,
		order: record.RegisterProduct{Name: "Paracetol", Substance: "paracetamol", Strength: "500 mg",
			Form: "tablet", Pack: "20 tablets"}},
}

// demoPack is a pack that the greeting shows, with the state it ended in.
type demoPack struct {
	State string `json:"state"`
	Code  string `json:"code"`
}

// trade registers three products, ships them along the chain, dispenses one pack
// and recalls one lot, so that each page has something to show.
func (d *demo) trade() error {
	var packs []demoPack
	for i, p := range demoProducts {
		serialised := i < 2
		labels, err := d.make(p, serialised)
		if err != nil {
			return fmt.Errorf("%s: %w", p.order.Name, err)
		}
		if err := d.move(p, serialised, labels); err != nil {
			return fmt.Errorf("%s: %w", p.order.Name, err)
		}
		packs = append(packs, shown(i, labels)...)
	}
	text, err := json.MarshalIndent(packs, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.home, "demo.json"), append(text, '\n'), 0o644)
}

func (d *demo) make(p demoProduct, serialised bool) ([]gs1.Label, error) {
	gtin, err := gs1.ParseGTIN(p.gtin)
	if err != nil {
		return nil, err
	}
	lot, err := gs1.ParseLot(p.lot)
	if err != nil {
		return nil, err
	}
	now := record.DayOf(time.Now().Unix())
	expiry := now + record.Day(365*p.year)
	p.order.GTIN = gtin
	if err := d.order(p.maker, "register_product", p.order); err != nil {
		return nil, err
	}
	register := record.RegisterLot{GTIN: gtin, Lot: lot, Expiry: expiry, Made: now - 30,
		Serialised: serialised, Planned: uint64(p.packs)}
	if err := d.order(p.maker, "register_lot", register); err != nil {
		return nil, err
	}
	base := gs1.Label{GTIN: gtin, Lot: lot, Expiry: expiry.Date()}
	if !serialised {
		return []gs1.Label{base}, d.order(p.maker, "close_lot", record.CloseLot{GTIN: gtin, Lot: lot})
	}
	add := record.AddSerials{GTIN: gtin, Lot: lot}
	labels := make([]gs1.Label, p.packs)
	for i := range labels {
		labels[i] = base
		if labels[i].Serial, err = randomSerial(); err != nil {
			return nil, err
		}
		add.Serials = append(add.Serials, labels[i].Serial)
	}
	if err := d.order(p.maker, "add_serials", add); err != nil {
		return nil, err
	}
	return labels, d.order(p.maker, "close_lot", record.CloseLot{GTIN: gtin, Lot: lot})
}

// randomSerial makes a serial that cannot be guessed (EU 2016/161, article 4).
func randomSerial() (gs1.Serial, error) {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	b := make([]byte, 14)
	if _, err := rand.Read(b); err != nil {
		return gs1.Serial{}, err
	}
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return gs1.ParseSerial(string(b))
}
