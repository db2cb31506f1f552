package graphql

import (
	"context"
	"time"

	gql "github.com/graphql-go/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// response is what goes back for one question.
type response struct {
	Data       any            `json:"data,omitempty"`
	Errors     []complaint    `json:"errors,omitempty"`
	Extensions map[string]any `json:"extensions,omitempty"`
}

// answer carries out a query or mutation that passed the gate. leave gives back the place
// of a large answer once it is fetched.
func (h *Handler) answer(ctx context.Context, who asker, q *admitted) (answer *response, leave func(), f *fault) {
	leave = func() {}
	if f := h.permit(who, q); f != nil {
		return nil, leave, f
	}
	if f := h.await(ctx, q); f != nil {
		return nil, leave, f
	}
	var place func()
	answer, f = h.execute(ctx, who, q, nil, maxAnswer, h.seatLarge(who, &place))
	if place != nil {
		leave = place
	}
	return answer, leave, f
}

// permit refuses what the anonymous may not ask where the gateway is not open to
// everybody. What the others see of it, the read model decides.
func (h *Handler) permit(who asker, q *admitted) *fault {
	for _, f := range q.roots {
		if h.anonymous(who) && !public(f.Name) {
			return refused(codeForbidden, "%s is not for the anonymous; verify is", f.Name)
		}
	}
	return nil
}

// public lists the root fields that anybody may ask.
func public(field string) bool {
	switch field {
	case "verify", "verdict", "product", "network", "submit", "__typename", "__schema", "__type":
		return true
	}
	return false
}

// await waits until the read model has the height that root fields ask for, and
// refuses to answer from one that lags.
func (h *Handler) await(ctx context.Context, q *admitted) *fault {
	var height uint64
	reads := false
	for _, f := range q.roots {
		if f.Definition.Arguments.ForName("minHeight") == nil {
			continue
		}
		asked, _ := f.ArgumentMap(q.variables)["minHeight"].(string)
		n, err := parseNumber("minHeight", asked)
		if err != nil {
			return h.faultIn(err)
		}
		if reading(f.Name) || f.Name == "network" { // verify waits for the state, by itself
			height = max(height, n)
		}
		reads = reads || reading(f.Name)
	}
	if height > 0 {
		ctx, cancel := context.WithTimeout(ctx, h.pace.height)
		defer cancel()
		if err := h.Model.Wait(ctx, height); err != nil {
			return lagging()
		}
	}
	if reads && h.Model.Lag() > h.LagLimit {
		return lagging()
	}
	return nil
}

// execute runs a document. The root value is the event of a subscription. An answer that
// gets larger than its limit, or finds no place, is none.
func (h *Handler) execute(ctx context.Context, who asker, q *admitted, rootValue any, limit int64,
	place func() *fault) (*response, *fault) {

	ctx, cancel := context.WithTimeout(ctx, h.patience(q))
	defer cancel()
	a, ctx := h.ask(ctx, who)
	defer a.close()
	a.weight.limit, a.weight.place = limit, place
	if q.aliased {
		a.weight.same = map[sameField]sameValue{}
	}
	result := gql.Execute(gql.ExecuteParams{Schema: h.schema, AST: q.document, Args: q.variables,
		Context: ctx, Root: rootValue})
	if f := a.weight.over.Load(); f != nil {
		return nil, f
	}
	return &response{Data: result.Data, Errors: h.complaints(result),
		Extensions: map[string]any{"asOf": a.asOf()}}, nil
}

func (h *Handler) patience(q *admitted) time.Duration {
	if q.operation.Operation == ast.Mutation {
		return h.pace.submit
	}
	return h.pace.answer
}
