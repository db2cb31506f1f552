package graphql_test

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"pedigree/graphql"
)

// A schema and resolvers that do not fit stop the start.
func TestSchemaAndResolversFit(t *testing.T) {
	c := newWorld(t).handler.Config
	replace := func(old, new string) func(string) string {
		return func(sdl string) string {
			if !strings.Contains(sdl, old) {
				t.Fatalf("the schema holds no %q", old)
			}
			return strings.Replace(sdl, old, new, 1)
		}
	}
	tests := map[string]struct {
		change func(string) string
		want   string
	}{
		"as it is":          {func(s string) string { return s }, ""},
		"a field more":      {replace("type Network {", "type Network { moons: Int"), "Network.moons"},
		"a root field more": {replace("type Query {", "type Query { moons: Int"), "Query.moons"},
		"a field less":      {replace("chainId: String!", ""), "Network.chainId"},
		"a type less": {
			replace("type PageInfo { hasNextPage: Boolean! endCursor: String }", ""), "PageInfo"},
		"a type more": {
			func(s string) string { return s + " type Moon { name: String }" }, "Moon.name"},
		"no valid schema":       {func(string) string { return "type Query {" }, "graphql"},
		"a kind never resolved": {func(s string) string { return s + " union U = Lot | Unit" }, "UNION"},
	}
	for name, test := range tests {
		err := graphql.Check(c, test.change)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
	if _, err := graphql.New(graphql.Config{}); err == nil {
		t.Error("started without its parts")
	}
}

func TestSchemaIsServed(t *testing.T) {
	w := newWorld(t)
	r, err := http.Get(w.server.URL + "/schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	got, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("schema.graphql")
	if err != nil || string(got) != string(want) {
		t.Errorf("%d bytes served, %d in the file, %v", len(got), len(want), err)
	}
}
