package graphql

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

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
		h.turnAway(w, r, &fault{status: http.StatusForbidden, code: codeForbidden,
			text: "this page may not ask here"})
		return
	}
	switch {
	case r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		h.serveSocket(w, r)
	case h.Explorer != nil && browses(r) && h.strangerOf(r).open:
		h.Explorer.ServeHTTP(w, r)
	case r.Method == http.MethodPost:
		h.post(w, r)
	default:
		w.Header().Set("Allow", http.MethodPost)
		h.turnAway(w, r, &fault{status: http.StatusMethodNotAllowed, code: codeBadRequest,
			text: "questions are asked by POST"})
	}
}

// turnAway refuses what is not even a question. It costs the address all the same.
func (h *Handler) turnAway(w http.ResponseWriter, r *http.Request, f *fault) {
	if limited := h.spend(h.strangerOf(r), costRefuse); limited != nil {
		f = limited
	}
	reply(w, r, nil, f)
}

// browses says whether a browser wants a page.
func browses(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html")
}

func (h *Handler) post(w http.ResponseWriter, r *http.Request) {
	who, f := h.entering(r)
	if f != nil {
		reply(w, r, nil, f)
		return
	}
	q, f := h.question(w, r, who)
	if f != nil {
		h.fine(who)
		reply(w, r, nil, f)
		return
	}
	if f := h.spend(who, q.cost); f != nil {
		reply(w, r, nil, f)
		return
	}
	answer, leave, f := h.answer(r.Context(), who, q)
	defer leave()
	h.owe(who, reply(w, r, answer, f)/bytesPerUnit)
}

// entering says who asks, and refuses who has asked too much before his question is read.
// Who sends a token is asked for it first: what others of his address did is not his debt.
func (h *Handler) entering(r *http.Request) (asker, *fault) {
	who := h.strangerOf(r)
	if token := r.Header.Get("Authorization"); token != "" {
		var f *fault
		if who, f = h.identify(r.Context(), who, token); f != nil {
			h.fine(who)
			return who, f
		}
		return who, h.spend(who, costToken)
	}
	return who, h.spend(who, 0)
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
	return h.gate.admit(request, h.Introspection && who.open)
}

// reply writes an answer or a refusal, in the media type that the client knows, and says how
// many bytes it has. A refusal has a status of its own in both.
func reply(w http.ResponseWriter, r *http.Request, answer *response, f *fault) int {
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
	if f != nil && f.wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(seconds(f.wait)))
	}
	if len(body) > freeAnswer { // it is in memory until it is fetched
		http.NewResponseController(w).SetWriteDeadline(time.Now().Add(fetchTime))
	}
	w.WriteHeader(status)
	w.Write(body)
	return len(body)
}
