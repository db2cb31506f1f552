package graphql

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Costs of a question before it is answered. A record that has to be found costs 1, and so
// does a text that is made of it; what a record holds costs nothing more. What the answer
// weighs is paid when it is made.
const (
	maxCost  = 1000
	maxFirst = 100
	listSize = 10 // what a list without a page is taken for

	costVerify     = 50
	costSubmit     = 100
	costNetwork    = 10
	costIntrospect = 50
)

// weigh adds up what a valid operation may cost, and checks pages.
func (g *gate) weigh(a *admitted) *fault {
	w := &weighing{schema: g.schema, variables: a.variables, fragments: map[string]int{}}
	a.cost = w.set(a.operation.SelectionSet)
	once := map[string]int{}
	for _, f := range a.roots {
		once[f.Name]++
	}
	if once["verify"] > 1 || once["submit"] > 1 {
		w.refuse(codeTooLarge, "one verify and one submit per request")
	}
	if a.cost > maxCost {
		w.refuse(codeTooLarge, "the query may touch %d records; at most %d are answered", a.cost, maxCost)
	}
	return w.fault
}

type weighing struct {
	schema    *ast.Schema
	variables map[string]any
	fragments map[string]int // what was weighed
	fault     *fault
}

func (w *weighing) refuse(code, format string, args ...any) {
	if w.fault == nil {
		w.fault = refused(code, format, args...)
	}
}

func (w *weighing) set(set ast.SelectionSet) (cost int) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			cost += w.field(s)
		case *ast.InlineFragment:
			cost += w.set(s.SelectionSet)
		case *ast.FragmentSpread:
			c, known := w.fragments[s.Name]
			if !known {
				c = w.set(s.Definition.SelectionSet)
				w.fragments[s.Name] = c
			}
			cost += c
		}
	}
	return min(cost, 1<<20) // no overflow, however fragments fan out
}

func (w *weighing) field(f *ast.Field) int {
	w.readable(f)
	switch f.Name {
	case "__typename":
		return 0
	case "__schema", "__type":
		return costIntrospect
	}
	inner := w.set(f.SelectionSet)
	if f.Definition.Arguments.ForName("first") != nil {
		return 1 + w.first(f)*inner
	}
	if kind := w.schema.Types[f.Definition.Type.Name()]; kind.Kind != ast.Object {
		return rendering(f)
	}
	own := 1
	switch {
	case f.ObjectDefinition == w.schema.Query && (f.Name == "verify" || f.Name == "history"),
		f.ObjectDefinition == w.schema.Subscription && f.Name == "verdict":
		own = costVerify
	case f.ObjectDefinition == w.schema.Query && f.Name == "network":
		own = costNetwork
	case f.ObjectDefinition == w.schema.Mutation:
		own = costSubmit
	}
	if f.Definition.Type.Elem != nil && f.Name != "edges" { // edges were counted by first
		return listSize * (own + inner)
	}
	return own + inner
}

// readable refuses NUL in any argument, whatever database is asked: PostgreSQL knows no
// text with it. What was scanned is the scanner's to judge and reaches no database: there
// it is a damaged scan.
func (w *weighing) readable(f *ast.Field) {
	for name, v := range f.ArgumentMap(w.variables) {
		if name != "code" && holdsNUL(v) {
			w.refuse(codeBadInput, "%s holds the character U+0000", name)
		}
	}
}

func holdsNUL(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.ContainsRune(v, 0)
	case map[string]any:
		for _, inner := range v {
			if holdsNUL(inner) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, holdsNUL)
	}
	return false
}

// rendering is what a text costs that is made when it is asked for.
func rendering(f *ast.Field) int {
	switch f.Name {
	case "epcis", "fact", "bundle":
		return 1
	}
	return 0
}

// first reads the size of a page.
func (w *weighing) first(f *ast.Field) int {
	n := int64(-1)
	switch v := f.ArgumentMap(w.variables)["first"].(type) {
	case int64:
		n = v
	case int:
		n = int64(v)
	case float64:
		n = int64(v)
	case string:
		n, _ = strconv.ParseInt(v, 10, 64)
	}
	if n < 1 || n > maxFirst {
		w.refuse(codeBadInput, "first is 1 to %d", maxFirst)
		return 1
	}
	return int(n)
}
