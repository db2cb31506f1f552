package graphql_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"pedigree/graphql"
	"pedigree/gs1"
	"pedigree/record"
)

var update = flag.Bool("update", false, "write golden files")

// roles are the columns of the table "who sees what": of the pack SN00001 and its
// lot, the maker (0) is on the path, the wholesaler (1) is a direct neighbour of both
// others, the pharmacy (2) holds. The payer (3) has nothing to do with any of it; the
// auditor (4) may see what the pharmacy sees.
var roles = []struct {
	name string
	who  int
}{{"anyone", -2}, {"maker", 0}, {"wholesaler", 1}, {"pharmacy", 2}, {"payer", 3}, {"auditor", 4},
	{"authority", authorityNo}}

// rightsTrade is the trade with everything in it that rights are about.
func rightsTrade() *telling {
	t := trade()
	t.block()
	for i, role := range []record.Role{record.Payer, record.Wholesaler} {
		t.fact(-1, "authorize", record.Authorize{GLN: partyNo(3 + i), Name: fmt.Sprint("Party ", 3+i),
			Country: "DE", Licences: []record.Licence{{Role: role}}})
	}
	t.fact(2, "grant", record.Granted{ID: record.NewID("grant", record.Hash{}, 1), Owner: partyNo(2),
		Grantee: partyNo(4), Kind: "see"})
	t.fact(2, "alert", record.AlertRaised{ID: record.NewID("alert", record.Hash{}, 1),
		Code: record.NotHolder, Order: "dispense", GTIN: gtin(1), Serial: serialNo(2), Lot: lotNo(1),
		Parties: []gs1.GLN{partyNo(1), partyNo(2)}})
	t.fact(0, "recall", record.LotRecalled{ID: record.NewID("recall", record.Hash{}, 1), GTIN: gtin(1),
		Lot: lotNo(2), Class: 2, Depth: "retail", Reason: "impurity"})
	return t
}

// walker writes questions for every field of the schema.
type walker struct{ schema *ast.Schema }

// fields selects all fields of a type, and of the objects in them down to a depth.
// Connections and edges are no depth of their own.
func (w walker) fields(name string, depth int) string {
	var b strings.Builder
	for _, f := range w.schema.Types[name].Fields {
		kind := w.schema.Types[f.Type.Name()]
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		args := ""
		if f.Arguments.ForName("first") != nil {
			args = "(first:20)"
		}
		if kind.Kind != ast.Object {
			b.WriteString(f.Name + " ")
			continue
		}
		next := depth - 1
		if strings.HasSuffix(kind.Name, "Connection") || strings.HasSuffix(kind.Name, "Edge") {
			next = depth
		}
		if inner := ""; next >= 0 {
			if inner = w.fields(kind.Name, next); inner != "" {
				b.WriteString(f.Name + args + "{" + inner + "} ")
			}
		}
	}
	return b.String()
}

// questions name every object of the trade, and some that are not there.
func questions() map[string][]string {
	g := `gtin:"` + gtin(1).String() + `"`
	q := map[string][]string{"network": {""}, "governance": {""}, "product": {"(" + g + ")"},
		"events": {"(first:20)", "(first:20,filter:{" + g + "})"}, "lots": {"(first:20)"},
		"transfers": {"(first:20)"}, "alerts": {"(first:20)"}, "exceptions": {"(first:20)"},
		"cases": {"(first:20)"}, "container": {`(sscc:"340000010000000013")`}}
	q["history"] = []string{`(key:"` + packCode(1) + `")`, `(key:"` + packCode(9) + `")`}
	for _, direction := range []string{"UPSTREAM", "DOWNSTREAM"} {
		q["trace"] = append(q["trace"], `(code:"`+packCode(1)+`",direction:`+direction+`)`)
	}
	for n := range 4 {
		q["unit"] = append(q["unit"], `(code:"`+packCode(n+1)+`")`)
		q["verify"] = append(q["verify"], `(code:"`+packCode(n+1)+`")`)
		q["transfer"] = append(q["transfer"], `(id:"`+string(transferNo(n+1))+`")`)
	}
	for n := range 3 {
		q["lot"] = append(q["lot"], "("+g+`,lot:"`+lotNo(n+1).String()+`")`)
		q["recalls"] = append(q["recalls"], "("+g+`,lot:"`+lotNo(n+1).String()+`")`)
		q["holders"] = append(q["holders"], "("+g+`,lot:"`+lotNo(n+1).String()+`")`)
	}
	for n := authorityNo; n < 6; n++ {
		q["party"] = append(q["party"], `(gln:"`+partyOf(n).String()+`")`,
			`(gln:"`+siteNo(max(n, 0)).String()+`")`)
	}
	return q
}

// count adds how often each field held something.
func (w walker) count(into map[string]int, kind string, v any) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			w.count(into, kind, one)
		}
	case map[string]any:
		for name, inner := range v {
			d := w.schema.Types[kind].Fields.ForName(name)
			if list, ok := inner.([]any); inner != nil && (!ok || len(list) > 0) {
				into[kind+"."+name]++
			}
			w.count(into, d.Type.Name(), inner)
		}
	}
}

// TestWhoSeesWhat asks for every field of the schema, of every object of a trade, as
// each role, and compares how many values each sees with the golden table. What
// the authority sees is all there is.
func TestWhoSeesWhat(t *testing.T) {
	text, err := os.ReadFile("schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	w := walker{must(validator.LoadSchema(validator.Prelude, &ast.Source{Input: string(text)}))}
	world, _ := closed(t)
	told := rightsTrade()
	told.troubled()
	world.apply(told)
	counts := map[string]map[string]int{}
	all := questions()
	for _, f := range w.schema.Query.Fields {
		if !strings.HasPrefix(f.Name, "__") && all[f.Name] == nil {
			t.Errorf("nobody asks for %s: add it to questions", f.Name)
		}
	}
	for _, role := range roles {
		counts[role.name] = map[string]int{}
		for root, many := range all {
			d := w.schema.Query.Fields.ForName(root)
			for _, args := range many {
				query := "{" + root + args + "{" + w.fields(d.Type.Name(), 1) + "}}"
				r := world.askAs(role.who, query)
				if code := r.code(); code == "Forbidden" && role.who == -2 {
					continue
				} else if code != "" {
					t.Fatalf("%s: %s\n%s\n%s", role.name, query, r.text, world.log)
				}
				w.count(counts[role.name], "Query", r.Data)
			}
		}
	}
	golden(t, "testdata/rights.golden", rightsTable(counts))
}

func rightsTable(counts map[string]map[string]int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%-28s", "values seen")
	for _, role := range roles {
		fmt.Fprintf(&b, " %10s", role.name)
	}
	b.WriteString("\n")
	for _, field := range slices.Sorted(maps.Keys(counts["authority"])) {
		fmt.Fprintf(&b, "%-28s", field)
		for _, role := range roles {
			fmt.Fprintf(&b, " %10d", counts[role.name][field])
		}
		b.WriteString("\n")
	}
	return b.Bytes()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update writes it; explain the change in the commit):\n%s", name, got)
	}
}

// askAs asks as a party; -2 is nobody.
func (w *world) askAs(who int, query string) *reply {
	w.t.Helper()
	header := map[string]string{}
	if who > -2 {
		header["Authorization"] = token(who)
	}
	return w.send([]byte(fmt.Sprintf(`{"query":%q}`, query)), header)
}

func (w *world) apply(t *telling) {
	w.t.Helper()
	w.told = t
	if err := w.model.Apply(w.t.Context(), t.entries); err != nil {
		w.t.Fatal(err)
	}
}

// What is hidden and what does not exist are told apart by nothing: not by the
// answer, nor by its size, nor by the statements that it takes.
func TestHiddenIsAbsent(t *testing.T) {
	w, _ := closed(t, func(c *graphql.Config) {})
	w.apply(rightsTrade())
	g := `gtin:"` + gtin(1).String() + `"`
	page := "{edges{cursor node{id}} pageInfo{hasNextPage endCursor}}"
	for _, pair := range [][2]string{
		{`{unit(code:"` + packCode(1) + `"){gtin serial status holder{gln} events(first:5)` + page + `}}`,
			`{unit(code:"` + packCode(9) + `"){gtin serial status holder{gln} events(first:5)` + page + `}}`},
		{`{lot(` + g + `,lot:"LOT1"){lot registered holders{held}}}`,
			`{lot(` + g + `,lot:"LOT9"){lot registered holders{held}}}`},
		{`{holders(` + g + `,lot:"LOT1"){held site{gln}}}`, `{holders(` + g + `,lot:"LOT9"){held site{gln}}}`},
		{`{party(gln:"` + siteNo(1).String() + `"){name licences{role} grants{id}}}`,
			`{party(gln:"` + siteNo(9).String() + `"){name licences{role} grants{id}}}`},
		{`{transfer(id:"` + string(transferNo(1)) + `"){id items{gtin}}}`,
			`{transfer(id:"` + string(transferNo(9)) + `"){id items{gtin}}}`},
		{`{events(first:5,filter:{` + g + `,serial:"SN00001"})` + page + `}`,
			`{events(first:5,filter:{` + g + `,serial:"SN00099"})` + page + `}`},
		{`{events(first:5,filter:{` + g + `,lot:"LOT1"})` + page + `}`,
			`{events(first:5,filter:{` + g + `,lot:"LOT9"})` + page + `}`},
		{`{events(first:5,filter:{party:"` + partyNo(1).String() + `"})` + page + `}`,
			`{events(first:5,filter:{party:"` + partyNo(9).String() + `"})` + page + `}`},
	} {
		var answers [2]string
		var statements [2]uint64
		for i, query := range pair {
			before := w.model.Statements()
			r := w.askAs(3, query)
			answers[i], statements[i] = r.text, w.model.Statements()-before
		}
		if answers[0] != answers[1] || statements[0] != statements[1] {
			t.Errorf("told apart by %d and %d statements:\n%s\n%s\n%s", statements[0], statements[1],
				pair[0], answers[0], answers[1])
		}
	}
}
