package tests

import (
	"pedigree/gs1"
	"pedigree/record"
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
	case 5, 6:
		return s.orMaker(by, items), "hold", record.HoldGoods{Items: unowned(items), Reason: pick(s,
			[]string{"quality", "suspect", "to_be_destroyed", "temperature"})}
	case 7, 8:
		return s.orMaker(by, items), "release", record.HoldGoods{Items: unowned(items)}
	case 9:
		return by, "return", record.ReturnGoods{To: s.site().gln, Items: items,
			Owner: pick(s, []string{"", "keep"}), Saleable: s.Intn(2) == 0}
	case 10:
		return by, "move", record.Move{To: s.sister(by), Items: items}
	}
	return s.actors["authority"], pick(s, []string{"suspend", "reinstate", "reinstate"}),
		record.SuspendParty{Party: pick(s, s.sites).gln, Reason: "inspection"}
}

// undo picks a pack that may have been supplied or taken out by mistake.
func (s *simulation) undo() (*actor, string, any) {
	gone := map[string]*record.Unit{}
	for key, u := range s.known.units {
		final := u.Status == record.Active || u.Status.Terminal()
		if old := u.Since+10 < record.DayOf(s.now); !final && !old || s.Intn(20) == 0 && u.Sealed != nil {
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
	for _, g := range s.gtins {
		if g.String() == gtinOf(key) {
			o.GTIN = g
		}
	}
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
		return s.actors["authority"]
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
