package record_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

const later = newYear + 3600

func transitCases() []judgeCase {
	return []judgeCase{
		{"on its way, before it is supplied", func(s *scene) { s.ship(cornerSite(), later) }},
		{"on its way, received by whom it was sent to", func(s *scene) {
			s.ship(cornerSite(), later)
			s.purpose = record.ForReceive
		}},
		{"on its way, late, received by whom it was sent to", func(s *scene) {
			s.ship(cornerSite(), newYear-1)
			s.purpose = record.ForReceive
		}},
		{"on its way, received by somebody else", func(s *scene) {
			s.ship(medcoSite(), later)
			s.purpose = record.ForReceive
		}},
		{"on its way, late, received by somebody else", func(s *scene) {
			s.ship(medcoSite(), newYear-1)
			s.purpose = record.ForReceive
		}},
		{"on its way, received, to whom is not shown", func(s *scene) {
			s.ship(cornerSite(), later)
			s.purpose, s.transfer = record.ForReceive, nil
		}},
		{"on its way and recalled, received, to whom is not shown", func(s *scene) {
			s.ship(cornerSite(), later)
			s.purpose, s.transfer = record.ForReceive, nil
			s.recall("retail")
		}},
		{"on its way, inspected", func(s *scene) {
			s.ship(cornerSite(), later)
			s.purpose = record.ForInspect
		}},
		{"on its way, asked by a patient", func(s *scene) {
			s.ship(cornerSite(), later)
			s.purpose = record.ForPatient
		}},
		{"untouched, its lot is on its way", func(s *scene) { s.shipLot() }},
		{"touched, but how is not shown; its lot is on its way", func(s *scene) {
			s.shipLot()
			s.touch()
			s.withheld = []string{unitKey()}
		}},
		{"in a pallet that is on its way", func(s *scene) {
			s.pack()
			s.container.Sealed.Transfer = to0(idOf("transfer"))
		}},
		{"in a held pallet", func(s *scene) {
			s.pack()
			s.container.Hold = record.Held
		}},
		{"in a suspect pallet", func(s *scene) {
			s.pack()
			s.container.Hold = record.Suspected
		}},
		{"in a pallet", func(s *scene) { s.pack() }},
		{"in a pallet that is not shown", func(s *scene) {
			s.pack()
			s.container = nil
		}},
	}
}

func (s *scene) shipLot() {
	s.lot.Sealed = &record.LotSealed{Number: pillsLot(), Owner: acme(), Holder: acmeSite(),
		History: historyOf("lot"), Transfer: to0(idOf("transfer"))}
}

func (s *scene) pack() {
	s.touch().Parent = to(palletKey())
	s.container = &record.Container{Sealed: &record.ContainerSealed{Owner: acme(),
		Holder: cornerSite(), History: historyOf(palletKey())}}
}

func mismatchCases() []judgeCase {
	wrongLot := func(s *scene) { s.label.Lot = lotNo("B2") }
	wrongExpiry := func(s *scene) { s.label.Expiry = must(gs1.ParseDate("2029-03-31")) }
	return []judgeCase{
		{"another lot on the label", wrongLot},
		{"another expiry on the label", wrongExpiry},
		{"another expiry on the label, asked by a patient", func(s *scene) {
			wrongExpiry(s)
			s.purpose = record.ForPatient
		}},
		{"another lot and expiry on the label", func(s *scene) { wrongLot(s); wrongExpiry(s) }},
		{"another lot on the label, and recalled", func(s *scene) { wrongLot(s); s.recall("patient") }},
		{"another lot on the label, and supplied by the asker", func(s *scene) {
			wrongLot(s)
			s.status(record.Supplied)
		}},
		{"another lot on the label, with a notice", func(s *scene) {
			wrongLot(s)
			s.status(record.Supplied)
			s.purpose = record.ForPatient
		}},
	}
}

func unlistedCases() []judgeCase {
	never := func(s *scene) { s.absent = append(s.absent, unitKey()) }
	return []judgeCase{
		{"serial never registered", never},
		{"serial never registered, the code holds no lot", func(s *scene) {
			never(s)
			s.label.Lot = gs1.Lot{}
		}},
		{"neither serial nor lot registered", func(s *scene) {
			never(s)
			s.absent = append(s.absent, pillsLotKey())
		}},
		{"product never registered", func(s *scene) {
			never(s)
			s.absent = append(s.absent, pillsLotKey(), record.ProductKey(pills()))
		}},
		{"serial never registered, the product is not shown", func(s *scene) {
			never(s)
			s.hidden = []string{record.ProductKey(pills())}
		}},
		{"serial never registered, the lot is not shown", func(s *scene) {
			never(s)
			s.hidden = []string{pillsLotKey()}
		}},
		{"lot never registered, the code holds no serial", func(s *scene) {
			s.label.Serial = gs1.Serial{}
			s.absent = []string{pillsLotKey()}
		}},
	}
}

func quantityCases() []judgeCase {
	bare := func(s *scene) {
		s.byQuantity()
		s.label.Serial = gs1.Serial{}
	}
	return []judgeCase{
		{"lot by quantity", bare},
		{"lot by quantity, asked by a patient, the code holds no expiry", func(s *scene) {
			bare(s)
			s.purpose, s.label.Expiry = record.ForPatient, gs1.Date{}
		}},
		{"lot by quantity, and a serial that nobody registered", func(s *scene) { s.byQuantity() }},
		{"lot by quantity, another expiry on the label", func(s *scene) {
			bare(s)
			s.label.Expiry = must(gs1.ParseDate("2029-03-31"))
		}},
		{"lot by quantity, recalled", func(s *scene) { bare(s); s.recall("retail") }},
		{"lot by quantity, expired and held", func(s *scene) {
			bare(s)
			s.time, s.lot.Hold = expires(), record.Held
		}},
		{"serialised lot, the code holds no serial", func(s *scene) { s.label.Serial = gs1.Serial{} }},
		{"serialised lot, recalled, the code holds no serial", func(s *scene) {
			s.label.Serial = gs1.Serial{}
			s.recall("patient")
		}},
	}
}

func unknownCases() []judgeCase {
	hide := func(keys ...string) func(*scene) { return func(s *scene) { s.hidden = keys } }
	spoil := func(key string, open []byte) func(*scene) {
		return func(s *scene) { s.raw = map[string][]byte{key: open} }
	}
	product := record.ProductKey(pills())
	return []judgeCase{
		{"no GTIN", func(s *scene) { s.label.GTIN = gs1.GTIN{} }},
		{"neither serial nor lot", func(s *scene) {
			s.label.Serial, s.label.Lot = gs1.Serial{}, gs1.Lot{}
		}},
		{"no time", func(s *scene) { s.time = 0 }},
		{"nothing is shown", hide(unitKey(), pillsLotKey(), product)},
		{"the unit is not shown", hide(unitKey())},
		{"the lot is not shown", hide(pillsLotKey())},
		{"the product is not shown", hide(product)},
		{"another lot is shown", func(s *scene) { s.unit.Lot = indexOf(record.LotName(pills(), lotNo("L5000"))) }},
		{"by quantity, the lot is not shown", func(s *scene) {
			s.byQuantity()
			s.label.Serial = gs1.Serial{}
			s.hidden = []string{pillsLotKey()}
		}},
		{"by quantity, the product is not shown", func(s *scene) {
			s.byQuantity()
			s.hidden = []string{product}
		}},
		{"the unit cannot be read", spoil(unitKey(), []byte{0x80})},
		{"the unit has a status that nobody knows", spoil(unitKey(),
			[]byte{0x88, 1, 1, 1, 13, 0, 0, 0, 0})},
		{"the unit is of a later version", spoil(unitKey(), []byte{0x88, 1, 2, 1, 0, 0, 0, 0, 0})},
		{"the lot cannot be read", spoil(pillsLotKey(), []byte{0xff})},
		{"the product cannot be read", spoil(product, []byte{0xff})},
		{"the pallet cannot be read", func(s *scene) {
			s.pack()
			s.raw = map[string][]byte{palletKey(): {0xff}}
		}},
	}
}
