package tests

import (
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// aside chooses what happens beside the way from maker to patient: quarantine,
// loss, samples, mistakes undone, returns, moves, suspensions.
func (s *simulation) aside() (*actor, string, any) {
	by, items := s.heap()
	switch s.Intn(12) {
	case 0, 1:
		o := record.Decommission{Items: items, Reason: pick(s, []string{"export", "sample_authority",
			"free_sample", "consume", "lock", "damaged"})}
		if o.Reason == "export" {
			o.Country = "CH"
		}
		return by, "decommission", o
	case 2, 3:
		return s.undo()
	case 4:
		return s.orMaker(by, items), pick(s, []string{"destroy", "report_stolen"}),
			record.WriteOff{Items: items, Reason: "x"}
	case 5:
		return s.orMaker(by, items), "hold", record.HoldGoods{Items: unowned(items), Reason: pick(s,
			[]string{"quality", "suspect", "to_be_destroyed", "temperature"})}
	case 6:
		return s.orMaker(by, items), "release", record.HoldGoods{Items: unowned(items)}
	case 7, 8:
		return s.release()
	case 9:
		o := record.ReturnGoods{To: s.hadSome(s.lotOfItem(items[0])).gln, Items: items,
			Owner: pick(s, []string{"", "keep"}), Saleable: s.Intn(4) == 0}
		for n, i := range o.Items {
			if l := s.oracle.world.Lots[s.lotOfItem(i)]; o.Saleable && l != nil && s.Intn(8) > 0 {
				o.Items[n].Lot, o.Items[n].Expiry = s.lotOfItem(i).Number, l.Expiry
			}
		}
		return by, "return", o
	case 10:
		return by, "move", record.Move{To: s.sister(by), Items: items}
	}
	return s.actors["authority"], "reinstate", record.SuspendParty{Party: s.suspended(), Reason: "inspection"}
}

func (s *simulation) suspended() gs1.GLN {
	for _, a := range s.sites {
		if s.oracle.world.Parties[a.gln].Suspended {
			return a.gln
		}
	}
	return s.site().gln
}

// lotOfItem tells of which lot a line is.
func (s *simulation) lotOfItem(i record.Item) model.LotID {
	if p := s.oracle.world.Packs[model.PackID{GTIN: i.GTIN, Serial: i.Serial}]; p != nil {
		return p.Lot
	}
	return model.LotID{GTIN: i.GTIN, Number: i.Lot}
}

// release ends a hold that somebody has placed, mostly by that one.
func (s *simulation) release() (*actor, string, any) {
	w, held := s.oracle.world, map[string]record.Item{}
	placers := map[string]gs1.GLN{}
	add := func(i record.Item, holds []model.Hold, at gs1.GLN) {
		for _, h := range holds {
			name := fmt.Sprint(i, " at ", at)
			if held[name] = i; h.Placer == s.at(at).party {
				placers[name] = at
			} else if placers[name].IsZero() {
				placers[name] = h.Placer
			}
		}
	}
	for id, p := range w.Packs {
		add(record.Item{GTIN: id.GTIN, Serial: id.Serial}, p.Holds, p.Holder)
	}
	for id, b := range w.Boxes {
		if !b.Dissolved {
			add(record.Item{SSCC: id.SSCC}, b.Holds, b.Holder)
		}
	}
	for id, l := range w.Lots {
		add(record.Item{GTIN: id.GTIN, Lot: id.Number}, l.Holds, l.Holder)
	}
	for at, holds := range w.SiteHolds {
		add(record.Item{GTIN: at.Lot.GTIN, Lot: at.Lot.Number}, holds, at.Site)
	}
	name := one(s, held)
	if name == "" {
		return s.site(), "release", record.HoldGoods{Items: []record.Item{s.nonsense()}}
	}
	by, items := s.at(placers[name]), []record.Item{held[name]}
	if s.Intn(4) == 0 {
		by = s.orMaker(by, items)
	}
	return by, "release", record.HoldGoods{Items: items}
}

// undo picks a pack that may have been supplied or taken out by mistake.
func (s *simulation) undo() (*actor, string, any) {
	gone, nonsense := map[string]*record.Unit{}, s.Intn(20) == 0
	for key, u := range s.known.units {
		final := u.Status == record.Active || u.Status.Terminal()
		if old := u.Since+10 < record.DayOf(s.now); !final && !old || nonsense && u.Sealed != nil {
			gone[key] = u
		}
	}
	o := record.Undo{GTIN: s.gtin(), Serial: s.serial(), NotHandedOver: s.Intn(10) > 0}
	key := one(s, gone)
	if key == "" {
		return s.site(), "undo", o
	}
	if o.Serial = s.serials[key]; s.Intn(3) == 0 {
		o.Part = uint64(s.Intn(3))
	}
	o.GTIN = s.known.lots[record.LotKey(gone[key].Lot)].Sealed.Product
	return s.at(gone[key].Sealed.Holder), "undo", o
}

// heap picks goods of one site, and who has them.
func (s *simulation) heap() (*actor, []record.Item) {
	by, first := s.goods()
	items := []record.Item{first}
	for range s.Intn(4) {
		if at, i := s.goods(); at == by && i.Serial != first.Serial && !i.Serial.IsZero() {
			items = append(items, i)
			break
		}
	}
	return by, items
}

// orMaker lets the maker of goods, or an authority, order now and then.
func (s *simulation) orMaker(by *actor, items []record.Item) *actor {
	switch s.Intn(4) {
	case 0:
		return s.at(s.maker(items[0].GTIN))
	case 1:
		return s.actors[pick(s, []string{"authority", "authority", "board"})]
	}
	return by
}

func unowned(items []record.Item) []record.Item {
	for n := range items {
		items[n].Quantity, items[n].Owner = 0, gs1.GLN{}
	}
	return items
}

// sister gives another site of the same party, where there is one.
func (s *simulation) sister(of *actor) gs1.GLN {
	for _, a := range s.sites {
		if a != of && a.party == of.party {
			return a.gln
		}
	}
	return s.site().gln
}
