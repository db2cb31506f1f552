package graphql

import (
	"context"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
)

// Depths of a trace, in transfers from where it starts.
const (
	defaultTraceDepth = 10
	maxTraceDepth     = 20
)

// traceGraph is the way of goods from site to site.
type traceGraph struct {
	nodes []traceNode
	edges []traceEdge
	more  bool // something lies deeper
}

type traceNode struct {
	id, depth int
	site      string // GLN
}

type traceEdge struct {
	from, to int
	transfer *readmodel.Transfer
}

// findTrace reads which pack or lot is meant, and walks its transfers.
func findTrace(ctx context.Context, a *asking, args arguments) (any, error) {
	label, err := gs1.ParseLabel(args.text("code"), a.h.Now().UTC().Year())
	if err != nil {
		return nil, refused(codeBadInput, "%v", err)
	}
	if label.GTIN.IsZero() || label.Serial.IsZero() && label.Lot.IsZero() {
		return nil, refused(codeBadInput, "the code names no pack and no lot: it needs GTIN and serial or lot")
	}
	depth, given := args["depth"].(int)
	if !given {
		depth = defaultTraceDepth
	}
	if depth < 1 || depth > maxTraceDepth {
		return nil, refused(codeBadInput, "depth is 1 to %d", maxTraceDepth)
	}
	s, err := a.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	var ways []readmodel.Transfer
	if gtin := label.GTIN.String(); label.Serial.IsZero() {
		ways, err = s.WaysOfLot(ctx, readmodel.LotKey{GTIN: gtin, Lot: label.Lot.String()})
	} else {
		ways, err = s.WaysOfUnit(ctx, readmodel.UnitKey{GTIN: gtin, Serial: label.Serial.String()})
	}
	if err != nil {
		return nil, err
	}
	return walk(ways, args.text("direction") == "UPSTREAM", depth), nil
}

// walk goes along transfers, oldest first, from where the goods came into sight
// (downstream), or back from where they are (upstream).
func walk(ways []readmodel.Transfer, up bool, depth int) *traceGraph {
	g, ids := &traceGraph{}, map[string]int{}
	node := func(site string, depth int) int {
		id, known := ids[site]
		if !known {
			id = len(g.nodes)
			ids[site], g.nodes = id, append(g.nodes, traceNode{id, depth, site})
		}
		return id
	}
	near := func(t *readmodel.Transfer) string { return t.FromSite }
	far := func(t *readmodel.Transfer) string { return t.ToSite }
	if up {
		near, far = far, near
	}
	starts := ends(ways, up)
	for _, site := range starts {
		node(site, 0)
	}
	walked := map[int]bool{}
	for at := 0; at < len(g.nodes); at++ {
		for i := range ways {
			t := &ways[i]
			if near(t) != g.nodes[at].site || walked[i] {
				continue
			}
			if g.nodes[at].depth == depth {
				g.more = true
				continue
			}
			walked[i] = true
			e := traceEdge{at, node(far(t), g.nodes[at].depth+1), t}
			if up {
				e.from, e.to = e.to, e.from
			}
			g.edges = append(g.edges, e)
		}
	}
	return g
}

// ends gives the sites at which a trace starts: those that first sent, or, upstream,
// those that last received.
func ends(ways []readmodel.Transfer, up bool) (sites []string) {
	seen, start := map[string]bool{}, map[string]bool{}
	for n := range ways {
		t := &ways[n]
		if up {
			t = &ways[len(ways)-1-n]
		}
		starting, other := t.FromSite, t.ToSite
		if up {
			starting, other = other, starting
		}
		if !seen[starting] && !start[starting] {
			start[starting] = true
			sites = append(sites, starting)
		}
		seen[starting], seen[other] = true, true
	}
	return sites
}

func traceResolvers() map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		"TraceGraph.nodes": of(func(g *traceGraph) any { return pointers(g.nodes) }),
		"TraceGraph.edges": of(func(g *traceGraph) any { return pointers(g.edges) }),
		"TraceGraph.more":  of(func(g *traceGraph) any { return g.more }),

		"TraceNode.id":    of(func(n *traceNode) any { return n.id }),
		"TraceNode.depth": of(func(n *traceNode) any { return n.depth }),
		"TraceNode.site":  party(func(n *traceNode) string { return n.site }),

		"TraceEdge.from":     of(func(e *traceEdge) any { return e.from }),
		"TraceEdge.to":       of(func(e *traceEdge) any { return e.to }),
		"TraceEdge.transfer": of(func(e *traceEdge) any { return e.transfer }),
	}
}
