package graphql

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Media types of GraphQL over HTTP.
const (
	typeJSON     = "application/json"
	typeResponse = "application/graphql-response+json"
)

// serve is /graphql. Only a POST of JSON asks, so that no other site's form or
// link can; a GET is a WebSocket, in dev the explorer page, or nothing.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Vary", "Origin, Accept")
	if !h.mayAsk(r) {
		reply(w, r, nil, &fault{http.StatusForbidden, codeForbidden, "this page may not ask here"})
		return
	}
	switch {
	case r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		h.serveSocket(w, r)
	case h.Explorer != nil && browses(r):
		h.Explorer.ServeHTTP(w, r)
	case r.Method == http.MethodPost:
		h.post(w, r)
	default:
		w.Header().Set("Allow", http.MethodPost)
		reply(w, r, nil, &fault{http.StatusMethodNotAllowed, codeBadRequest,
			"questions are asked by POST"})
	}
}

// browses says whether a browser wants a page.
func browses(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html")
}

func (h *Handler) post(w http.ResponseWriter, r *http.Request) {
	who, limited, f := h.entering(r)
	if limited != nil {
		limited.refuse(w, r)
		return
	}
	if f != nil {
		reply(w, r, nil, f)
		return
	}
	q, f := h.question(w, r, who)
	if f != nil {
		h.limiter.spend(who.name(), costRefuse)
		reply(w, r, nil, f)
		return
	}
	if limited := h.limiter.spend(who.name(), q.cost); limited != nil {
		limited.refuse(w, r)
		return
	}
	answer, f := h.answer(r.Context(), who, q)
	reply(w, r, answer, f)
}

// entering says who asks, and refuses who has asked too much: before his question is
// read, and before a signature is checked for his address.
func (h *Handler) entering(r *http.Request) (asker, *limited, *fault) {
	cost := 0
	if r.Header.Get("Authorization") != "" {
		cost = costToken
	}
	if limited := h.limiter.spend(asker{address: addressOf(r)}.name(), cost); limited != nil {
		return asker{}, limited, nil
	}
	who, f := h.askerOf(r)
	if f != nil {
		h.limiter.spend(who.name(), costRefuse)
		return who, nil, f
	}
	return who, h.limiter.spend(who.name(), 0), nil
}

// question reads and judges a request.
func (h *Handler) question(w http.ResponseWriter, r *http.Request, who asker) (*admitted, *fault) {
	request, f := h.readRequest(w, r)
	if f != nil {
		return nil, f
	}
	q, f := h.admit(who, request)
	if f == nil && q.operation.Operation == ast.Subscription {
		f = refused(codeBadRequest, "subscriptions are asked over a WebSocket")
	}
	return q, f
}

// admit lets the gate judge a request, if this asker may ask it at all.
func (h *Handler) admit(who asker, request *request) (*admitted, *fault) {
	if f := h.known.resolve(request); f != nil {
		return nil, f
	}
	if h.PersistedOnly && h.anonymous(who) && !h.known.allows(request) {
		return nil, refused(codeForbidden,
			"the anonymous may only ask questions of the list graphql/persisted; devices may ask more")
	}
	return h.gate.admit(request)
}

// reply writes an answer or a refusal, in the media type that the client knows. A
// refusal has a status of its own in both: nothing was executed.
func reply(w http.ResponseWriter, r *http.Request, answer *response, f *fault) {
	kind, status := typeJSON, http.StatusOK
	if strings.Contains(r.Header.Get("Accept"), typeResponse) {
		kind = typeResponse
	}
	if f != nil {
		answer, status = &response{Errors: []complaint{f.complaint(nil)}}, f.status
	}
	body, err := json.Marshal(answer)
	if err != nil {
		status = http.StatusInternalServerError
		body = []byte(`{"errors":[{"message":"the answer cannot be written"}]}`)
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(status)
	w.Write(body)
}
