package readmodel_test

import (
	"context"
	"slices"
	"syscall"
	"testing"
	"time"
)

// BenchmarkApply projects offers and receipts of a lot by quantity, and the supply of
// packs with serials, in batches of the stream's size.
func BenchmarkApply(b *testing.B) {
	for name, in := range databases {
		b.Run(name, func(b *testing.B) {
			db := in(b)
			w := trade(2000)
			var spent time.Duration
			b.ResetTimer()
			for range b.N {
				m := open(b, db())
				begin := cpu(b)
				for batch := range slices.Chunk(w.entries, 256) {
					if err := m.Apply(context.Background(), batch); err != nil {
						b.Fatal(err)
					}
				}
				spent += cpu(b) - begin
			}
			b.ReportMetric(float64(spent.Microseconds())/float64(b.N*len(w.entries)), "cpu-us/fact")
		})
	}
}

// cpu is what this process has used: of PostgreSQL's work the half that is ours.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// trade is a lot by quantity that goes to and fro, and packs that are supplied.
func trade(n int) *world {
	w := newWorld()
	w.block()
	byNumber, packs := w.registerLot(false, 1_000_000), w.registerLot(true, 1_000_000)
	sides := []trader{traderNo(0), traderNo(1)}
	w.addSerials(packs, n)
	for i := range n {
		if i%50 == 0 {
			w.block()
		}
		from, to := sides[i%2], sides[1-i%2]
		some := []item{{lot: byNumber, owner: from.party, n: 10}}
		w.receive(w.ship(from, to, false, some...), some, nil)
		w.dispense(packs.rest, item{lot: packs, unit: packs.units[i], owner: packs.rest.owner, n: 1}, 1, 1)
	}
	return w
}
