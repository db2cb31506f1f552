package graphql_test

import (
	"context"
	"encoding/base64"
	"slices"
	"testing"

	"pedigree/graphql"
	"pedigree/gs1"
	"pedigree/record"
)

// proving proves packs from the facts of a world, as the ledger's state would.
type proving struct {
	w   *world
	gap bool // the record knows of a fact that nobody can show
}

func (p *proving) Prove(_ context.Context, key string, _ ...record.Name) (graphql.Proved, error) {
	at, _ := p.w.model.At()
	h := record.NewHistory(key)
	if p.gap {
		h = h.Add(record.Hash{1})
	}
	for _, e := range p.w.told.entries {
		if slices.Contains(e.Fact.Subjects, key) && e.Fact.Height <= at.Height {
			h = h.Add(record.FactHash(e.FactBytes))
		}
	}
	if record.KindOf(key) == "sscc" {
		c := record.Container{Sealed: &record.ContainerSealed{Owner: partyNo(2),
			Holder: siteNo(2), History: h}}
		return graphql.Proved{Value: c.Encode(), Found: h.Count > 0, Height: at.Height,
			Bundle: []byte("sealed part")}, nil
	}
	u := record.Unit{Status: record.Supplied, Sealed: &record.UnitSealed{Owner: partyNo(2),
		Holder: siteNo(2), History: h}}
	return graphql.Proved{Value: u.Encode(), Found: h.Count > 0, Height: at.Height,
		Bundle: []byte("sealed part")}, nil
}

func (p *proving) Index(_ context.Context, n record.Name) (record.Index, error) {
	return indexOf(n), nil
}

// Only who sees all of a history gets its head and its proof, which shows the record's
// sealed part. A fact that is missing anywhere shows.
func TestHistory(t *testing.T) {
	p := &proving{}
	w, _ := closed(t, func(c *graphql.Config) { c.Prover = p })
	p.w = w
	ask := func(who int) *reply {
		r := w.askAs(who, `{history(key:"`+packCode(1)+`"){key complete head bundle height
			facts{fact event{command}}}}`)
		if len(r.Errors) > 0 {
			t.Fatal(r.text)
		}
		return r
	}
	for who, facts := range map[int]int{authorityNo: 3, 2: 3, 1: 2, 0: 0, 3: 0} {
		r := ask(who)
		list := at(r.Data, "history", "facts").([]any)
		whole := facts == 3
		w.expect(r, whole, "history", "complete")
		if len(list) != facts || (at(r.Data, "history", "bundle") != nil) != whole ||
			(at(r.Data, "history", "head") != nil) != whole {
			t.Errorf("%d sees %d facts, want %d: %s", who, len(list), facts, r.text)
		}
	}
	r := ask(authorityNo)
	h := record.NewHistory(indexOf.UnitKey(gtin(1), serialNo(1)))
	for _, f := range at(r.Data, "history", "facts").([]any) {
		h = h.Add(record.FactHash(must(base64.RawURLEncoding.DecodeString(at(f, "fact").(string)))))
	}
	w.expect(r, h.Head, "history", "head")
	p.gap = true
	w.expect(ask(authorityNo), false, "history", "complete")
	for _, bad := range []string{`key:"x"`, `key:"(01)` + gtin(1).String() + `"`,
		`key:"` + packCode(1) + `",site:"` + siteNo(1).String() + `"`} {
		if r := w.askAs(1, `{history(`+bad+`){key}}`); r.code() != "BadInput" {
			t.Errorf("%s: %s", bad, r.text)
		}
	}
}

// A container's history is that of the last use of its SSCC, as far as the asker may see it.
func TestHistoryOfAContainer(t *testing.T) {
	w, _ := closed(t)
	sscc := must(gs1.ParseSSCC("340000010000000013"))
	pack := []record.Goods{{GTIN: gtin(1), Lot: lotNo(1), Serial: serialNo(2), Quantity: 1,
		Owner: partyNo(1)}}
	box := []record.Goods{{SSCC: sscc, Quantity: 1, Owner: partyNo(1)}}
	told := func(by int, command string, fields any) {
		w.told.block()
		w.told.fact(by, command, fields)
		w.told.more(1) // a later block: all of this one is there
		if err := w.model.Apply(t.Context(), w.told.entries); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(who int, key string, facts int, whole bool) {
		t.Helper()
		r := w.askAs(who, `{history(key:"(00)`+sscc.String()+`"){key complete head bundle facts{fact}}}`)
		w.expect(r, key, "history", "key")
		w.expect(r, whole, "history", "complete")
		if n := len(at(r.Data, "history", "facts").([]any)); n != facts ||
			(at(r.Data, "history", "bundle") != nil) != whole {
			t.Errorf("%d sees %d facts, want %d: %s", who, n, facts, r.text)
		}
	}
	first, second := record.ContainerKey(sscc, 0), record.ContainerKey(sscc, 1)
	expect(1, first, 0, false)
	told(1, "pack", record.Packed{SSCC: sscc, Owner: partyNo(1), Items: pack})
	told(1, "ship", record.Shipped{Transfer: transferNo(5), Way: way(1, 2), Items: box, Purpose: "supply"})
	told(2, "receive", record.Received{Transfer: transferNo(5), Way: way(1, 2), Accepted: box,
		State: record.TransferReceived})
	for who, facts := range map[int]int{authorityNo: 3, 1: 3, 2: 2, 0: 0, 3: 0} {
		expect(who, first, facts, facts == 3)
	}
	told(2, "unpack", record.Unpacked{SSCC: sscc, Owner: partyNo(2), Dissolved: true})
	expect(authorityNo, first, 4, true)
	pack[0].Owner = partyNo(2)
	told(2, "pack", record.Packed{SSCC: sscc, Generation: 1, Owner: partyNo(2), Items: pack})
	expect(2, second, 1, true)
	expect(0, first, 0, false)
}
