package readmodel_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

func parseSerial(s string) (gs1.Serial, error) { return gs1.ParseSerial(s) }

// act does one random thing that the state allows, or nothing.
func act(t *rapid.T, w *world) {
	if rapid.Bool().Draw(t, "new block") {
		w.block()
	}
	acts := []func(*rapid.T, *world){
		makeLot, grow, grow, offerGoods, offerGoods, offerGoods, answer, answer, answer, supply,
		supply, warn,
	}
	acts[rapid.IntRange(0, len(acts)-1).Draw(t, "act")](t, w)
}

func makeLot(t *rapid.T, w *world) {
	if len(w.lots) > 4 {
		return
	}
	l := w.registerLot(rapid.Bool().Draw(t, "serialised"), uint64(rapid.IntRange(1, 500).Draw(t, "n")))
	if l.serialised {
		w.addSerials(l, rapid.IntRange(1, 9).Draw(t, "serials"))
	}
}

func pick[T any](t *rapid.T, label string, list []T) T {
	return list[rapid.IntRange(0, len(list)-1).Draw(t, label)]
}

func grow(t *rapid.T, w *world) {
	if len(w.lots) == 0 {
		return
	}
	l := pick(t, "lot", w.lots)
	if l.closed || l.rest.trader != traderNo(0) || l.rest.offer != nil {
		return
	}
	if l.serialised && rapid.Bool().Draw(t, "more") {
		w.addSerials(l, rapid.IntRange(1, 9).Draw(t, "serials"))
		return
	}
	w.closeLot(l, uint64(rapid.IntRange(0, 5).Draw(t, "yield")))
}

func offerGoods(t *rapid.T, w *world) {
	if len(w.lots) == 0 {
		return
	}
	l, to := pick(t, "lot", w.lots), traderNo(rapid.IntRange(1, 3).Draw(t, "to"))
	keep := rapid.Bool().Draw(t, "keep")
	if !l.serialised {
		for _, from := range []trader{traderNo(0), traderNo(1), traderNo(2)} {
			for _, owner := range []trader{traderNo(0), traderNo(1), traderNo(2)} {
				if n := l.rows[stock{trader: from, owner: owner.party}]; n > 0 && from != to {
					n = rapid.Uint64Range(1, n).Draw(t, "n")
					w.ship(from, to, keep, item{lot: l, owner: owner.party, n: n})
					return
				}
			}
		}
		return
	}
	if rapid.Bool().Draw(t, "whole") {
		if n := l.untouched(); n > 0 && l.rest.offer == nil && l.rest.trader != to {
			w.ship(l.rest.trader, to, keep, item{lot: l, owner: l.rest.owner, n: n})
		}
		return
	}
	u := pick(t, "unit", l.units)
	at := l.place(u)
	if at.offer == nil && !u.gone && at.trader != to {
		w.ship(at.trader, to, keep, item{lot: l, unit: u, owner: at.owner, n: 1})
	}
}

func answer(t *rapid.T, w *world) {
	if len(w.offers) == 0 {
		return
	}
	o := pick(t, "offer", w.offers)
	switch rapid.IntRange(0, 5).Draw(t, "answer") {
	case 0:
		w.void(o, "refuse")
	case 1:
		w.void(o, "cancel")
	case 2:
		i := o.items[0]
		switch {
		case i.unit == nil && i.lot.serialised && i.n > 1: // a pack is missing out of the whole
			for _, u := range i.lot.units {
				if !u.touched {
					i.n--
					w.receive(o, []item{i}, []item{{lot: i.lot, unit: u, owner: i.owner, n: 1}})
					return
				}
			}
		case !i.lot.serialised && i.n > 1:
			missing := i
			missing.n = rapid.Uint64Range(1, i.n-1).Draw(t, "missing")
			i.n -= missing.n
			w.receive(o, []item{i}, []item{missing})
		}
	default:
		w.receive(o, o.items, nil)
	}
}

func supply(t *rapid.T, w *world) {
	if len(w.lots) == 0 {
		return
	}
	l := pick(t, "lot", w.lots)
	if !l.serialised {
		at := stock{trader: traderNo(2), owner: gln(102)}
		if n := l.rows[at]; n > 0 {
			n = rapid.Uint64Range(1, n).Draw(t, "n")
			w.dispense(at, item{lot: l, owner: at.owner, n: n}, 0, 0)
		}
		return
	}
	u := pick(t, "unit", l.units)
	if at := l.place(u); !u.gone && at.offer == nil {
		part := u.part + 1
		if u.part == 0 && rapid.Bool().Draw(t, "full") {
			part = 3
		}
		w.dispense(at, item{lot: l, unit: u, owner: at.owner, n: 1}, part, 3)
	}
}

func warn(t *rapid.T, w *world) {
	if len(w.lots) == 0 {
		return
	}
	l := pick(t, "lot", w.lots)
	if rapid.Bool().Draw(t, "recall") && !l.recalled {
		w.recall(l)
		return
	}
	w.alert(l)
}

func dump(t interface{ Fatal(...any) }, m *readmodel.Model) string {
	var b bytes.Buffer
	if err := m.Dump(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Invariant I5: the tables are a function of the facts, however they came in.
// What one transaction makes of them in SQLite is the measure.
func TestRebuildIsByteIdentical(t *testing.T) { each(t, testRebuildIsByteIdentical) }

func testRebuildIsByteIdentical(t *testing.T, db database) {
	ctx, file := context.Background(), sqliteIn(t)
	if strings.HasPrefix(db(), "postgres:") {
		fewer(t)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(10, 60).Draw(t, "acts") {
			act(t, w)
		}
		open := func(path string) (*readmodel.Model, string) {
			m, err := readmodel.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			return m, path
		}
		once, _ := open(file())
		defer once.Close()
		if err := once.Apply(ctx, w.entries); err != nil {
			t.Fatal(err)
		}
		want := dump(t, once)
		checkSums(t, w, once)

		split, path := open(db())
		defer func() { split.Close() }()
		for at := 0; at < len(w.entries); {
			back := rapid.IntRange(0, at).Draw(t, "repeated")
			size := rapid.IntRange(1, 20).Draw(t, "batch")
			to := min(at+size, len(w.entries))
			if err := split.Apply(ctx, w.entries[at-back:to]); err != nil {
				t.Fatal(err)
			}
			at = to
			if rapid.IntRange(0, 4).Draw(t, "reopen") == 0 {
				split.Close()
				var err error
				if split, err = readmodel.Open(path); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := dump(t, split); got != want {
			t.Fatalf("batches give other rows:\n%s\nwant\n%s", got, want)
		}
	})
}

// fewer draws a tenth of the histories: a server makes tables slowly.
func fewer(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value.String()
	n := must(strconv.Atoi(checks))
	t.Cleanup(func() { must(0, flag.Set("rapid.checks", checks)) })
	must(0, flag.Set("rapid.checks", strconv.Itoa(n/10+1)))
}

// A copy of the files taken at any moment is what a crash leaves: it holds whole
// batches only, and goes on from there.
func TestCrashLeavesWholeBatches(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	w := story()
	m := open(t, filepath.Join(dir, "live"))
	for i := range w.entries {
		if err := m.Apply(ctx, w.entries[i:i+1]); err != nil {
			t.Fatal(err)
		}
		crashed := filepath.Join(dir, fmt.Sprint("crash", i))
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(filepath.Join(dir, "live"+suffix))
			if err == nil {
				err = os.WriteFile(crashed+suffix, b, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		c := open(t, crashed)
		if at, _ := c.Cursor(ctx); at.Ordinal != uint64(i+1) {
			t.Fatalf("after fact %d the cursor is at %d", i+1, at.Ordinal)
		}
		if err := c.Apply(ctx, w.entries); err != nil {
			t.Fatal(err)
		}
		rest := open(t, crashed+"all")
		if err := rest.Apply(ctx, w.entries); err != nil {
			t.Fatal(err)
		}
		if dump(t, c) != dump(t, rest) {
			t.Fatalf("a crash after fact %d gives other rows", i+1)
		}
		c.Close()
		rest.Close()
	}
}

// checkSums asserts invariant 2 of the rules against the rows and the packs.
func checkSums(t *rapid.T, w *world, m *readmodel.Model) {
	ctx := context.Background()
	s, err := m.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, l := range w.lots {
		key := readmodel.LotKey{GTIN: l.gtin.String(), Lot: l.number.String()}
		rows, err := s.Holdings(ctx, []readmodel.LotKey{key})
		if err != nil {
			t.Fatal(err)
		}
		var sum uint64
		for _, h := range rows[key] {
			sum += h.Held + h.Outgoing + h.Supplied + h.Gone
		}
		found, err := s.Lots(ctx, []readmodel.LotKey{key})
		if err != nil {
			t.Fatal(err)
		}
		if sum != l.registered || found[key].Registered != l.registered {
			t.Fatalf("lot %s: %d counted, %d registered by the model, %d made", l.number, sum,
				found[key].Registered, l.registered)
		}
		if l.serialised {
			checkUnits(t, l, s, rows[key])
			continue
		}
		for at, n := range l.rows {
			if got := rowAt(rows[key], at); n != got.Held {
				t.Fatalf("lot %s at %s: held %d, want %d", l.number, at.site, got.Held, n)
			}
		}
	}
}

func rowAt(rows []readmodel.Holding, at stock) (h readmodel.Holding) {
	for _, h := range rows {
		if h.Site == at.site.String() && h.Owner == at.owner.String() {
			return h
		}
	}
	return h
}

// checkUnits counts the packs one by one.
func checkUnits(t *rapid.T, l *lot, s *readmodel.Snapshot, rows []readmodel.Holding) {
	type figures struct{ held, outgoing, supplied uint64 }
	want := map[stock]*figures{}
	for _, u := range l.units {
		at := l.place(u)
		key := readmodel.UnitKey{GTIN: l.gtin.String(), Serial: u.serial.String()}
		found, err := s.Units(context.Background(), []readmodel.UnitKey{key})
		if err != nil {
			t.Fatal(err)
		}
		got := found[key]
		if got == nil || got.Holder != at.site.String() || got.Owner != at.owner.String() ||
			got.InTransit != (at.offer != nil) || (got.Status == record.Supplied.String()) != u.gone {
			t.Fatalf("pack %s is %+v, want it at %s of %s", u.serial, got, at.site, at.owner)
		}
		onOffer := at.offer != nil
		at.offer = nil
		f := want[at]
		if f == nil {
			f = &figures{}
			want[at] = f
		}
		switch {
		case u.gone:
			f.supplied++
		case onOffer:
			f.outgoing++
		default:
			f.held++
		}
	}
	for at, f := range want {
		h := rowAt(rows, at)
		if h.Held != f.held || h.Outgoing != f.outgoing || h.Supplied != f.supplied {
			t.Fatalf("lot %s at %s: row %+v, packs say %+v", l.number, at.site, h, f)
		}
	}
}
