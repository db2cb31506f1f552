package graphql_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"pedigree/graphql"
)

const attackVectors = "../../shared/vectors/graphql/attacks.jsonl"

// part is a piece of an attack: text, repeated text, or text for each number.
type part struct {
	Lit    *string `json:"lit"`
	Repeat *string `json:"repeat"`
	N      int     `json:"n"`
	Each   *string `json:"each"`
	From   int     `json:"from"`
	To     int     `json:"to"`
}

type attack struct {
	Name, Kind, Expect string
	Alternatives       []string `json:"expect_alternatives"`
	MaxMS              int      `json:"max_ms"`
	Query              struct{ Build []part }
	Bytes              int    `json:"query_bytes"`
	SHA256             string `json:"query_sha256"`
	OperationName      string `json:"operation_name"`
}

func (a attack) build(root, next, leaf, kind string) string {
	var b strings.Builder
	for _, p := range a.Query.Build {
		switch {
		case p.Lit != nil:
			b.WriteString(*p.Lit)
		case p.Repeat != nil:
			b.WriteString(strings.Repeat(*p.Repeat, p.N))
		case p.Each != nil:
			for i := p.From; i < p.To; i++ {
				b.WriteString(strings.NewReplacer("{i}", strconv.Itoa(i), "{i+1}", strconv.Itoa(i+1)).
					Replace(*p.Each))
			}
		}
	}
	return strings.NewReplacer("${root}", root, "${next}", next, "${leaf}", leaf, "${type}", kind).
		Replace(b.String())
}

func attacks(t *testing.T) (list []attack) {
	f, err := os.Open(attackVectors)
	if err != nil {
		t.Skip("the public vectors are not here: ", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a attack
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		list = append(list, a)
	}
	return list
}

// Each attack is refused before any resolver runs, on our schema over HTTP and on
// the vectors' own schema at the gate, and the process lives on.
func TestAttacks(t *testing.T) {
	w := newWorld(t)
	const nodes = "type Query{node:Node!} type Node{id:String! next:Node!}"
	passed, slowest, all := 0, time.Duration(0), attacks(t)
	for _, a := range all {
		t.Run(a.Name, func(t *testing.T) {
			theirs := a.build("node", "next", "id", "Node")
			if sum := sha256.Sum256([]byte(theirs)); len(theirs) != a.Bytes ||
				hex.EncodeToString(sum[:]) != a.SHA256 {
				t.Fatalf("built %d bytes, want %d", len(theirs), a.Bytes)
			}
			root := `party(gln:"` + siteNo(1).String() + `")`
			if strings.Contains(a.Name, "unknown_argument") {
				root = "party"
			}
			body, err := json.Marshal(map[string]string{"operationName": a.OperationName,
				"query": a.build(root, "parent", "gln", "Party")})
			if err != nil {
				t.Fatal(err)
			}
			resolved, start := w.handler.Resolved(), time.Now()
			r := w.send(body, nil)
			slowest = max(slowest, time.Since(start))
			refused := len(r.Errors) > 0 && r.Data == nil && r.status >= 400
			want := a.Expect
			if len(a.Alternatives) > 1 && !refused {
				want = "accepted"
			}
			switch {
			case want == "refused" && (!refused || w.handler.Resolved() != resolved):
				t.Fatalf("%d, %d resolvers: %.300s", r.status, w.handler.Resolved()-resolved, r.text)
			case want == "accepted" && (len(r.Errors) > 0 || r.Data == nil):
				t.Fatalf("%d %.300s", r.status, r.text)
			}
			if a.Bytes < graphql.MaxBody {
				err := graphql.Admit(nodes, theirs, a.OperationName)
				if (err == nil) != (want == "accepted") {
					t.Fatalf("the gate on the vectors' schema says: %v", err)
				}
			}
			passed++
		})
	}
	fmt.Printf("graphql attack vectors: %d/%d passed, slowest answer %v\n", passed, len(all),
		slowest.Round(time.Millisecond))
	if r := w.ask(`{__typename}`); r.status != 200 {
		t.Errorf("afterwards: %d", r.status)
	}
}

// Each limit, one step below and one above.
func TestLimits(t *testing.T) {
	w := newWorld(t)
	party := func(inner string) string {
		return `{party(gln:"` + siteNo(1).String() + `")` + inner + `}`
	}
	nested := func(n int) string {
		return party(strings.Repeat("{parent", n) + "{gln}" + strings.Repeat("}", n))
	}
	many := func(n int, each string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, each, i)
		}
		return b.String()
	}
	tests := []struct {
		name, below, above string
	}{
		{"depth", nested(8), nested(9)},
		{"aliases", party("{" + many(50, "a%d:gln ") + "}"), party("{" + many(51, "a%d:gln ") + "}")},
		{"root fields", "{" + many(20, "a%d:__typename ") + "}", "{" + many(21, "a%d:__typename ") + "}"},
		{"fragments", "{" + many(20, "...F%d ") + "}" + many(20, " fragment F%d on Query{__typename}"),
			"{" + many(21, "...F%d ") + "}" + many(21, " fragment F%d on Query{__typename}")},
		{"operations", many(9, "query Q%d{__typename}") + "query Q{__typename}",
			many(10, "query Q%d{__typename}") + "query Q{__typename}"},
		{"cost", `{events(first:100){edges{node{party{gln} site{gln}}}}}`,
			`{events(first:100){edges{node{party{parent{parent{parent{gln}}}}
				site{parent{parent{parent{gln}}}}}}}}`},
		{"verify", `{verify(code:"x"){use}}`, `{a:verify(code:"x"){use} b:verify(code:"y"){use}}`},
		{"inline fragments", "{" + strings.Repeat("...{", 39) + "__typename" + strings.Repeat("}", 40),
			"{" + strings.Repeat("...{", 41) + "__typename" + strings.Repeat("}", 42)},
		{"values", `{__typename @skip(if:false)}`, `{__typename @skip(if:[[[[[[[true]]]]]]])}`},
	}
	for _, test := range tests {
		for _, side := range []struct {
			query string
			want  string
		}{{test.below, ""}, {test.above, "TooLarge"}} {
			name := ""
			if test.name == "operations" {
				name = "Q"
			}
			body, err := json.Marshal(map[string]string{"query": side.query, "operationName": name})
			if err != nil {
				t.Fatal(err)
			}
			resolved := w.handler.Resolved()
			r := w.send(body, nil)
			if r.code() != side.want {
				t.Errorf("%s: %q, want %q: %.400s", test.name, r.code(), side.want, r.text)
			}
			if side.want != "" && w.handler.Resolved() != resolved {
				t.Errorf("%s: resolvers ran", test.name)
			}
		}
	}
}

// What is not a question is refused with its own status, and nothing runs.
func TestRefusals(t *testing.T) {
	w := newWorld(t)
	big := `{"query":"{__typename}","x":"` + strings.Repeat("x", graphql.MaxBody) + `"}`
	ok := `{"query":"{__typename}"}`
	tests := []struct {
		name, method, body string
		header             map[string]string
		status             int
	}{
		{"a question", "POST", ok, nil, 200},
		{"a question of an own page", "POST", ok, map[string]string{"Origin": w.server.URL}, 200},
		{"a charset", "POST", ok,
			map[string]string{"Content-Type": "application/json; charset=UTF-8"}, 200},
		{"a foreign page", "POST", ok, map[string]string{"Origin": "https://evil.example"}, 403},
		{"a page without origin", "POST", ok, map[string]string{"Origin": "null"}, 403},
		{"a form", "POST", "query={__typename}",
			map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 415},
		{"text", "POST", ok, map[string]string{"Content-Type": "text/plain"}, 415},
		{"no type", "POST", ok, map[string]string{"Content-Type": ""}, 415},
		{"another charset", "POST", ok,
			map[string]string{"Content-Type": "application/json;charset=utf-16"}, 415},
		{"compressed", "POST", ok, map[string]string{"Content-Encoding": "gzip"}, 415},
		{"GET", "GET", "", nil, 405},
		{"PUT", "PUT", ok, nil, 405},
		{"too large", "POST", big, nil, 413},
		{"batch", "POST", "[" + ok + "," + ok + "]", nil, 400},
		{"two requests", "POST", ok + ok, nil, 400},
		{"no JSON", "POST", "{__typename}", nil, 400},
		{"empty", "POST", "", nil, 400},
		{"no query", "POST", `{"query":""}`, nil, 400},
		{"variables of a wrong shape", "POST", `{"query":"{__typename}","variables":[1]}`, nil, 400},
		{"deep variables", "POST", `{"query":"{__typename}","variables":{"a":[[[[[[1]]]]]]}}`, nil, 400},
		{"many variables", "POST", `{"query":"{__typename}","variables":{"a":[` +
			strings.Repeat("1,", 60) + `1]}}`, nil, 400},
		{"subscription", "POST", `{"query":"subscription{events{id}}"}`, nil, 400},
		{"no such operation", "POST", `{"query":"query A{__typename}","operationName":"B"}`, nil, 400},
		{"which operation", "POST", `{"query":"query A{__typename} query B{__typename}"}`, nil, 400},
		{"no such field", "POST", `{"query":"{unitt}"}`, nil, 400},
		{"other directive", "POST", `{"query":"{__typename @defer}"}`, nil, 400},
		{"fragment variables", "POST", `{"query":"{...F} fragment F($a:Int) on Query{__typename}"}`, nil,
			400},
		{"introspection", "POST", `{"query":"{__schema{types{name}}}"}`, nil, 403},
	}
	for _, test := range tests {
		before := w.handler.Resolved()
		r, err := http.NewRequest(test.method, w.server.URL+"/graphql", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		for k, v := range test.header {
			r.Header.Set(k, v)
		}
		answer := w.do(r)
		if answer.status != test.status {
			t.Errorf("%s: %d, want %d: %s", test.name, answer.status, test.status, answer.text)
		}
		if strings.Contains(answer.text, "Did you mean") || strings.Contains(answer.text, ".go:") {
			t.Errorf("%s: says too much: %s", test.name, answer.text)
		}
		if test.status != 200 && (answer.code() == "" || w.handler.Resolved() != before) {
			t.Errorf("%s: code %q, %d resolvers", test.name, answer.code(), w.handler.Resolved()-before)
		}
	}
}

func TestIntrospectionWhereItIsOn(t *testing.T) {
	w := newWorld(t, func(c *graphql.Config) { c.Introspection = true })
	r := w.ask(`{__schema{types{name fields{name type{name ofType{name ofType{name
		ofType{name}}}}}}}}`)
	if len(r.Errors) > 0 || !strings.Contains(r.text, "PublicStep") {
		t.Errorf("%.300s", r.text)
	}
}

func TestMediaTypes(t *testing.T) {
	w := newWorld(t)
	for accept, want := range map[string]string{
		"":    "application/json",
		"*/*": "application/json",
		"application/graphql-response+json, application/json;q=0.9": "application/graphql-response+json",
	} {
		r := w.send([]byte(`{"query":"{__typename}"}`), map[string]string{"Accept": accept})
		if got := r.header.Get("Content-Type"); got != want+"; charset=utf-8" {
			t.Errorf("Accept %q gets %q, want %q", accept, got, want)
		}
	}
}
