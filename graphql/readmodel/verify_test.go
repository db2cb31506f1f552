package readmodel_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pedigree/graphql/readmodel"
)

// A value is changed by hand in each column of each table, and a row of each is taken away:
// the audit finds it, names table, row and column, and serves what the facts make.
func TestVerifyFindsAndRepairs(t *testing.T) { each(t, testVerifyFindsAndRepairs) }

func testVerifyFindsAndRepairs(t *testing.T, db database) {
	ctx, w := context.Background(), story()
	m := open(t, db())
	if err := m.Apply(ctx, w.entries); err != nil {
		t.Fatal(err)
	}
	right := dump(t, m)
	read := func(_ context.Context, after uint64) ([]readmodel.Entry, error) {
		return w.entries[after:min(after+50, uint64(len(w.entries)))], nil
	}
	d, err := m.Verify(ctx, read)
	if d != nil || err != nil || dump(t, m) != right {
		t.Fatalf("what is right: %v, %v", d, err)
	}
	spoilt := map[string]bool{}
	for _, change := range changesByHand(right) {
		readmodel.Exec(t, m, change.statement)
		if dump(t, m) == right {
			t.Fatalf("%s changed nothing", change.statement)
		}
		d, err := m.Verify(ctx, read)
		if err != nil || d == nil || d.Table != change.table || !d.Missing && d.Column != change.column {
			t.Errorf("%s: found %v, %v", change.statement, d, err)
		}
		if dump(t, m) != right {
			t.Fatalf("%s was not repaired", change.statement)
		}
		spoilt[change.table] = true
	}
	if len(spoilt) < 18 {
		t.Errorf("only tables %v", spoilt)
	}
}

type byHand struct{ table, column, statement string }

// changesByHand makes a change of the first number that is no key in each table that has
// one, and else takes its first rows away; from a dump, so that no table is forgotten.
func changesByHand(dump string) (list []byHand) {
	seen := map[string]bool{}
	for line := range strings.Lines(dump) {
		table, columns, _ := strings.Cut(strings.TrimSpace(line), " ")
		if seen[table] {
			continue
		}
		seen[table] = true
		change := byHand{table: table, statement: "DELETE FROM " + table}
		if column := numberIn[table]; column != "" && strings.Contains(columns, column+"=") {
			change = byHand{table, column,
				fmt.Sprintf("UPDATE %s SET %s = %s + 1", table, column, column)}
		}
		list = append(list, change)
	}
	return list
}

// numberIn names a number in each table that has one which is no key.
var numberIn = map[string]string{"alerts": "time", "containers": "generation", "contents": "count",
	"facts": "time", "fact_lot": "whole", "fact_party": "part", "holdings": "gone", "keys": "since",
	"licences": "until", "lots": "registered", "meta": "height", "parties": "suspended",
	"recalls": "class", "site_holds": "hold", "transfers": "deadline", "units": "hold"}

// What is compared stays what it was while the ledger goes on; a log that is too short to
// compare with is an error and repairs nothing.
func TestVerifyWhileServed(t *testing.T) { each(t, testVerifyWhileServed) }

func testVerifyWhileServed(t *testing.T, db database) {
	ctx, w := context.Background(), story()
	m := open(t, db())
	half := len(w.entries) / 2
	if err := m.Apply(ctx, w.entries[:half]); err != nil {
		t.Fatal(err)
	}
	readmodel.Exec(t, m, "UPDATE parties SET name = 'spoilt'")
	reads := 0
	d, err := m.Verify(ctx, func(_ context.Context, after uint64) ([]readmodel.Entry, error) {
		if reads++; reads == 3 {
			if err := m.Apply(ctx, w.entries[half:]); err != nil {
				return nil, err
			}
		}
		return w.entries[after:min(after+5, uint64(len(w.entries)))], nil
	})
	if err != nil || d == nil || d.Table != "parties" || d.Column != "name" || d.Have != "spoilt" {
		t.Errorf("found %v, %v", d, err)
	}
	anew := open(t, sqliteIn(t)())
	if err := anew.Apply(ctx, w.entries); err != nil {
		t.Fatal(err)
	}
	right := dump(t, anew)
	if dump(t, m) != right {
		t.Error("not what the facts make")
	}
	d, err = m.Verify(ctx, func(_ context.Context, after uint64) ([]readmodel.Entry, error) {
		return w.entries[after:max(after, 5)], nil
	})
	if err == nil || d != nil || dump(t, m) != right {
		t.Errorf("a log that is too short: %v, %v", d, err)
	}
}
