package main

import (
	"fmt"
	"net/http"
	"time"

	"pedigree/abci"
	"pedigree/events"
	"pedigree/gateway"
	"pedigree/graphql"
	"pedigree/record"
	"pedigree/scanner"
	"pedigree/web"
)

// openWarning is said at each start with --open.
const openWarning = `
  WARNING: --open. Everybody who reaches this gateway reads everything without a token:
  names, holdings, movements and events of all parties. For demonstrations alone.
`

// handler serves all routes.
func (p *process) handler() (http.Handler, error) {
	routes, err := p.routes()
	if err != nil {
		return nil, err
	}
	return gateway.New(routes, gateway.Options{Proxies: p.options.proxies, HTTPS: gateway.HTTPS(p.url)}), nil
}

// routes are the doors of the gateway: what is asked, how large a body may be, and who
// answers. What makes the gateway work is paid from the asker's allowance.
func (p *process) routes() ([]gateway.Route, error) {
	eyes := &scanner.Scanner{Ledger: p.node.Client, Trust: p.trust, Now: time.Now, Own: true}
	questions, err := p.questions(eyes)
	if err != nil {
		return nil, err
	}
	door, scan := abci.Door{Client: p.node.Client, Owns: owns}.Handler(), eyes.Handler()
	routes := []gateway.Route{
		{Pattern: "/graphql", Body: graphql.MaxBody, Handler: questions},
		{Pattern: "GET /schema.graphql", Handler: questions},
		{Pattern: "POST /tx", Body: record.MaxTxBytes, Handler: questions.Metered(graphql.CostOrder, door)},
		{Pattern: "/capture", Body: events.MaxDocumentBytes, Handler: questions.ForDevices(p.captures().serve)},
		{Pattern: "GET /keys/{kid}", Handler: questions.Metered(graphql.CostRecord, door)},
		{Pattern: "GET /checkpoints", Handler: questions.Metered(graphql.CostRecord, door)},
		{Pattern: "POST /scan", Body: scanner.LimitBytes + 1, Handler: questions.Metered(graphql.CostPhoto, scan)},
		{Pattern: "GET /bundle/{code...}", Handler: questions.Metered(graphql.CostBundle, scan)},
		{Pattern: "GET /01/", Handler: scan},
		{Pattern: "GET /trust.json", Handler: http.HandlerFunc(p.trustRoot)},
		{Pattern: "GET /healthz", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(w, "ok")
		})},
		{Pattern: "GET /readyz", Handler: http.HandlerFunc(p.ready)},
		{Pattern: "/", Handler: web.Handler()},
	}
	if p.poster != nil {
		routes = append(routes, gateway.Route{Pattern: "GET /webhook-key", Handler: http.HandlerFunc(p.webhookKey)})
	}
	return routes, nil
}

func (p *process) trustRoot(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Write(p.trust.Encode())
}

// owns says whether a request is from the device whose key is asked about.
func owns(r *http.Request, kid record.KID) bool {
	b, known := graphql.BearerOf(r)
	return known && b.Key == kid
}
