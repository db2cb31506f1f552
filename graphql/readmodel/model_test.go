package readmodel_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"pedigree/graphql/readmodel"
)

func open(t testing.TB, path string) *readmodel.Model {
	t.Helper()
	m, err := readmodel.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// story is the trade that the tests of the questions are about: LOT1 carries
// serials SN00001 to SN00005 and goes whole to trader 1, one missing; SN00002
// goes on to trader 2 and is supplied, while the rest is offered to trader 3
// in vain. LOT2 has 5,000 packs without serials.
func story() *world {
	w := newWorld()
	w.block()
	l := w.registerLot(true, 5)
	w.addSerials(l, 5)
	w.closeLot(l, 0)
	maker, wholesaler, pharmacy := traderNo(0), traderNo(1), traderNo(2)
	w.block()
	whole := item{lot: l, owner: maker.party, n: 5}
	o := w.ship(maker, wholesaler, false, whole)
	w.block()
	whole.n = 4
	w.receive(o, []item{whole}, []item{{lot: l, unit: l.units[4], owner: maker.party, n: 1}})
	w.block()
	pack := item{lot: l, unit: l.units[1], owner: wholesaler.party, n: 1}
	o = w.ship(wholesaler, pharmacy, false, pack)
	rest := item{lot: l, owner: wholesaler.party, n: 3}
	w.void(w.ship(wholesaler, traderNo(3), false, rest), "cancel")
	w.block()
	w.receive(o, []item{pack}, nil)
	w.block()
	pack.owner = pharmacy.party
	w.dispense(stock{trader: pharmacy, owner: pharmacy.party}, pack, 0, 0)
	q := w.registerLot(false, 5000)
	w.block()
	some := item{lot: q, owner: maker.party, n: 1200}
	o = w.ship(maker, wholesaler, false, some)
	w.block()
	some.n = 1150
	missing := some
	missing.n = 50
	w.receive(o, []item{some}, []item{missing})
	w.block()
	some.n, some.owner = 100, wholesaler.party
	w.ship(wholesaler, pharmacy, true, some)
	w.recall(l)
	w.alert(l)
	return w
}

func TestGapsAndOtherLedgersAreRefused(t *testing.T) { each(t, testGapsAndOtherLedgersAreRefused) }

func testGapsAndOtherLedgersAreRefused(t *testing.T, db database) {
	ctx := context.Background()
	w, m := story(), open(t, db())
	if err := m.Apply(ctx, w.entries[1:]); !errors.Is(err, readmodel.ErrGap) {
		t.Fatalf("a gap at the start: %v", err)
	}
	gap := append(append([]readmodel.Entry{}, w.entries[:5]...), w.entries[6:]...)
	if err := m.Apply(ctx, gap); !errors.Is(err, readmodel.ErrGap) {
		t.Fatalf("a gap inside: %v", err)
	}
	if at, _ := m.Cursor(ctx); at.Ordinal != 0 {
		t.Fatalf("a refused batch moved the cursor to %d", at.Ordinal)
	}
	if err := m.Apply(ctx, w.entries[:10]); err != nil {
		t.Fatal(err)
	}
	before := dump(t, m)
	if err := m.Apply(ctx, w.entries[:10]); err != nil || dump(t, m) != before {
		t.Fatalf("repeated facts: %v", err)
	}
	other := newWorld()
	other.block()
	other.registerLot(false, 7)
	other.entries[9].FactBytes = []byte("another fact")
	if err := m.Apply(ctx, other.entries[:10]); !errors.Is(err, readmodel.ErrOtherLedger) {
		t.Fatalf("another ledger's facts: %v", err)
	}
}

func TestFactsThatDoNotAddUpStopTheProjection(t *testing.T) {
	each(t, testFactsThatDoNotAddUpStopTheProjection)
}

func testFactsThatDoNotAddUpStopTheProjection(t *testing.T, db database) {
	ctx := context.Background()
	tests := map[string]func(*world){
		"more shipped than held": func(w *world) {
			l := w.registerLot(false, 10)
			w.ship(traderNo(0), traderNo(1), false, item{lot: l, owner: gln(100), n: 11})
		},
		"a pack that was never made": func(w *world) {
			l := w.registerLot(true, 10)
			u := &unit{serial: must(parseSerial("X"))}
			w.ship(traderNo(0), traderNo(1), false, item{lot: l, unit: u, owner: gln(100), n: 1})
		},
		"a serial made twice": func(w *world) {
			l := w.registerLot(true, 10)
			w.addSerials(l, 1)
			w.serials--
			w.addSerials(l, 1)
		},
		"a yield that is not the number of serials": func(w *world) {
			l := w.registerLot(true, 10)
			w.addSerials(l, 1)
			l.registered = 2
			w.closeLot(l, 0)
		},
		"an event that is no JSON": func(w *world) {
			w.registerLot(false, 10)
			last := &w.entries[len(w.entries)-1]
			last.Event = last.Event[:len(last.Event)-1]
		},
		"an answer to no offer": func(w *world) {
			l := w.registerLot(false, 10)
			o := w.ship(traderNo(0), traderNo(1), false, item{lot: l, owner: gln(100), n: 1})
			o.id = "ffffffffffffffffffffffffffffffff"
			w.receive(o, o.items, nil)
		},
	}
	for name, tell := range tests {
		t.Run(name, func(t *testing.T) {
			m := open(t, db())
			w := newWorld()
			if err := m.Apply(ctx, w.entries); err != nil {
				t.Fatal(err)
			}
			before := dump(t, m)
			tell(w)
			if err := m.Apply(ctx, w.entries); err == nil {
				t.Fatal("was projected")
			}
			if dump(t, m) != before {
				t.Fatal("left something behind")
			}
		})
	}
}

func TestOldAndDamagedTablesAreDropped(t *testing.T) { each(t, testOldAndDamagedTablesAreDropped) }

func testOldAndDamagedTablesAreDropped(t *testing.T, db database) {
	ctx := context.Background()
	damages := map[string]func(t *testing.T, m *readmodel.Model, address string){
		"another version": func(t *testing.T, m *readmodel.Model, _ string) {
			readmodel.Exec(t, m, "UPDATE meta SET version = ?", 6)
		},
		"other columns": func(t *testing.T, m *readmodel.Model, _ string) {
			readmodel.Exec(t, m, "ALTER TABLE meta RENAME COLUMN complete TO more")
		},
		"another program's": func(t *testing.T, m *readmodel.Model, _ string) {
			readmodel.Exec(t, m, "ALTER TABLE meta RENAME TO mine")
		},
		"not a database": func(t *testing.T, m *readmodel.Model, address string) {
			if strings.HasPrefix(address, "postgres:") {
				t.Skip("that is for the server to see")
			}
			m.Close()
			write(t, address, []byte(strings.Repeat("garbage ", 1000)))
		},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			address := db()
			m := open(t, address)
			w := story()
			if err := m.Apply(ctx, w.entries); err != nil {
				t.Fatal(err)
			}
			want := dump(t, m)
			damage(t, m, address)
			m.Close()
			m = open(t, address)
			if at, _ := m.Cursor(ctx); at.Ordinal != 0 {
				t.Fatalf("the cursor is at %d", at.Ordinal)
			}
			if err := m.Apply(ctx, w.entries); err != nil || dump(t, m) != want {
				t.Fatalf("not the same after it was filled again: %v", err)
			}
		})
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	for _, suffix := range []string{"-wal", "-shm"} {
		os.Remove(path + suffix)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWait(t *testing.T) { each(t, testWait) }

func testWait(t *testing.T, db database) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	w, m := story(), open(t, db())
	last := w.entries[len(w.entries)-1].Fact.Height
	waited := make(chan error, 2)
	go func() { waited <- m.Wait(ctx, last-1) }() // known complete by the next block's facts
	go func() { waited <- m.Wait(ctx, last+3) }() // known complete by what is observed
	if err := m.Apply(ctx, w.entries); err != nil {
		t.Fatal(err)
	}
	if err := <-waited; err != nil {
		t.Fatal(err)
	}
	all := uint64(len(w.entries))
	m.Observe(readmodel.Cursor{Ordinal: all + 1, Height: last + 2})
	if _, lag := m.At(); lag != 1 {
		t.Fatalf("lag %d, want 1", lag)
	}
	short, stop := context.WithTimeout(ctx, time.Millisecond)
	defer stop()
	if err := m.Wait(short, last); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("the last block may be incomplete, yet Wait said %v", err)
	}
	w.alert(w.lots[0])
	if err := m.Apply(ctx, w.entries); err != nil {
		t.Fatal(err)
	}
	m.Observe(readmodel.Cursor{Ordinal: all + 1, Height: last + 3})
	if err := <-waited; err != nil {
		t.Fatal(err)
	}
}
