package graphql

import (
	"context"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
)

func findContainer(ctx context.Context, a *asking, args arguments) (any, error) {
	sscc, err := gs1.ParseSSCC(args.text("sscc"))
	if err != nil {
		return nil, refused(codeBadInput, "sscc: %v", err)
	}
	return later(a.containers.load(ctx, sscc.String())), nil
}

func containerResolvers() map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		"Container.sscc":       of(func(c *readmodel.Container) any { return c.SSCC }),
		"Container.generation": of(func(c *readmodel.Container) any { return int(c.Generation) }),
		"Container.state":      of(func(c *readmodel.Container) any { return c.State }),
		"Container.holder":     party(func(c *readmodel.Container) string { return c.Holder }),
		"Container.owner":      party(func(c *readmodel.Container) string { return c.Owner }),
		"Container.inTransit":  of(func(c *readmodel.Container) any { return c.InTransit }),
		"Container.hold":       of(func(c *readmodel.Container) any { return holdName(c.Hold) }),
		"Container.parent": find(func(ctx context.Context, a *asking, c *readmodel.Container,
			_ arguments) (any, error) {
			if c.Parent == "" {
				return nil, nil
			}
			return later(a.containers.load(ctx, readmodel.SSCCOf(c.Parent))), nil
		}),
		"Container.contents": find(func(ctx context.Context, a *asking, c *readmodel.Container,
			_ arguments) (any, error) {
			return then(a.contents.load(ctx, c.Box), func(rows []readmodel.Content) any {
				return pointers(rows)
			}), nil
		}),
		"Content.gtin":  of(func(c *readmodel.Content) any { return c.GTIN }),
		"Content.lot":   of(func(c *readmodel.Content) any { return c.Lot }),
		"Content.count": of(func(c *readmodel.Content) any { return number(c.Count) }),
	}
}
