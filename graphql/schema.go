package graphql

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	gql "github.com/graphql-go/graphql"
	gqlast "github.com/graphql-go/graphql/language/ast"
	"github.com/vektah/gqlparser/v2/ast"
)

// buildSchema makes the types that execute from the parsed SDL. Every field of
// every object has exactly one resolver, named "Type.field".
func buildSchema(s *ast.Schema, fns map[string]gql.FieldResolveFn) (gql.Schema, error) {
	b := &builder{schema: s, types: map[string]gql.Type{
		"String": gql.String, "Int": gql.Int, "Float": gql.Float, "Boolean": gql.Boolean, "ID": gql.ID,
	}}
	missing := maps.Clone(fns)
	for _, name := range slices.Sorted(maps.Keys(s.Types)) {
		d := s.Types[name]
		if d.BuiltIn {
			continue
		}
		if err := b.declare(d, fns, missing); err != nil {
			return gql.Schema{}, err
		}
	}
	if len(missing) > 0 {
		return gql.Schema{}, fmt.Errorf("graphql: resolvers without a field in the schema: %s",
			strings.Join(slices.Sorted(maps.Keys(missing)), ", "))
	}
	config := gql.SchemaConfig{Query: b.object(s.Query), Mutation: b.object(s.Mutation),
		Subscription: b.object(s.Subscription)}
	schema, err := gql.NewSchema(config)
	if err != nil {
		return schema, fmt.Errorf("graphql: %w", err)
	}
	return schema, nil
}

type builder struct {
	schema *ast.Schema
	types  map[string]gql.Type
}

func (b *builder) object(d *ast.Definition) *gql.Object {
	if d == nil {
		return nil
	}
	return b.types[d.Name].(*gql.Object)
}

// declare adds a type; what its fields refer to is looked up when all are there.
func (b *builder) declare(d *ast.Definition, fns, missing map[string]gql.FieldResolveFn) error {
	switch d.Kind {
	case ast.Scalar:
		b.types[d.Name] = gql.NewScalar(gql.ScalarConfig{Name: d.Name, Description: d.Description,
			Serialize:    func(v any) any { return v },
			ParseValue:   func(v any) any { return v },
			ParseLiteral: func(v gqlast.Value) any { return v.GetValue() }})
	case ast.Enum:
		values := gql.EnumValueConfigMap{}
		for _, v := range d.EnumValues {
			values[v.Name] = &gql.EnumValueConfig{Value: v.Name, Description: v.Description}
		}
		b.types[d.Name] = gql.NewEnum(gql.EnumConfig{Name: d.Name, Values: values,
			Description: d.Description})
	case ast.InputObject:
		b.types[d.Name] = gql.NewInputObject(gql.InputObjectConfig{Name: d.Name,
			Description: d.Description, Fields: b.inputs(d)})
	case ast.Object:
		for _, f := range d.Fields {
			name := d.Name + "." + f.Name
			if fns[name] == nil && !strings.HasPrefix(f.Name, "__") {
				return fmt.Errorf("graphql: no resolver for %s", name)
			}
			delete(missing, name)
		}
		b.types[d.Name] = gql.NewObject(gql.ObjectConfig{Name: d.Name, Description: d.Description,
			Fields: b.fields(d, fns)})
	default:
		return fmt.Errorf("graphql: %s: %s types are not built", d.Name, d.Kind)
	}
	return nil
}

func (b *builder) inputs(d *ast.Definition) gql.InputObjectConfigFieldMapThunk {
	return func() gql.InputObjectConfigFieldMap {
		fields := gql.InputObjectConfigFieldMap{}
		for _, f := range d.Fields {
			fields[f.Name] = &gql.InputObjectFieldConfig{Type: b.typeOf(f.Type).(gql.Input),
				Description: f.Description, DefaultValue: literal(f.DefaultValue)}
		}
		return fields
	}
}

func (b *builder) fields(d *ast.Definition, fns map[string]gql.FieldResolveFn) gql.FieldsThunk {
	return func() gql.Fields {
		fields := gql.Fields{}
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue // the executor has its own
			}
			args := gql.FieldConfigArgument{}
			for _, a := range f.Arguments {
				args[a.Name] = &gql.ArgumentConfig{Type: b.typeOf(a.Type).(gql.Input),
					Description: a.Description, DefaultValue: literal(a.DefaultValue)}
			}
			fields[f.Name] = &gql.Field{Name: f.Name, Type: b.typeOf(f.Type).(gql.Output),
				Args: args, Description: f.Description, Resolve: fns[d.Name+"."+f.Name]}
		}
		return fields
	}
}

func (b *builder) typeOf(t *ast.Type) (built gql.Type) {
	if t.Elem != nil {
		built = gql.NewList(b.typeOf(t.Elem))
	} else {
		built = b.types[t.NamedType]
	}
	if t.NonNull {
		built = gql.NewNonNull(built)
	}
	return built
}

// literal gives the value of a default, as the executor keeps it.
func literal(v *ast.Value) any {
	if v == nil {
		return nil
	}
	value, err := v.Value(nil)
	if err != nil {
		return nil
	}
	return value
}
