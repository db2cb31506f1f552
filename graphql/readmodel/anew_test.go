package readmodel_test

import (
	"context"
	"errors"
	"testing"

	"pedigree/graphql/readmodel"
)

// While new tables are filled, who asks sees the old ones, and they are kept up; then
// the new ones, which are the same byte for byte. A snapshot that is open stays whole.
func TestRebuildWhileServed(t *testing.T) { each(t, testRebuildWhileServed) }

func testRebuildWhileServed(t *testing.T, db database) {
	ctx, w, address := context.Background(), story(), db()
	m := open(t, address)
	half := len(w.entries) / 2
	if err := m.Apply(ctx, w.entries[:half]); err != nil {
		t.Fatal(err)
	}
	readmodel.Exec(t, m, "UPDATE parties SET name = ?", "spoilt") // tells the old from the new
	held := must(m.Snapshot(ctx))
	defer held.Close()
	name := func(s *readmodel.Snapshot) string {
		return must(s.Parties(ctx, []string{gln(101).String()}))[gln(101).String()].Name
	}
	reads := 0
	read := func(_ context.Context, after uint64) ([]readmodel.Entry, error) {
		if reads++; reads == 3 { // in the midst of it, the ledger goes on
			if err := m.Apply(ctx, w.entries[half:]); err != nil {
				return nil, err
			}
			now := must(m.Snapshot(ctx))
			defer now.Close()
			if at := now.At().Ordinal; at != uint64(len(w.entries)) || name(now) != "spoilt" {
				t.Errorf("not the old tables, kept up: at %d, %q", at, name(now))
			}
		}
		return w.entries[after:min(after+5, uint64(len(w.entries)))], nil
	}
	if err := m.Rebuild(ctx, read); err != nil {
		t.Fatal(err)
	}
	if held.At().Ordinal != uint64(half) || name(held) != "spoilt" {
		t.Errorf("an open snapshot changed: %+v %q", held.At(), name(held))
	}
	held.Close()
	anew := open(t, sqliteIn(t)())
	if err := anew.Apply(ctx, w.entries); err != nil {
		t.Fatal(err)
	}
	want := dump(t, anew)
	if dump(t, m) != want {
		t.Error("the rebuild gives other rows")
	}
	m.Close()
	if dump(t, open(t, address)) != want {
		t.Error("other rows after it was opened again")
	}
}

// A rebuild that fails, or whose log ends too early, leaves what is served.
func TestRebuildThatFails(t *testing.T) { each(t, testRebuildThatFails) }

func testRebuildThatFails(t *testing.T, db database) {
	ctx, w := context.Background(), story()
	m := open(t, db())
	if err := m.Apply(ctx, w.entries); err != nil {
		t.Fatal(err)
	}
	before := dump(t, m)
	broken := errors.New("the log broke off")
	err := m.Rebuild(ctx, func(_ context.Context, after uint64) ([]readmodel.Entry, error) {
		if after > 0 {
			return nil, broken
		}
		return w.entries[:5], nil
	})
	if !errors.Is(err, broken) || dump(t, m) != before {
		t.Errorf("a broken log: %v", err)
	}
	err = m.Rebuild(ctx, func(_ context.Context, after uint64) ([]readmodel.Entry, error) {
		return w.entries[after:max(after, 5)], nil
	})
	if !errors.Is(err, readmodel.ErrGap) || dump(t, m) != before {
		t.Errorf("a log that is too short: %v", err)
	}
	w.alert(w.lots[0])
	if err := m.Apply(ctx, w.entries); err != nil {
		t.Errorf("it does not go on: %v", err)
	}
}
