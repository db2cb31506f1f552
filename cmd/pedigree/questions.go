package main

import (
	"context"
	"net"
	"strings"
	"time"

	"pedigree/abci"
	"pedigree/gateway"
	"pedigree/graphql"
	"pedigree/graphql/bearer"
	"pedigree/proof"
	"pedigree/record"
	"pedigree/scanner"
	"pedigree/web"
)

// questions makes the GraphQL door over scanner, ledger and read model.
func (p *process) questions(eyes *scanner.Scanner) (*graphql.Handler, error) {
	c := graphql.Config{
		Model: p.model, Verifier: verifies{eyes}, Ledger: answers{p}, Prover: answers{p},
		Open: p.options.open, PersistedOnly: true, Rate: graphql.PublicRate,
		Introspection: true, Explorer: web.Explorer(),
		Bearers: bearer.Door{Records: p.node.Client, Origins: p.origins(), Now: time.Now},
	}
	var err error
	if c.CursorKey, err = cursorKey(p.options.home); err != nil {
		return nil, err
	}
	if p.options.publicURL != "" {
		c.Origins = []string{p.url}
	}
	if p.ownMachine() {
		c.Own = gateway.Local
	}
	return graphql.New(c)
}

// ownMachine says whether a gateway may be one that nobody else reaches: it listens on
// loopback, and nothing says that it is known elsewhere. Whether a request is of this
// machine, each request says.
func (p *process) ownMachine() bool {
	return !p.options.lan && p.options.publicURL == "" && loopback(p.options.listen)
}

// loopback says whether only this machine reaches an address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// origins are the names under which tokens may mean this gateway.
func (p *process) origins() (list []string) {
	for _, u := range []string{p.url, p.localURL} {
		origin, err := bearer.Origin(u)
		if err != nil {
			continue
		}
		list = append(list, origin)
		if local, ok := strings.CutPrefix(origin, "http://127.0.0.1:"); ok {
			list = append(list, "http://localhost:"+local)
		}
	}
	return list
}

// verifies lets GraphQL ask the scanner.
type verifies struct{ eyes *scanner.Scanner }

func (v verifies) Verify(ctx context.Context, ask graphql.Ask) (graphql.Answer, error) {
	a := v.eyes.Verify(ctx, scanner.Ask{Code: ask.Code, Purpose: ask.Purpose, Market: ask.Market,
		MinHeight: ask.MinHeight, By: asker(ask.By)})
	answer := graphql.Answer{Verdict: a.Verdict, Label: a.Label, LotNumber: a.LotNumber.String(),
		Basis: a.Basis, Height: a.Height, Time: a.Time}
	if a.Bundle != nil {
		answer.Bundle = func(ctx context.Context) ([]byte, error) {
			b, err := a.Bundle(ctx)
			if err != nil {
				return nil, err
			}
			return b.Encode(), nil
		}
	}
	return answer, nil
}

func asker(b *bearer.Bearer) *scanner.Asker {
	if b == nil {
		return nil
	}
	return &scanner.Asker{Key: b.Key, Party: b.Party, Authority: b.Authority}
}

// answers lets GraphQL hand over orders and ask how the chain stands.
type answers struct{ p *process }

func (l answers) Submit(ctx context.Context, tx []byte, wait string) (graphql.Outcome, error) {
	o, err := l.p.node.Client.Submit(ctx, tx, wait == string(abci.Accepted))
	return graphql.Outcome{ID: o.ID.String(), Status: string(o.Stage), Height: o.Height,
		Index: o.Index, First: o.First, Facts: o.Facts, Code: o.Code, Text: o.Text}, err
}

func (l answers) Network(ctx context.Context) (s graphql.NetworkStatus, err error) {
	c := l.p.node.Client
	status, err := c.Status(ctx)
	if err != nil {
		return s, err
	}
	s = graphql.NetworkStatus{ChainID: status.NodeInfo.Network,
		Height: uint64(status.SyncInfo.LatestBlockHeight),
		Time:   status.SyncInfo.LatestBlockTime.Unix(), AppHash: status.SyncInfo.LatestAppHash}
	set, err := c.Voters(ctx, s.Height)
	if err != nil {
		return s, err
	}
	for _, v := range set {
		s.Validators = append(s.Validators, graphql.Validator{Address: v.Address, Power: v.Power})
	}
	lag, err := l.p.relay.Lag(ctx)
	s.Readers = append(s.Readers, graphql.Reader{Name: "stream", Height: s.Height, Lag: lag})
	if l.p.partners != nil {
		s.Readers = append(s.Readers, graphql.Reader{Name: "partners", Height: s.Height,
			Lag: l.p.partners.Lag(l.p.relay.Relayed())})
	}
	if l.p.webhooks != nil {
		s.Readers = append(s.Readers, graphql.Reader{Name: "webhooks", Height: s.Height,
			Lag: l.p.webhooks.Lag(l.p.relay.Relayed())})
	}
	return s, err
}

// Prove proves a record with its sealed part; GraphQL knows whom it may show it.
func (l answers) Prove(ctx context.Context, key string, names ...record.Name) (r graphql.Proved, err error) {
	queries := []proof.Query{{Key: key}}
	b, err := l.p.node.Client.Bundle(ctx, queries, []string{key}, 0)
	if err != nil {
		return r, err
	}
	x, proofs, err := l.p.node.Client.Indexes(ctx, l.p.trust.IndexKey, names...)
	if err != nil {
		return r, err
	}
	b.IndexProofs = proofs
	e, err := b.Verify(l.p.trust, x, queries)
	if err != nil {
		return r, err
	}
	v, state := e.Result.Get(key)
	return graphql.Proved{Value: record.Value{Open: v.Open, Sealed: v.Sealed, Withheld: v.Withheld},
		Found: state == proof.Present, Height: e.StateHeight, Bundle: b.Encode()}, nil
}

// Index gives the index of a pack or lot.
func (l answers) Index(ctx context.Context, n record.Name) (i record.Index, err error) {
	x, _, err := l.p.node.Client.Indexes(ctx, l.p.trust.IndexKey, n)
	if err == nil {
		i, _ = x.Index(n)
	}
	return i, err
}
