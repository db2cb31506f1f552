package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"pedigree/events"
	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// project times a read model that reads offers and receipts of one lot.
func (r *readReport) project(ctx context.Context, file string, n int) error {
	entries, err := madeUpFacts(n)
	if err != nil {
		return err
	}
	m, err := readmodel.Open(file)
	if err != nil {
		return err
	}
	defer m.Close()
	begin, cpu := time.Now(), cpuTime()
	for batch := range slices.Chunk(entries, 256) {
		if err := m.Apply(ctx, batch); err != nil {
			return err
		}
	}
	r.Projection.Facts = len(entries)
	r.Projection.PerSecond = float64(len(entries)) / time.Since(begin).Seconds()
	r.Projection.CPU = micros(cpuTime()-cpu) / float64(len(entries))
	return nil
}

// madeUpFacts are a lot by quantity of which ten packs a time go to and fro.
func madeUpFacts(n int) (entries []readmodel.Entry, err error) {
	glns, err := parseAll(gs1.ParseGLN, demoParties[0].gln, demoParties[2].gln)
	if err != nil {
		return nil, err
	}
	gtin, err := gs1.ParseGTIN("09504000100018")
	if err != nil {
		return nil, err
	}
	lot, err := gs1.ParseLot("BENCH")
	if err != nil {
		return nil, err
	}
	height, subjects := uint64(0), []string(nil)
	state := func(by int, command string, fields any) {
		f := record.Fact{Height: height / 1000, Index: height % 1000, Time: 1_790_000_000 + height/100,
			Command: command, Subjects: subjects, Party: &glns[by], Site: &glns[by], Fields: record.MustMarshal(fields)}
		height++
		b := f.Encode()
		fact, e := record.DecodeFact(b)
		if e != nil {
			err = errors.Join(err, e)
			return
		}
		event, e := events.Render(fact)
		err = errors.Join(err, e)
		entries = append(entries, readmodel.Entry{Ordinal: uint64(len(entries) + 1), Fact: fact,
			FactBytes: b, Event: event.JSON})
	}
	for i, p := range []demoParty{demoParties[0], demoParties[2]} {
		state(i, "authorize", record.Authorize{GLN: glns[i], Name: p.name, Country: p.country,
			Licences: []record.Licence{{Role: p.role}}})
	}
	state(0, "register_product", record.ProductRegistered{Maker: glns[0],
		RegisterProduct: record.RegisterProduct{GTIN: gtin, Name: "Bench", Strength: "1", Form: "f", Pack: "1"}})
	subjects = []string{record.LotKey(record.Index{1})}
	state(0, "register_lot", record.LotRegistered{RegisterLot: record.RegisterLot{GTIN: gtin, Lot: lot,
		Expiry: 30000, Planned: 1000}, Ordinal: 1, Maker: glns[0], Holder: glns[0]})
	subjects = nil
	for i := 0; len(entries) < n && err == nil; i++ {
		from, to := i%2, 1-i%2
		way := record.Way{FromParty: glns[from], FromSite: glns[from], ToParty: glns[to], ToSite: glns[to]}
		goods := []record.Goods{{GTIN: gtin, Lot: lot, Quantity: 10, Owner: glns[from]}}
		id := record.NewID("transfer", record.Hash{}, i)
		state(from, "ship", record.Shipped{Transfer: id, Way: way, Items: goods, Purpose: "supply"})
		state(to, "receive", record.Received{Transfer: id, Way: way, Accepted: goods,
			State: record.TransferReceived})
	}
	return entries, err
}

func parseAll[T any](parse func(string) (T, error), texts ...string) (list []T, err error) {
	for _, text := range texts {
		v, e := parse(text)
		list, err = append(list, v), errors.Join(err, e)
	}
	return list, err
}
