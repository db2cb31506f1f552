package readmodel_test

import (
	"fmt"

	"pedigree/record"
)

// move puts an item to a place, as the ledger's state would.
func (i item) move(to stock) {
	switch {
	case i.unit != nil:
		i.unit.touched, i.unit.at = true, to
	case i.lot.serialised:
		i.lot.rest = to
	}
}

func (w *world) ship(from, to trader, keep bool, items ...item) *offer {
	id := record.NewID("transfer", record.Hash{byte(len(w.entries)), byte(len(w.entries) >> 8)}, 0)
	o := &offer{id: id, from: from, to: to, keep: keep, items: items,
		way: record.Way{FromParty: from.party, FromSite: from.site, ToParty: to.party, ToSite: to.site}}
	for _, i := range items {
		i.move(stock{from, i.owner, o})
		if i.unit == nil && !i.lot.serialised {
			i.lot.rows[stock{trader: from, owner: i.owner}] -= i.n
		}
	}
	w.offers = append(w.offers, o)
	w.fact(&from, "ship", record.Shipped{Transfer: id, Way: o.way, Items: facts(items), Keep: keep,
		Purpose: "supply", Deadline: genesisTime})
	return o
}

func (w *world) settle(o *offer, items []item, accepted bool) {
	for _, i := range items {
		to := stock{trader: o.from, owner: i.owner}
		if accepted {
			to.trader = o.to
			if !o.keep {
				to.owner = o.to.party
			}
		}
		i.move(to)
		if i.unit == nil && !i.lot.serialised {
			i.lot.rows[to] += i.n
		}
	}
}

func (w *world) drop(o *offer) {
	for i := range w.offers {
		if w.offers[i] == o {
			w.offers = append(w.offers[:i], w.offers[i+1:]...)
			return
		}
	}
}

// receive takes all of an offer but what is missing.
func (w *world) receive(o *offer, accepted, missing []item) {
	w.settle(o, missing, false)
	w.settle(o, accepted, true)
	w.drop(o)
	w.fact(&o.to, "receive", record.Received{Transfer: o.id, Way: o.way, Accepted: facts(accepted),
		Missing: facts(missing), State: record.TransferReceived, Keep: o.keep})
}

func (w *world) void(o *offer, command string) {
	w.settle(o, o.items, false)
	w.drop(o)
	by := o.from
	if command == "refuse" {
		by = o.to
	}
	w.fact(&by, command,
		record.Voided{Transfer: o.id, Way: o.way, Items: facts(o.items), Reason: "not ordered"})
}

// dispense supplies n packs of a lot without serials, or a pack, or part of it.
func (w *world) dispense(at stock, i item, part, of uint64) {
	if i.unit != nil {
		i.unit.touched, i.unit.at, i.unit.part = true, at, part
		i.unit.gone = part == of
	} else {
		i.lot.rows[at] -= i.n
	}
	w.fact(&at.trader, "dispense",
		record.Dispensed{Goods: i.lot.goods(i, false), Part: part, Of: of})
}

func (w *world) recall(l *lot) {
	maker := traderNo(0)
	l.recalled = true
	id := record.NewID("recall", record.Hash{byte(len(w.entries)), byte(len(w.entries) >> 8)}, 0)
	w.fact(&maker, "recall", record.LotRecalled{ID: id, GTIN: l.gtin, Lot: l.number,
		Class: 2, Depth: "retail", Reason: "impurity"})
}

func (w *world) alert(l *lot) {
	by := traderNo(2)
	id := record.NewID("alert", record.Hash{byte(len(w.entries)), byte(len(w.entries) >> 8)}, 0)
	w.fact(&by, "alert", record.AlertRaised{ID: id, Code: record.NotFound, Order: "dispense",
		GTIN: l.gtin, Serial: must(parseSerial(fmt.Sprint("NO", len(w.entries)))), Parties: nil})
}
