package graphql

import (
	"context"
	"encoding/hex"

	gql "github.com/graphql-go/graphql"
)

func network(ctx context.Context, a *asking, _ arguments) (any, error) {
	status, err := a.h.Ledger.Network(ctx)
	if err != nil {
		return nil, a.h.answered(err, "ledger")
	}
	at, lag := a.h.Model.At()
	status.Readers = append(status.Readers[:len(status.Readers):len(status.Readers)],
		Reader{Name: "readmodel", Height: at.Height, Lag: lag})
	return &status, nil
}

func networkResolvers() map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		"Network.chainId":    of(func(n *NetworkStatus) any { return n.ChainID }),
		"Network.height":     of(func(n *NetworkStatus) any { return number(n.Height) }),
		"Network.time":       of(func(n *NetworkStatus) any { return moment(n.Time) }),
		"Network.appHash":    of(func(n *NetworkStatus) any { return hex.EncodeToString(n.AppHash) }),
		"Network.validators": of(func(n *NetworkStatus) any { return pointers(n.Validators) }),
		"Network.readers":    of(func(n *NetworkStatus) any { return pointers(n.Readers) }),

		"Validator.address": of(func(v *Validator) any { return v.Address }),
		"Validator.power":   of(func(v *Validator) any { return number(v.Power) }),

		"Reader.name":   of(func(r *Reader) any { return r.Name }),
		"Reader.height": of(func(r *Reader) any { return number(r.Height) }),
		"Reader.behind": of(func(r *Reader) any { return r.Lag > 0 }),
		"Reader.lag": find(func(_ context.Context, a *asking, r *Reader, _ arguments) (any, error) {
			if !a.viewer.All {
				return nil, nil
			}
			return number(r.Lag), nil
		}),
	}
}
