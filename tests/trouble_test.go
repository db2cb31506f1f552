package tests

import (
	"fmt"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// trouble chooses what goes wrong: recalls that are answered, differences that
// partners settle, suspicions, and repackaging.
func (s *simulation) trouble() (*actor, string, any) {
	w := s.oracle.world
	switch s.Intn(12) {
	case 0, 10:
		id, r := anID(s, w.Recalls, func(*model.Recall) bool { return true })
		by := s.site()
		if r != nil && s.Intn(4) > 0 {
			by = s.hadSome(r.Lot)
		}
		return by, "acknowledge_recall", record.AcknowledgeRecall{Recall: id}
	case 1:
		id, t := s.offer()
		by := s.site()
		if t != nil && s.Intn(4) > 0 {
			by = s.at(pick(s, []gs1.GLN{t.FromSite, t.ToSite}))
		}
		return by, "report_exception", record.ReportException{Transfer: id,
			Kind: pick(s, []string{"no_data", "damaged"}), Items: []record.Item{s.nonsense()}}
	case 2:
		id, x := anID(s, w.Exceptions, func(x *model.Exception) bool { return !x.Resolved })
		by := s.site()
		if x != nil && s.Intn(4) > 0 {
			by = s.at(x.Partner)
		}
		return by, "resolve_exception", record.ResolveException{Exception: id, Outcome: "credited"}
	case 3, 4:
		by, items := s.heap()
		return s.orMaker(by, items), "open_case", record.OpenCase{Items: unowned(items), Reason: "seal"}
	case 5:
		id, x := anID(s, w.Cases, func(x *model.Case) bool { return !x.Closed })
		o := record.AddFinding{Case: id, Text: "x"}
		if s.Intn(3) == 0 {
			o.Incident = "3911"
		}
		by := s.site()
		if x != nil && s.Intn(2) == 0 {
			by = s.at(x.Party)
		}
		return by, "add_finding", o
	case 6, 7, 8:
		return s.closeCase()
	}
	return s.repackage()
}

// hadSome picks a site that ever had some of a lot.
func (s *simulation) hadSome(lot model.LotID) *actor {
	sites := map[string]bool{}
	for at := range s.oracle.world.Had {
		if at.Lot == lot {
			sites[at.Site.String()] = true
		}
	}
	g, _ := gs1.ParseGLN(one(s, sites))
	return s.at(g)
}

// closeCase mostly names what the case is about, by who may decide it.
func (s *simulation) closeCase() (*actor, string, any) {
	id, _ := anID(s, s.oracle.world.Cases, func(x *model.Case) bool { return !x.Closed })
	o := record.CloseCase{Case: id, Outcome: record.CaseCleared}
	if s.Intn(2) == 0 {
		o.Outcome, o.Classification = record.CaseIllegitimate, "unfit"
	}
	x, err := record.DecodeCase(s.state()[record.CaseKey(o.Case)])
	if err != nil {
		o.Items = []record.Item{s.nonsense()}
		return s.site(), "close_case", o
	}
	for _, key := range x.Sealed.Subjects {
		o.Items = append(o.Items, s.named(key))
	}
	if s.Intn(10) == 0 {
		o.Items = append(o.Items[1:], s.nonsense())
	}
	o.Items = unowned(o.Items)
	by := s.at(x.Sealed.Site)
	if s.Intn(2) == 0 {
		by = s.actors["authority"]
	}
	return by, "close_case", o
}

// named gives the item by which an order names what a key stands for.
func (s *simulation) named(key string) record.Item {
	switch record.KindOf(key) {
	case "sscc":
		return s.boxItem(key)
	case "unit":
		lot := s.known.lots[record.LotKey(s.known.units[key].Lot)]
		return record.Item{GTIN: lot.Sealed.Product, Serial: s.serials[key]}
	case "holding":
		key = lotOfHolding(key)
	}
	lot := s.known.lots[key].Sealed
	return record.Item{GTIN: lot.Product, Lot: lot.Number}
}

// repackage mostly makes packs of an open lot out of what its maker has beside it.
func (s *simulation) repackage() (*actor, string, any) {
	open := map[string]*record.Lot{}
	for key, l := range s.known.lots {
		if l.Serialised && !l.Closed && l.Recall == nil {
			open[key] = l
		}
	}
	key := one(s, open)
	if key == "" {
		return s.site(), "repackage", record.Repackage{}
	}
	out := open[key]
	by := s.at(out.Sealed.Holder)
	_, first := s.goods()
	if own := slices.DeleteFunc(s.loose(by), func(i record.Item) bool {
		return i.Lot == out.Sealed.Number
	}); len(own) > 0 && s.Intn(6) > 0 {
		first = pick(s, own)
	}
	o := record.Repackage{Inputs: []record.Item{first}, GTIN: out.Sealed.Product, Lot: out.Sealed.Number,
		InputSize: uint64(1 + s.Intn(3)), OutputSize: uint64(1 + s.Intn(3))}
	in := o.InputSize * max(first.Quantity, 1)
	for n := in / o.OutputSize; n > 0 && len(o.Serials) < 4; n-- {
		serial, err := gs1.ParseSerial(fmt.Sprint("R", s.Intn(serialsEach)))
		if err == nil && !slices.Contains(o.Serials, serial) {
			o.Serials = append(o.Serials, serial)
		}
	}
	if made := uint64(len(o.Serials)) * o.OutputSize; made < in {
		o.Lost = in - made
	}
	if s.Intn(8) == 0 {
		o.Lost++
	}
	return by, "repackage", o
}
