package graphql

import (
	"fmt"
	"strings"

	gqlast "github.com/graphql-go/graphql/language/ast"
	gqlparser "github.com/graphql-go/graphql/language/parser"
	"github.com/graphql-go/graphql/language/source"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// gate lets only harmless documents through: small, shallow, valid and cheap.
type gate struct {
	schema *ast.Schema
	passed shelf // documents that passed before
}

// passable is a document of which one operation may be asked: small, shallow and valid.
// Nothing changes it any more: many questions share it.
type passable struct {
	operation  *ast.OperationDefinition
	roots      []*ast.Field
	introspect bool             // it asks for the schema
	aliased    bool             // a field may be asked under two names
	printed    string           // the operation as it will be executed
	document   *gqlast.Document // the executor's reading of printed; never of what was sent
}

// admitted is a question that passed the gate.
type admitted struct {
	*passable
	variables map[string]any
	cost      int
}

func newGate(sdl string) (*gate, error) {
	schema, err := validator.LoadSchema(validator.Prelude, &ast.Source{Name: "schema", Input: sdl})
	if err != nil {
		return nil, fmt.Errorf("graphql: %w", err)
	}
	return &gate{schema: schema}, nil
}

// admit judges a request. What its document is does not change with the variables and is
// found out once; what they hold, and what it all costs, each time. Not every asker may
// introspect.
func (g *gate) admit(q *request, introspection bool) (*admitted, *fault) {
	p := g.passed.find(q)
	if p == nil {
		var f *fault
		if p, f = g.pass(q); f != nil {
			return nil, f
		}
		g.passed.keep(q, p)
	}
	if p.introspect && !introspection {
		return nil, refused(codeForbidden, "introspection is off; the schema is at /schema.graphql")
	}
	variables, err := validator.VariableValues(g.schema, p.operation, q.Variables)
	if err != nil {
		return nil, refused(codeBadInput, "%v", err)
	}
	a := &admitted{passable: p, variables: variables}
	if f := g.weigh(a); f != nil {
		return nil, f
	}
	return a, nil
}

// pass judges a document, cheap checks first: nothing here may take longer than
// the size of the body warrants.
func (g *gate) pass(q *request) (*passable, *fault) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: q.Query}, maxTokens)
	if err != nil {
		if strings.Contains(err.Error(), "token limit") || strings.Contains(err.Error(), "nesting") {
			return nil, refused(codeTooLarge, "a query has at most %d tokens", maxTokens)
		}
		return nil, refused(codeBadRequest, "the query cannot be parsed: %v", err)
	}
	aliases, f := g.measure(doc)
	if f != nil {
		return nil, f
	}
	op, f := choose(doc, q.OperationName)
	if f != nil {
		return nil, f
	}
	if errs := validator.ValidateWithRules(g.schema, doc, plainRules()); len(errs) > 0 {
		return nil, refused(codeBadRequest, "%s", errs[0].Message)
	}
	p := &passable{operation: op, roots: rootFields(doc, op.SelectionSet, map[string]bool{})}
	p.introspect, p.aliased = introspects(p.roots), aliases > 0
	p.printed = print(op, doc.Fragments)
	p.document, err = gqlparser.Parse(gqlparser.ParseParams{
		Source: source.NewSource(&source.Source{Body: []byte(p.printed), Name: "question"})})
	if err != nil {
		return nil, refused(codeBadRequest, "the query uses something that is not answered here: %v", err)
	}
	return p, nil
}

// knows says whether every operation of a document is one of this schema. The gate
// judges it again when it is asked, with its variables.
func (g *gate) knows(text string) error {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, maxTokens)
	if err != nil {
		return err
	}
	if _, f := g.measure(doc); f != nil {
		return f
	}
	if errs := validator.ValidateWithRules(g.schema, doc, plainRules()); len(errs) > 0 {
		return errs[0]
	}
	return nil
}

// choose finds the operation that is meant.
func choose(doc *ast.QueryDocument, name string) (*ast.OperationDefinition, *fault) {
	if name == "" && len(doc.Operations) == 1 {
		return doc.Operations[0], nil
	}
	if name == "" {
		return nil, refused(codeBadRequest, "operationName must say which operation is meant")
	}
	if op := doc.Operations.ForName(name); op != nil {
		return op, nil
	}
	return nil, refused(codeBadRequest, "the query has no operation of that name")
}

// plainRules are the rules of the specification, without hints at what else the
// schema holds.
func plainRules() *rules.Rules {
	r := rules.NewDefaultRules()
	for hinting, plain := range map[string]validator.Rule{
		rules.FieldsOnCorrectTypeRule.Name: rules.FieldsOnCorrectTypeRuleWithoutSuggestions,
		rules.ScalarLeafsRule.Name:         rules.ScalarLeafsRuleWithoutSuggestions,
		rules.ValuesOfCorrectTypeRule.Name: rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
		rules.KnownArgumentNamesRule.Name:  rules.KnownArgumentNamesRuleWithoutSuggestions,
		rules.KnownTypeNamesRule.Name:      rules.KnownTypeNamesRuleWithoutSuggestions,
	} {
		r.ReplaceRule(hinting, plain.RuleFunc)
	}
	return r
}

// print writes the document that will be executed: this one operation in the
// validator's own understanding of it. The executor knows no null literal; an
// argument that is null is one that is not given.
func print(op *ast.OperationDefinition, fragments ast.FragmentDefinitionList) string {
	dropNulls(op.SelectionSet)
	for _, v := range op.VariableDefinitions {
		if v.DefaultValue != nil {
			if v.DefaultValue.Kind == ast.NullValue {
				v.DefaultValue = nil
				continue
			}
			v.DefaultValue.Children = withoutNulls(v.DefaultValue.Children)
		}
	}
	for _, f := range fragments {
		dropNulls(f.SelectionSet)
	}
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithIndent(""), formatter.WithoutDescription()).
		FormatQueryDocument(&ast.QueryDocument{
			Operations: ast.OperationList{op}, Fragments: fragments})
	return b.String()
}

func dropNulls(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			var given ast.ArgumentList
			for _, a := range s.Arguments {
				if a.Value.Kind != ast.NullValue {
					a.Value.Children = withoutNulls(a.Value.Children)
					given = append(given, a)
				}
			}
			s.Arguments = given
			dropNulls(s.SelectionSet)
		case *ast.InlineFragment:
			dropNulls(s.SelectionSet)
		}
	}
}

func withoutNulls(children ast.ChildValueList) ast.ChildValueList {
	var given ast.ChildValueList
	for _, c := range children {
		if c.Value.Kind != ast.NullValue {
			c.Value.Children = withoutNulls(c.Value.Children)
			given = append(given, c)
		}
	}
	return given
}
