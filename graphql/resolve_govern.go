package graphql

import (
	"context"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
)

// governance is the root of what is asked about how the ledger is governed.
type governance struct{}

const newestProposals = 100

func findGovernance(context.Context, *asking, arguments) (any, error) { return governance{}, nil }

// listed resolves a list of the read model that takes no key.
func listed[T any](list func(*readmodel.Snapshot, context.Context) ([]T, error)) gql.FieldResolveFn {
	return find(func(ctx context.Context, a *asking, _ governance, _ arguments) (any, error) {
		s, err := a.snapshot(ctx)
		if err != nil {
			return nil, err
		}
		rows, err := list(s, ctx)
		return pointers(rows), err
	})
}

func governResolvers() map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		"Governance.proposals": listed(func(s *readmodel.Snapshot, ctx context.Context) (
			[]readmodel.Proposal, error) {
			return s.Proposals(ctx, newestProposals)
		}),
		"Governance.params":   listed((*readmodel.Snapshot).Params),
		"Governance.upgrades": listed((*readmodel.Snapshot).Upgrades),

		"Proposal.id":        of(func(p *readmodel.Proposal) any { return p.ID }),
		"Proposal.command":   of(func(p *readmodel.Proposal) any { return p.Command }),
		"Proposal.body":      of(func(p *readmodel.Proposal) any { return p.Body }),
		"Proposal.proposer":  party(func(p *readmodel.Proposal) string { return p.Proposer }),
		"Proposal.proposed":  of(func(p *readmodel.Proposal) any { return moment(p.Proposed) }),
		"Proposal.expires":   of(func(p *readmodel.Proposal) any { return moment(p.Expires) }),
		"Proposal.needed":    of(func(p *readmodel.Proposal) any { return int(p.Needed) }),
		"Proposal.approvals": of(func(p *readmodel.Proposal) any { return p.Approvals }),
		"Proposal.executed": of(func(p *readmodel.Proposal) any {
			if p.Executed == 0 {
				return nil
			}
			return number(p.Executed)
		}),

		"Param.name":  of(func(p *readmodel.Param) any { return p.Name }),
		"Param.value": of(func(p *readmodel.Param) any { return number(p.Value) }),

		"Upgrade.height":     of(func(u *readmodel.Upgrade) any { return number(u.Height) }),
		"Upgrade.appVersion": of(func(u *readmodel.Upgrade) any { return number(u.Version) }),

		"Party.grants": find(func(ctx context.Context, a *asking, p *readmodel.Party, _ arguments) (
			any, error) {
			return then(a.grants.load(ctx, p.GLN), func(rows []readmodel.Grant) any {
				return pointers(rows)
			}), nil
		}),
		"Grant.id":      of(func(g *readmodel.Grant) any { return g.ID }),
		"Grant.grantee": party(func(g *readmodel.Grant) string { return g.Grantee }),
		"Grant.kind":    of(func(g *readmodel.Grant) any { return g.Kind }),
		"Grant.since":   of(func(g *readmodel.Grant) any { return moment(g.Since) }),
		"Grant.until":   of(func(g *readmodel.Grant) any { return momentOrNone(g.Until) }),
		"Grant.revoked": of(func(g *readmodel.Grant) any { return momentOrNone(g.Revoked) }),
	}
}

func momentOrNone(unix int64) any {
	if unix == 0 {
		return nil
	}
	return moment(unix)
}
