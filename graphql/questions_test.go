package graphql_test

import (
	"strings"
	"testing"
)

// Every root field answers, with asOf, and costs a bounded number of SQL
// statements however many records it shows (the snapshot's own cursor is one).
func TestQuestions(t *testing.T) {
	w := newWorld(t)
	party := "{gln name country suspended parent{gln} licences{role from until number authority}}"
	event := "{id height time txId command bizStep disposition party" + party + " site" + party +
		" gtin lot summary epcis}"
	page := "{edges{cursor node" + event + "} pageInfo{hasNextPage endCursor}}"
	g := `"` + gtin(1).String() + `"`
	tests := []struct {
		name, query string
		statements  uint64 // at most: the executor's order of fields is random
		path        []any
		want        any
	}{
		{"unit", `{unit(code:"` + packCode(1) + `"){gtin serial status supplied of inTransit
			lot{lot} product{name} holder{name} owner{name} events(first:9){edges{node{command}}}}}`,
			6, []any{"unit", "holder", "name"}, "Site 2"},
		{"a unit's events", `{unit(code:"` + packCode(2) + `"){events(first:9){edges{node{command}}}}}`,
			3, []any{"unit", "events", "edges", 2, "node", "command"}, "receive"},
		{"no unit", `{unit(code:"` + packCode(999) + `"){serial}}`, 2, []any{"unit"}, nil},
		{"lot", `{lot(gtin:` + g + `,lot:"LOT1"){gtin lot ordinal expiry made serialised closed planned
			registered recall{class depth} product{gtin} maker` + party + ` holders{held site` + party +
			` owner{name}} events(first:3)` + page + `}}`,
			10, []any{"lot", "registered"}, 3},
		{"product", `{product(gtin:` + g + `){gtin name strength form pack storage withdrawn
			codes{scheme code} manufacturer{name}
			lots(first:1){edges{cursor node{lot maker{name} holders{held site{name}}}}
				pageInfo{hasNextPage endCursor}}}}`,
			6, []any{"product", "lots", "pageInfo", "hasNextPage"}, true},
		{"party", `{party(gln:"` + siteNo(1).String() + `")` + party + `}`,
			4, []any{"party", "parent", "gln"}, partyNo(1)},
		{"events", `{events(first:30)` + page + `}`, 4, []any{"events", "edges", 7, "node", "command"},
			"register_product"},
		{"filtered events", `{events(first:1,filter:{gtin:` + g + `,lot:"LOT2",party:"` +
			siteNo(1).String() + `"})` + page + `}`, 4,
			[]any{"events", "edges", 0, "node", "bizStep"}, "shipping"},
		{"holders", `{holders(gtin:` + g + `,lot:"LOT2"){held packed outgoing supplied gone
			site` + party + ` owner` + party + `}}`, 4, []any{"holders", 1, "held"}, 1150},
		{"network", `{network{chainId height time appHash validators{address power}
			readers{name height lag}}}`, 0, []any{"network", "readers", 1, "name"}, "readmodel"},
		{"nothing of ours", `{__typename}`, 0, []any{"__typename"}, "Query"},
		{"several at once", `{a:party(gln:"` + siteNo(0).String() + `"){name} b:party(gln:"` +
			siteNo(1).String() + `"){name} lot(gtin:` + g + `,lot:"LOT1"){maker{name}}}`,
			4, []any{"b", "name"}, "Site 1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := w.model.Statements()
			r := w.ask(test.query)
			if r.status != 200 || len(r.Errors) > 0 {
				t.Fatalf("%d %s\n%s", r.status, r.text, w.log)
			}
			w.expect(r, test.want, test.path...)
			if n := w.model.Statements() - before; n > test.statements {
				t.Errorf("%d statements, want at most %d", n, test.statements)
			}
			if a := r.Extensions.AsOf; a.Height == "" || a.Lag != "0" || !strings.HasSuffix(a.Time, "Z") {
				t.Errorf("asOf %+v", a)
			}
		})
	}
}

// The same question by page size 1 and by 50 takes the same number of statements.
func TestNoStatementPerRow(t *testing.T) {
	w := newWorld(t)
	query := `query($n:Int!){events(first:$n){edges{node{party{name parent{name}} site{name
		parent{name licences{role}}}}}}}`
	count := func(n int) uint64 {
		before := w.model.Statements()
		if r := w.ask(query, "n", n); len(r.Errors) > 0 {
			t.Fatal(r.text)
		}
		return w.model.Statements() - before
	}
	if few, many := count(8), count(50); max(few, many) > 5 {
		t.Errorf("%d statements for 8 events, %d for 50", few, many)
	}
}

func TestPaging(t *testing.T) {
	w := newWorld(t)
	query := `query($after:String){events(first:4,after:$after){edges{cursor node{id}}
		pageInfo{hasNextPage endCursor}}}`
	var ids []string
	var after any
	for more := true; more; {
		r := w.ask(query, "after", after)
		if len(r.Errors) > 0 {
			t.Fatal(r.text)
		}
		edges, _ := at(r.Data, "events", "edges").([]any)
		for _, e := range edges {
			ids = append(ids, at(e, "node", "id").(string))
		}
		more = at(r.Data, "events", "pageInfo", "hasNextPage").(bool)
		after = at(r.Data, "events", "pageInfo", "endCursor")
	}
	var want []string
	for _, e := range w.told.entries {
		want = append(want, e.Fact.ID())
	}
	if strings.Join(ids, " ") != strings.Join(want, " ") {
		t.Errorf("pages give %v, want %v", ids, want)
	}
}

func TestBadInput(t *testing.T) {
	w := newWorld(t)
	for _, query := range []string{
		`{unit(code:"hello"){serial}}`,
		`{unit(code:"(01)` + gtin(1).String() + `"){serial}}`,
		`{lot(gtin:"1",lot:"L"){lot}}`,
		`{lot(gtin:"` + gtin(1).String() + `",lot:"ÄÖÜ"){lot}}`,
		`{product(gtin:"04000000000018"){gtin}}`,
		`{party(gln:"x"){gln}}`,
		`{events(first:0){edges{cursor}}}`,
		`{events(first:101){edges{cursor}}}`,
		`{events(first:1,after:"x"){edges{cursor}}}`,
		`{events(first:1,filter:{lot:"L"}){edges{cursor}}}`,
		`{events(first:1,filter:{fromHeight:"-1"}){edges{cursor}}}`,
		`{events(first:1,minHeight:"soon"){edges{cursor}}}`,
		`{holders(gtin:"",lot:""){held}}`,
		`mutation{submit(tx:"%%%"){id}}`,
		`mutation{submit(tx:""){id}}`,
	} {
		r := w.ask(query)
		if r.code() != "BadInput" {
			t.Errorf("%s: %s", query, r.text)
		}
	}
	for _, n := range []any{101, "x", 1.5, nil} {
		r := w.ask(`query($n:Int!){events(first:$n){edges{cursor}}}`, "n", n)
		if r.code() != "BadInput" {
			t.Errorf("first is %v: %s", n, r.text)
		}
	}
}

// Null is the same as nothing, and a code keeps its group separators on the way
// through the gate.
func TestNullsAndControlCharacters(t *testing.T) {
	w := newWorld(t)
	r := w.ask(`query($f:EventFilter=null){
		events(first:1,after:null,filter:{gtin:null,command:"ship"},minHeight:null){
			edges{node{command}}}
		all:events(first:1,filter:$f){edges{cursor}}}`)
	if len(r.Errors) > 0 {
		t.Fatal(r.text)
	}
	w.expect(r, "ship", "events", "edges", 0, "node", "command")
	code := `]d201` + gtin(1).String() + `21SN00001\u001d10LOT1`
	r = w.ask(`{verify(code:"` + code + `"){verdict}}`)
	w.expect(r, "GENUINE", "verify", "verdict")
	want := "]d201" + gtin(1).String() + "21SN00001\x1d10LOT1"
	if got := w.judge.asked[0].Code; got != want {
		t.Errorf("the verifier was asked %q, want %q", got, want)
	}
}
