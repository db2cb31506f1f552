package graphql_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"pedigree/graphql"
	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// busier tells the same history, and in each block after those of trade many facts more
// that concern strangers alone.
func busier(told *telling, strangers int) *telling {
	busy, before := &telling{}, len(trade().entries)
	for i, e := range told.entries {
		busy.height, busy.index = e.Fact.Height, e.Fact.Index+1
		e.Ordinal = uint64(len(busy.entries) + 1)
		busy.entries = append(busy.entries, e)
		if i+1 < before || i+1 < len(told.entries) && told.entries[i+1].Fact.Height == e.Fact.Height {
			continue
		}
		for n := range strangers {
			busy.fact(-1, "alert", record.AlertRaised{ID: record.NewID("alert", record.Hash{9, byte(busy.height)}, n),
				Code: record.NotHolder, Order: "ship", Parties: []gs1.GLN{partyNo(90), partyNo(91)}})
		}
	}
	return busy
}

var cursors = regexp.MustCompile(`"(cursor|endCursor)":"[^"]*"`)

// TestNoNumberCountsWhatStrangersDo asks for every field of the schema, of every object of
// a trade, as each role, while strangers do much and while they do nothing: the answers
// are the same to the letter, extensions and errors included. Only cursors differ, which
// nobody but the gateway reads; the authority may see everything.
func TestNoNumberCountsWhatStrangersDo(t *testing.T) {
	text := string(must(os.ReadFile("schema.graphql")))
	w := walker{must(validator.LoadSchema(validator.Prelude, &ast.Source{Input: text}))}
	told := rightsTrade()
	told.troubled()
	var worlds [2]*world
	for i, strangers := range []int{0, 30} {
		worlds[i], _ = closed(t)
		all := busier(told, strangers)
		worlds[i].apply(all)
		worlds[i].model.Observe(readmodel.Cursor{Ordinal: uint64(len(all.entries) + 5 + 10*strangers), Height: 99})
	}
	for _, role := range roles {
		if role.who == authorityNo {
			continue
		}
		for root, many := range questions() {
			d := w.schema.Query.Fields.ForName(root)
			for _, args := range many {
				query := "{" + root + args + "{" + w.fields(d.Type.Name(), 1) + "}}"
				quiet, busy := worlds[0].askAs(role.who, query), worlds[1].askAs(role.who, query)
				if a, b := cursors.ReplaceAllString(quiet.text, ""), cursors.ReplaceAllString(busy.text, ""); a != b {
					t.Errorf("%s sees what strangers do: %s\n%s\n%s", role.name, query, a, b)
				}
				if header(quiet) != header(busy) {
					t.Errorf("%s: headers differ: %v %v", role.name, quiet.header, busy.header)
				}
			}
		}
	}
}

// header is what an answer's headers say, but for the clock and the length, which cursors
// do not change either.
func header(r *reply) string {
	r.header.Del("Date")
	return fmt.Sprint(r.header)
}

// A cursor is opaque, and of use only to who got it, for the list that gave it.
func TestCursorsAreSealed(t *testing.T) {
	key := make([]byte, graphql.CursorKeySize)
	w, _ := closed(t, func(c *graphql.Config) { c.CursorKey = key })
	w.apply(rightsTrade())
	end := func(who int, query string) string {
		r := w.askAs(who, query)
		data := at(r.Data, strings.FieldsFunc(query, func(r rune) bool { return r == '{' || r == '(' })[0])
		return fmt.Sprint(at(data, "pageInfo", "endCursor"))
	}
	const page = `{pageInfo{endCursor}}}`
	one, again := end(1, `{events(first:2)`+page), end(1, `{events(first:2)`+page)
	raw := must(base64.RawURLEncoding.DecodeString(one))
	if one == again || len(raw) != 12+8+16 {
		t.Errorf("the place shows: %q %q", one, again)
	}
	refused := func(name string, who int, query string) {
		t.Helper()
		if r := w.askAs(who, query); r.code() != "BadInput" {
			t.Errorf("%s: %s", name, r.text)
		}
	}
	list := func(args, after string) string { return `{events(first:2` + args + `,after:"` + after + `")` + page }
	if r := w.askAs(1, list("", one)); r.code() != "" {
		t.Error(r.text)
	}
	refused("another asker's", 2, list("", one))
	refused("the authority's", 1, list("", end(authorityNo, `{events(first:2)`+page)))
	refused("another list's", 1, `{transfers(first:2,after:"`+one+`")`+page)
	refused("another filter's", 1, list(`,filter:{command:"ship"}`, one))
	refused("the other way round", 1, list(`,order:NEWEST_FIRST`, one))
	for i := range raw {
		forged := slices.Clone(raw)
		forged[i] ^= 1
		refused("forged", 1, list("", base64.RawURLEncoding.EncodeToString(forged)))
	}
	refused("the old form", 1, list("", base64.RawURLEncoding.EncodeToString([]byte("at:3"))))
	lots := `{lots(first:2){edges{node{lot events(first:1){pageInfo{endCursor}}}}}}`
	r := w.askAs(0, lots)
	other := fmt.Sprint(at(r.Data, "lots", "edges", 0, "node", "events", "pageInfo", "endCursor"))
	for i, want := range []string{"", "BadInput"} {
		lot := fmt.Sprint(at(r.Data, "lots", "edges", i, "node", "lot"))
		query := `{lot(gtin:"` + gtin(1).String() + `",lot:"` + lot + `"){events(first:1,after:"` + other + `"){pageInfo{endCursor}}}}`
		if got := w.askAs(0, query); got.code() != want {
			t.Errorf("events of %s after those of the first: %s", lot, got.text)
		}
	}
	restarted, _ := closed(t, func(c *graphql.Config) { c.CursorKey = key })
	restarted.apply(rightsTrade())
	if r := restarted.askAs(1, list("", one)); r.code() != "" {
		t.Errorf("after a restart with the same key: %s", r.text)
	}
	if _, err := graphql.New(graphql.Config{Model: w.model, Verifier: w.judge, Ledger: w.orders,
		CursorKey: key[:16]}); err == nil {
		t.Error("a short key is taken")
	}
}
