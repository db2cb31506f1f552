package system

import (
	"slices"
	"testing"
	"time"

	"pedigree/record"
)

// BenchmarkCommitted measures the time from handing over a signed order to COMMITTED, at
// low load: one validator, one order after another, over HTTP.
//
//	go test ./tests/system -run '^$' -bench Committed -benchtime 200x
func BenchmarkCommitted(b *testing.B) {
	s := serve(b, "--no-demo")
	maker := s.admit(s.authority(), acme)["acme"]
	s.order(maker, "register_product", record.RegisterProduct{GTIN: gtin(b, amoxal), Name: "Amoxal",
		Strength: "500 mg", Form: "capsule", Pack: "20"})
	s.order(maker, "register_lot", record.RegisterLot{GTIN: gtin(b, amoxal), Expiry: 40_000,
		Lot: lotNumber(b, "L1"), Serialised: true})
	var took []time.Duration
	for b.Loop() {
		add := record.AddSerials{GTIN: gtin(b, amoxal), Lot: lotNumber(b, "L1")}
		add.Serials = append(add.Serials, serialNumber(b, randomSerials(1)[0]))
		began := time.Now()
		s.order(maker, "add_serials", add)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	for name, part := range map[string]int{"p50-ms": 50, "p99-ms": 99} {
		b.ReportMetric(float64(took[(len(took)-1)*part/100].Microseconds())/1000, name)
	}
}
