package tests

import (
	"fmt"
	"slices"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// trouble chooses what goes wrong: recalls that are answered, differences that
// partners settle, suspicions, and repackaging.
func (s *simulation) trouble() (*actor, string, any) {
	switch s.Intn(10) {
	case 0:
		return s.site(), "acknowledge_recall", record.AcknowledgeRecall{Recall: s.object("recall")}
	case 1:
		id, t := s.offer()
		by := s.site()
		if t != nil && s.Intn(4) > 0 {
			by = s.at(pick(s, []gs1.GLN{t.FromSite, t.ToSite}))
		}
		return by, "report_exception", record.ReportException{Transfer: id,
			Kind: pick(s, []string{"no_data", "damaged"}), Items: []record.Item{s.nonsense()}}
	case 2:
		return s.site(), "resolve_exception", record.ResolveException{Exception: s.object("exception"),
			Outcome: "credited"}
	case 3, 4:
		by, items := s.heap()
		return s.orMaker(by, items), "open_case", record.OpenCase{Items: unowned(items), Reason: "seal"}
	case 5:
		o := record.AddFinding{Case: s.object("case"), Text: "x"}
		if s.Intn(3) == 0 {
			o.Incident = "3911"
		}
		return s.site(), "add_finding", o
	case 6, 7, 8:
		return s.closeCase()
	}
	return s.repackage()
}

// object picks the id of something of a kind, or of nothing.
func (s *simulation) object(kind string) record.ID {
	if key := pick(s, s.state().keys(kind+"|")); key != "" && s.Intn(20) > 0 {
		return record.ID(key[len(kind)+1:])
	}
	return record.NewID(kind, record.Hash{}, 0)
}

// closeCase mostly names what the case is about, by who may decide it.
func (s *simulation) closeCase() (*actor, string, any) {
	o := record.CloseCase{Case: s.object("case"), Outcome: record.CaseCleared}
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
	parts := strings.Split(key, "|")
	if parts[0] == "sscc" {
		return s.boxItem(key)
	}
	g, _ := gs1.ParseGTIN(parts[1])
	if parts[0] == "unit" {
		return record.Item{GTIN: g, Serial: s.serials[key]}
	}
	return record.Item{GTIN: g, Lot: s.known.lots["lot|"+parts[1]+"|"+parts[2]].Sealed.Number}
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
	by, first := s.goods()
	for range 20 {
		if by.gln == out.Sealed.Holder && first.Lot != out.Sealed.Number {
			break
		}
		by, first = s.goods()
	}
	g, _ := gs1.ParseGTIN(gtinOf(key))
	o := record.Repackage{Inputs: []record.Item{first}, GTIN: g, Lot: out.Sealed.Number,
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
