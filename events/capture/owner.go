package capture

import (
	"context"
	"fmt"

	"pedigree/events"
	"pedigree/gs1"
	"pedigree/record"
)

// foreign says why an event is somebody else's. It is of who has the goods: the possessing
// party; else whose site it happened at, as far as the ledger knows that; else the owning
// party. Making packs is also the maker's alone. Who names nobody speaks of himself.
func (l *look) foreign(ctx context.Context, a events.Actor) (string, error) {
	for _, g := range a.Makes {
		maker, err := l.maker(ctx, g)
		if err != nil {
			return "", err
		}
		if !maker.IsZero() && maker != l.party {
			return fmt.Sprintf("product %s is another party's to make", g), nil
		}
	}
	if !a.Holder.IsZero() {
		return l.not(ctx, a.Holder, "the possessing party is %s, not you")
	}
	for _, site := range a.Places {
		owner, err := l.owner(ctx, site)
		switch {
		case err != nil:
			return "", err
		case owner == l.party:
			return "", nil
		case !owner.IsZero():
			return fmt.Sprintf("it happened at %s, which is another party's", site), nil
		}
	}
	if !a.Owner.IsZero() {
		return l.not(ctx, a.Owner, "the owning party is %s, not you")
	}
	return "", nil
}

// not says why, unless a party is the one that asks.
func (l *look) not(ctx context.Context, g gs1.GLN, why string) (string, error) {
	owner, err := l.owner(ctx, g)
	if err != nil || owner == l.party {
		return "", err
	}
	return fmt.Sprintf(why, g), nil
}

// owner gives the party of a site or of itself; for a site that is not registered, the party
// under whose prefix it is numbered; zero where the ledger knows nobody.
func (l *look) owner(ctx context.Context, g gs1.GLN) (gs1.GLN, error) {
	if owner, known := l.owners[g]; known {
		return owner, nil
	}
	if err := l.names(); err != nil {
		return gs1.GLN{}, err
	}
	p, err := one(ctx, l, record.PartyKey(g), record.DecodeParty)
	if err != nil {
		return gs1.GLN{}, err
	}
	var owner gs1.GLN
	switch {
	case p != nil && p.Parent != nil:
		owner = *p.Parent
	case p != nil:
		owner = p.GLN
	default:
		if owner, err = l.prefixOf(ctx, g.String()); err != nil {
			return owner, err
		}
	}
	l.owners[g] = owner
	return owner, nil
}

// maker gives who may make a product: who registered it, else who has the longest granted
// prefix of its number (as register_product judges it); zero where nobody has.
func (l *look) maker(ctx context.Context, g gs1.GTIN) (maker gs1.GLN, err error) {
	if maker, known := l.makers[g]; known {
		return maker, nil
	}
	if err := l.names(); err != nil {
		return maker, err
	}
	product, err := one(ctx, l, record.ProductKey(g), record.DecodeProduct)
	switch {
	case err != nil:
		return maker, err
	case product != nil && product.Sealed != nil:
		maker = product.Sealed.Maker
	default:
		// The prefix starts behind the indicator digit (GenSpecs 2.1.1).
		if maker, err = l.prefixOf(ctx, g.String()[1:]); err != nil {
			return maker, err
		}
	}
	l.makers[g] = maker
	return maker, nil
}

// prefixOf gives who has the longest granted prefix of a number.
func (l *look) prefixOf(ctx context.Context, digits string) (party gs1.GLN, err error) {
	var keys []string
	for n := 1; n < len(digits); n++ { // the check digit is in no prefix
		keys = append(keys, record.PrefixKey(digits[:n]))
	}
	got, err := l.get(ctx, keys...)
	if err != nil {
		return party, err
	}
	for _, key := range keys { // the longest is the last
		if v, found := got[key]; found {
			p, err := record.DecodePrefix(v)
			if err != nil {
				return party, err
			}
			party = p.Party
		}
	}
	return party, nil
}
