package graphql_test

import (
	"fmt"
	"testing"
)

// shape writes a trace as "from>to" of its sites.
func shape(r *reply) (text string) {
	name := map[string]any{}
	nodes, _ := at(r.Data, "trace", "nodes").([]any)
	for _, n := range nodes {
		name[fmt.Sprint(at(n, "id"))] = at(n, "site", "name")
	}
	edges, _ := at(r.Data, "trace", "edges").([]any)
	for _, e := range edges {
		text += fmt.Sprintf("%v>%v;", name[fmt.Sprint(at(e, "from"))], name[fmt.Sprint(at(e, "to"))])
	}
	return fmt.Sprint(text, at(r.Data, "trace", "more"))
}

func TestTrace(t *testing.T) {
	w, _ := closed(t)
	lot := func(n string) string { return "(01)" + gtin(1).String() + "(10)" + n }
	for _, test := range []struct {
		who                   int
		code, direction, want string
		depth                 int
	}{
		{authorityNo, packCode(1), "DOWNSTREAM", "Site 0>Site 1;Site 1>Site 2;false", 10},
		{authorityNo, packCode(1), "UPSTREAM", "Site 1>Site 2;Site 0>Site 1;false", 10},
		{authorityNo, packCode(1), "UPSTREAM", "Site 1>Site 2;true", 1},
		{authorityNo, packCode(2), "DOWNSTREAM", "Site 0>Site 1;false", 5},
		{authorityNo, packCode(9), "DOWNSTREAM", "false", 5},
		{authorityNo, lot("LOT2"), "DOWNSTREAM", "Site 0>Site 1;false", 5},
		{authorityNo, lot("LOT1"), "UPSTREAM", "Site 1>Site 2;Site 0>Site 1;false", 5},
		{0, packCode(1), "DOWNSTREAM", "Site 0>Site 1;false", 5}, // where it went on is not its business
		{2, packCode(1), "UPSTREAM", "Site 1>Site 2;false", 5},
		{3, packCode(1), "UPSTREAM", "false", 5},
	} {
		r := w.askAs(test.who, fmt.Sprintf(`{trace(code:%q,direction:%s,depth:%d){nodes{id depth site{name}}
			edges{from to transfer{id}} more}}`, test.code, test.direction, test.depth))
		if got := shape(r); got != test.want {
			t.Errorf("%d %s %s %d: %s, want %s\n%s", test.who, test.code, test.direction, test.depth, got,
				test.want, r.text)
		}
	}
	for _, bad := range []string{`code:"x",direction:UPSTREAM`, `code:"(01)` + gtin(1).String() +
		`",direction:UPSTREAM`, `code:"` + packCode(1) + `",direction:UPSTREAM,depth:21`} {
		if r := w.askAs(1, `{trace(`+bad+`){more}}`); r.code() != "BadInput" {
			t.Errorf("%s: %s", bad, r.text)
		}
	}
}

// Lists page both ways and filter; nothing of others is counted.
func TestLists(t *testing.T) {
	w, _ := closed(t)
	w.apply(rightsTrade())
	node := func(r *reply, list, field string) (all string) {
		edges, _ := at(r.Data, list, "edges").([]any)
		for _, e := range edges {
			all += fmt.Sprint(at(e, "node", field), ";")
		}
		return fmt.Sprint(all, at(r.Data, list, "pageInfo", "hasNextPage"))
	}
	ask := func(who int, list, args, field string) string {
		return node(w.askAs(who, fmt.Sprintf(`{%s(%s){edges{node{%s}} pageInfo{hasNextPage endCursor}}}`,
			list, args, field)), list, field)
	}
	for _, test := range []struct {
		who                     int
		list, args, field, want string
	}{
		{0, "lots", `first:1`, "lot", "LOT2;true"},
		{0, "lots", `first:1,order:OLDEST_FIRST`, "lot", "LOT1;true"},
		{0, "lots", `first:9,filter:{recalled:true}`, "lot", "LOT2;false"},
		{2, "lots", `first:1`, "lot", "LOT1;false"},
		{4, "lots", `first:1`, "lot", "LOT1;false"},
		{3, "lots", `first:1`, "lot", "false"},
		{authorityNo, "transfers", `first:9,filter:{to:"` + siteNo(2).String() + `"}`, "purpose", "supply;false"},
		{1, "transfers", `first:2,filter:{state:"RECEIVED",from:"` + partyNo(0).String() + `"}`, "state",
			"RECEIVED;RECEIVED;false"},
		{1, "alerts", `first:2`, "refused", "dispense;false"},
		{0, "alerts", `first:2`, "refused", "false"},
		{authorityNo, "alerts", `first:2,filter:{code:"NotOwner"}`, "code", "false"},
		{authorityNo, "alerts", `first:2,filter:{code:"NotHolder",lot:"LOT1",gtin:"` + gtin(1).String() + `"}`,
			"code", "NotHolder;false"},
		{authorityNo, "events", `first:2,order:NEWEST_FIRST`, "command", "recall;alert;true"},
		{2, "events", `first:2,order:NEWEST_FIRST`, "command", "alert;grant;true"},
		{4, "events", `first:9,filter:{command:"dispense"}`, "command", "dispense;false"},
		{2, "events", `first:9,filter:{party:"` + partyNo(1).String() + `"}`, "command", "ship;receive;alert;false"},
	} {
		if got := ask(test.who, test.list, test.args, test.field); got != test.want {
			t.Errorf("%d %s(%s): %s, want %s", test.who, test.list, test.args, got, test.want)
		}
	}
	r := w.askAs(0, `{lots(first:1){pageInfo{endCursor}}}`)
	after := fmt.Sprint(at(r.Data, "lots", "pageInfo", "endCursor"))
	if got := ask(0, "lots", `first:1,after:"`+after+`"`, "lot"); got != "LOT1;false" {
		t.Errorf("the second page: %s", got)
	}
}
