package graphql

import (
	"context"

	gql "github.com/graphql-go/graphql"

	"pedigree/record"
)

// publicLot is what the holder of a pack may know of its lot.
type publicLot struct {
	gtin, number string
	*record.Lot
}

// publicProduct is what anybody may know of a product.
type publicProduct struct {
	gtin string
	*record.Product
}

func publicLotOf(v *Answer) any {
	if v.Lot == nil {
		return nil
	}
	return &publicLot{v.Label.GTIN.String(), v.LotNumber, v.Lot}
}

func publicProductOf(v *Answer) any {
	if v.Product == nil {
		return nil
	}
	return &publicProduct{v.Label.GTIN.String(), v.Product}
}

func publicResolvers() map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		"PublicLot.gtin":       of(func(l *publicLot) any { return l.gtin }),
		"PublicLot.lot":        of(func(l *publicLot) any { return text(l.number) }),
		"PublicLot.expiry":     of(func(l *publicLot) any { return l.Expiry.String() }),
		"PublicLot.made":       of(func(l *publicLot) any { return text(l.Made.String()) }),
		"PublicLot.serialised": of(func(l *publicLot) any { return l.Serialised }),
		"PublicLot.recalled": of(func(l *publicLot) any {
			if l.Recall == nil {
				return nil
			}
			return recall{l.Recall.Class, l.Recall.Depth}
		}),

		"Recall.class": of(func(r recall) any { return int(r.class) }),
		"Recall.depth": of(func(r recall) any { return r.depth }),

		"PublicProduct.gtin":     of(func(p *publicProduct) any { return p.gtin }),
		"PublicProduct.name":     of(func(p *publicProduct) any { return p.Name }),
		"PublicProduct.strength": of(func(p *publicProduct) any { return p.Strength }),
		"PublicProduct.form":     of(func(p *publicProduct) any { return p.Form }),
		"PublicProduct.pack":     of(func(p *publicProduct) any { return p.Pack }),
		"PublicProduct.manufacturer": find(func(ctx context.Context, a *asking, p *publicProduct,
			_ arguments) (any, error) {
			return then(a.makers.load(ctx, p.gtin), func(name string) any {
				return text(name) // as printed on every pack
			}), nil
		}),
	}
}

// recall is how far a lot is called back.
type recall struct {
	class uint64
	depth string
}
