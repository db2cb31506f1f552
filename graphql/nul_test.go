package graphql_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pedigree/graphql"
	"pedigree/graphql/readmodel"
	"pedigree/tests/postgres"
)

// NUL in any argument of any question is a bad argument, on either database: PostgreSQL
// knows no text with it. Every argument that the schema has is tried.
func TestNULIsABadArgument(t *testing.T) {
	sdl, err := os.ReadFile("schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: string(sdl)})
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for engine, w := range map[string]*world{"SQLite": newWorld(t), "PostgreSQL": newWorld(t,
		func(c *graphql.Config) { c.Model = onPostgres(t) })} {
		for _, root := range []*ast.Definition{schema.Query, schema.Mutation} {
			for _, f := range root.Fields {
				if strings.HasPrefix(f.Name, "__") {
					continue // introspection is off
				}
				for _, bad := range nulArguments(schema, f) {
					tried++
					query := strings.ToLower(root.Name) + "{" + f.Name + bad + "{__typename}}"
					if r := w.ask(query); r.code() != "BadInput" && !strings.Contains(bad, "code:") ||
						r.code() == "Internal" {
						t.Errorf("%s: %s: %s", engine, query, r.text)
					}
				}
			}
		}
		r := w.ask(`query($l:String!){lot(gtin:"`+gtin(1).String()+`",lot:$l){lot}}`, "l", "a\x00")
		if r.code() != "BadInput" {
			t.Errorf("%s: a variable: %s", engine, r.text)
		}
	}
	if tried < 80 {
		t.Errorf("only %d arguments", tried)
	}
}

// nulArguments gives a field's arguments, once for each text in them, which holds NUL.
func nulArguments(schema *ast.Schema, f *ast.FieldDefinition) (list []string) {
	isText := func(t *ast.Type) bool { return t.NamedType == "String" || t.NamedType == "ID" }
	write := func(bad string) string {
		var given []string
		for _, a := range f.Arguments {
			kind := schema.Types[a.Type.Name()]
			name, value, _ := strings.Cut(bad, "=")
			switch {
			case a.Name == name:
				given = append(given, a.Name+":"+value)
			case a.Name == "first":
				given = append(given, "first:1")
			case a.Type.NonNull && kind.Kind == ast.Enum:
				given = append(given, a.Name+":"+kind.EnumValues[0].Name)
			case a.Type.NonNull:
				given = append(given, a.Name+`:"1"`)
			}
		}
		return "(" + strings.Join(given, ",") + ")"
	}
	for _, a := range f.Arguments {
		if isText(a.Type) {
			list = append(list, write(a.Name+`="a\u0000b"`))
		}
		if kind := schema.Types[a.Type.Name()]; kind.Kind == ast.InputObject {
			for _, inner := range kind.Fields {
				if isText(inner.Type) {
					list = append(list, write(a.Name+`={`+inner.Name+`:"a\u0000b"}`))
				}
			}
		}
	}
	return list
}

// onPostgres is the same read model on PostgreSQL.
func onPostgres(t *testing.T) *readmodel.Model {
	m := must(readmodel.Open(postgres.Shared(t).Address()))
	t.Cleanup(func() { m.Close() })
	if err := m.Apply(t.Context(), trade().entries); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMain(m *testing.M) { os.Exit(postgres.Run(m)) }
