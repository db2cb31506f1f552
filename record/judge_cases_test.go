package record_test

import (
	"pedigree/gs1"
	"pedigree/record"
)

// scene is a question with what is shown to the asker.
type scene struct {
	label     gs1.Label
	purpose   record.Purpose
	market    string
	asker     gs1.GLN
	time      int64
	unit      record.Unit
	lot       record.Lot
	product   record.Product
	container *record.Container
	transfer  *record.TransferSealed
	absent    []string          // keys that are shown to be absent
	hidden    []string          // keys of which nothing is shown
	raw       map[string][]byte // open parts that are something else
	withheld  []string          // keys whose sealed part is not shown
}

// judgeCase is a scene of the vectors, told as what differs from the first one:
// a pharmacy scans a good pack before it supplies it.
type judgeCase struct {
	name string
	edit func(s *scene)
}

func newScene() *scene {
	return &scene{
		label: gs1.Label{GTIN: pills(), Serial: serial("S001"), Lot: pillsLot(),
			Expiry: must(gs1.ParseDate("2028-03-31"))},
		purpose: record.ForDispense, market: "DE", asker: cornerSite(), time: newYear,
		unit: record.Unit{Lot: indexOf(record.LotName(pills(), pillsLot()))},
		lot:  record.Lot{Expiry: day("2028-03-31"), Maker: acme(), Serialised: true},
		product: record.Product{Name: "Exampline", Strength: "50 mg",
			Form: "tablet", Pack: "30 tablets"},
	}
}

func unitKey() string { return indexOf.UnitKey(pills(), serial("S001")) }

func (s *scene) touch() *record.UnitSealed {
	if s.unit.Sealed == nil {
		s.unit.Sealed = &record.UnitSealed{Owner: corner(), Holder: cornerSite(),
			History: historyOf(unitKey(), "unpack")}
	}
	return s.unit.Sealed
}

func (s *scene) status(x record.Status) {
	s.unit.Status, s.unit.Since = x, day("2026-12-30")
	s.touch()
}

func (s *scene) byQuantity() {
	s.lot.Serialised = false
	s.absent = append(s.absent, unitKey())
}

func (s *scene) recall(depth string) { s.lot.Recall = &record.Recalled{Class: 1, Depth: depth} }

func (s *scene) ship(to gs1.GLN, deadline uint64) {
	s.touch().Transfer = to0(idOf("transfer"))
	s.transfer = &record.TransferSealed{FromParty: medco(), FromSite: medcoSite(), ToParty: corner(),
		ToSite: to, Purpose: "supply", Shipped: newYear - 3600, Deadline: deadline,
		History: historyOf("transfer")}
}

func to0(id record.ID) *record.ID { return &id }

func goodCases() []judgeCase {
	return []judgeCase{
		{"genuine", func(s *scene) {}},
		{"genuine, for a patient", func(s *scene) { s.purpose = record.ForPatient }},
		{"genuine, received", func(s *scene) { s.purpose = record.ForReceive }},
		{"genuine, inspected", func(s *scene) { s.purpose = record.ForInspect }},
		{"genuine, nobody says what for", func(s *scene) { s.purpose = "" }},
		{"the code holds no lot", func(s *scene) { s.label.Lot = gs1.Lot{} }},
		{"the code holds no expiry", func(s *scene) { s.label.Expiry = gs1.Date{} }},
		{"the code holds neither lot nor expiry", func(s *scene) {
			s.label.Lot, s.label.Expiry = gs1.Lot{}, gs1.Date{}
		}},
		{"the last second before it expires", func(s *scene) { s.time = expires() - 1 }},
		{"withdrawn in another market", func(s *scene) { s.product.Withdrawn = []string{"AT"} }},
		{"withdrawn somewhere, no market named", func(s *scene) {
			s.product.Withdrawn, s.market = []string{"AT", "DE"}, ""
		}},
		{"supplied, asked by a patient", func(s *scene) {
			s.purpose = record.ForPatient
			s.status(record.Supplied)
		}},
		{"supplied, asked by a patient to whom nothing sealed is shown", func(s *scene) {
			s.purpose = record.ForPatient
			s.status(record.Supplied)
			s.withheld = []string{unitKey()}
		}},
		{"partly supplied", func(s *scene) { s.partly() }},
		{"partly supplied, asked by a patient", func(s *scene) {
			s.partly()
			s.purpose = record.ForPatient
		}},
	}
}

func (s *scene) partly() {
	s.status(record.PartiallySupplied)
	s.unit.Part, s.unit.Of = 1, 3
}

// expires is the first second at which the lot of the scene is expired.
func expires() int64 { return (int64(day("2028-03-31")) + 1) * 86_400 }

func blockedCases() []judgeCase {
	cases := []judgeCase{
		{"the first second after it expired", func(s *scene) { s.time = expires() }},
		{"expired, asked by a patient", func(s *scene) {
			s.time, s.purpose = expires(), record.ForPatient
		}},
		{"recalled", func(s *scene) { s.recall("patient") }},
		{"recalled, class II, inspected", func(s *scene) {
			s.lot.Recall = &record.Recalled{Class: 2, Depth: "retail"}
			s.purpose = record.ForInspect
		}},
		{"recalled from patients, asked by one", func(s *scene) {
			s.recall("patient")
			s.purpose = record.ForPatient
		}},
		{"recalled from wholesalers, asked by a patient", func(s *scene) {
			s.lot.Recall = &record.Recalled{Class: 3, Depth: "wholesale"}
			s.purpose = record.ForPatient
		}},
		{"withdrawn here", func(s *scene) { s.product.Withdrawn = []string{"AT", "DE"} }},
		{"withdrawn here, market in small letters", func(s *scene) {
			s.product.Withdrawn, s.market = []string{"DE"}, "de"
		}},
		{"withdrawn everywhere, no market named", func(s *scene) {
			s.product.Withdrawn, s.market = []string{"*"}, ""
		}},
		{"withdrawn here, asked by a patient", func(s *scene) {
			s.product.Withdrawn, s.purpose = []string{"DE"}, record.ForPatient
		}},
		{"held", func(s *scene) { s.unit.Hold = record.Held }},
		{"its lot is held", func(s *scene) { s.lot.Hold = record.Held }},
		{"suspect", func(s *scene) { s.unit.Hold = record.Suspected }},
		{"its lot is suspect", func(s *scene) { s.lot.Hold = record.Suspected }},
		{"suspect, in a held lot", func(s *scene) {
			s.unit.Hold, s.lot.Hold = record.Suspected, record.Held
		}},
		{"destroyed", func(s *scene) { s.status(record.Destroyed) }},
		{"stolen", func(s *scene) { s.status(record.Stolen) }},
		{"stolen, asked by a patient", func(s *scene) {
			s.status(record.Stolen)
			s.purpose = record.ForPatient
		}},
		{"illegitimate", func(s *scene) { s.status(record.Illegitimate) }},
		{"supplied by another pharmacy", func(s *scene) {
			s.status(record.Supplied)
			s.unit.Sealed.Holder = medcoSite()
		}},
		{"supplied, nothing sealed is shown", func(s *scene) {
			s.status(record.Supplied)
			s.withheld = []string{unitKey()}
		}},
		{"supplied, the asker is not known", func(s *scene) {
			s.status(record.Supplied)
			s.asker = gs1.GLN{}
		}},
		{"supplied, on receipt elsewhere", func(s *scene) {
			s.status(record.Supplied)
			s.purpose, s.asker = record.ForReceive, medcoSite()
		}},
		{"supplied, inspected", func(s *scene) {
			s.status(record.Supplied)
			s.purpose, s.asker = record.ForInspect, gs1.GLN{}
		}},
		{"supplied and recalled, asked by a patient", func(s *scene) {
			s.status(record.Supplied)
			s.recall("patient")
			s.purpose = record.ForPatient
		}},
		{"own duplicate", func(s *scene) { s.status(record.Supplied) }},
		{"own duplicate of a recalled lot", func(s *scene) {
			s.status(record.Supplied)
			s.recall("retail")
		}},
		{"everything at once", func(s *scene) {
			s.status(record.Supplied)
			s.recall("patient")
			s.ship(medcoSite(), newYear-1)
			s.unit.Hold, s.lot.Hold, s.asker = record.Suspected, record.Held, authority()
			s.product.Withdrawn, s.time = []string{"*"}, expires()
		}},
	}
	for x := record.Exported; x <= record.Repackaged; x++ {
		cases = append(cases, judgeCase{"inactive: " + x.String(), func(s *scene) { s.status(x) }})
	}
	return cases
}
