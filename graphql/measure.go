package graphql

import "github.com/vektah/gqlparser/v2/ast"

// Limits of a document (reliability.md, A5).
const (
	maxTokens             = 2000
	maxDepth              = 10
	maxIntrospectionDepth = 15
	maxNesting            = 40 // selection sets of any kind inside each other
	maxValueDepth         = 5
	maxAliases            = 50
	maxAlias              = 64 // bytes: each stands in the answer as often as its field
	maxRoots              = 20
	maxFragments          = 20
	maxOperations         = 10
)

// measure bounds the shape of a document before anything walks it that could be
// led astray by it, and counts aliases.
func (g *gate) measure(doc *ast.QueryDocument) (aliases int, f *fault) {
	if len(doc.Fragments) > maxFragments || len(doc.Operations) > maxOperations {
		return 0, refused(codeTooLarge, "a query has at most %d fragments and %d operations",
			maxFragments, maxOperations)
	}
	m := &measuring{doc: doc, depth: map[string]int{}, open: map[string]bool{}}
	for _, f := range doc.Fragments {
		if len(f.VariableDefinition) > 0 {
			return 0, refused(codeBadRequest, "fragments take no variables")
		}
		m.fragment(f.Name)
	}
	for _, op := range doc.Operations {
		m.directives(op.Directives)
		depth := m.set(op.SelectionSet, 0)
		roots := rootFields(doc, op.SelectionSet, map[string]bool{})
		limit := maxDepth
		if introspects(roots) {
			limit = maxIntrospectionDepth
		}
		if depth > limit {
			m.refuse(codeTooLarge, "fields nest at most %d deep", limit)
		}
		if len(roots) > maxRoots {
			m.refuse(codeTooLarge, "a query has at most %d root fields", maxRoots)
		}
	}
	if m.aliases > maxAliases {
		m.refuse(codeTooLarge, "a query has at most %d aliases", maxAliases)
	}
	return m.aliases, m.fault
}

func introspects(roots []*ast.Field) bool {
	for _, f := range roots {
		if f.Name == "__schema" || f.Name == "__type" {
			return true
		}
	}
	return false
}

// measuring is one walk over a document; each fragment is walked once.
type measuring struct {
	doc     *ast.QueryDocument
	depth   map[string]int  // of fields in fragments that were walked
	open    map[string]bool // fragments that are being walked: meeting one is a cycle
	aliases int
	fault   *fault
}

func (m *measuring) refuse(code, format string, args ...any) {
	if m.fault == nil {
		m.fault = refused(code, format, args...)
	}
}

// set gives the depth of fields below a selection set.
func (m *measuring) set(set ast.SelectionSet, nesting int) (depth int) {
	if nesting > maxNesting {
		m.refuse(codeTooLarge, "selections nest at most %d deep", maxNesting)
	}
	if m.fault != nil {
		return 0
	}
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if s.Alias != "" && s.Alias != s.Name {
				m.aliases++
				if len(s.Alias) > maxAlias {
					m.refuse(codeTooLarge, "an alias has at most %d bytes", maxAlias)
				}
			}
			m.directives(s.Directives)
			m.arguments(s.Arguments)
			depth = max(depth, 1+m.set(s.SelectionSet, nesting+1))
		case *ast.InlineFragment:
			m.directives(s.Directives)
			depth = max(depth, m.set(s.SelectionSet, nesting+1))
		case *ast.FragmentSpread:
			m.directives(s.Directives)
			depth = max(depth, m.fragment(s.Name))
		}
	}
	return depth
}

func (m *measuring) fragment(name string) int {
	if depth, known := m.depth[name]; known {
		return depth
	}
	f := m.doc.Fragments.ForName(name)
	if f == nil || m.fault != nil {
		return 0 // the validator names what is unknown
	}
	if m.open[name] {
		m.refuse(codeBadRequest, "fragment %s contains itself", name)
		return 0
	}
	m.open[name] = true
	m.directives(f.Directives)
	m.depth[name] = m.set(f.SelectionSet, 0)
	delete(m.open, name)
	return m.depth[name]
}

func (m *measuring) directives(list ast.DirectiveList) {
	for _, d := range list {
		if d.Name != "skip" && d.Name != "include" {
			m.refuse(codeBadRequest, "only @skip and @include are known")
		}
		m.arguments(d.Arguments)
	}
}

func (m *measuring) arguments(list ast.ArgumentList) {
	for _, a := range list {
		if valueDepth(a.Value) > maxValueDepth {
			m.refuse(codeTooLarge, "values nest at most %d deep", maxValueDepth)
		}
	}
}

func valueDepth(v *ast.Value) (depth int) {
	for _, c := range v.Children {
		depth = max(depth, 1+valueDepth(c.Value))
	}
	return depth
}

// rootFields lists the fields of a selection set as the executor would collect
// them: a fragment counts once.
func rootFields(doc *ast.QueryDocument, set ast.SelectionSet, seen map[string]bool) (
	fields []*ast.Field) {

	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			fields = append(fields, s)
		case *ast.InlineFragment:
			fields = append(fields, rootFields(doc, s.SelectionSet, seen)...)
		case *ast.FragmentSpread:
			if f := doc.Fragments.ForName(s.Name); f != nil && !seen[s.Name] {
				seen[s.Name] = true
				fields = append(fields, rootFields(doc, f.SelectionSet, seen)...)
			}
		}
	}
	return fields
}
