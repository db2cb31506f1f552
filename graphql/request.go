package graphql

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Limits of what is read at all (reliability.md, A5).
const (
	MaxBody          = 64 << 10 // bytes of a question with its variables
	maxVariableDepth = 5
	maxVariables     = 50 // values, counted all through
)

// request is what a client sends.
type request struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Extensions    struct {
		PersistedQuery struct {
			SHA256Hash string `json:"sha256Hash"`
		} `json:"persistedQuery"`
	} `json:"extensions"`
}

// readRequest reads the body of a POST.
func (h *Handler) readRequest(w http.ResponseWriter, r *http.Request) (*request, *fault) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	if err != nil || kind != "application/json" || (charset != "" && charset != "utf-8") ||
		r.Header.Get("Content-Encoding") != "" {
		return nil, &fault{status: http.StatusUnsupportedMediaType, code: codeBadRequest,
			text: "send application/json, not encoded"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, &fault{status: http.StatusRequestEntityTooLarge, code: codeTooLarge,
			text: "a request has at most 64 kB"}
	}
	if err != nil {
		return nil, refused(codeBadRequest, "the request did not arrive whole")
	}
	return parseRequest(body)
}

func parseRequest(body []byte) (*request, *fault) {
	body = bytes.TrimLeft(body, " \t\r\n")
	if len(body) > 0 && body[0] == '[' {
		return nil, refused(codeBadRequest, "one question at a time: no arrays of requests")
	}
	var q request
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&q); err != nil {
		return nil, refused(codeBadRequest, "the body is not a GraphQL request in JSON")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, refused(codeBadRequest, "something follows the request")
	}
	if q.Query == "" && q.Extensions.PersistedQuery.SHA256Hash == "" {
		return nil, refused(codeBadRequest, "the request holds no query")
	}
	values := 0
	if !shallow(q.Variables, maxVariableDepth, &values) || values > maxVariables {
		return nil, refused(codeTooLarge, "the variables are too many or too deep")
	}
	return &q, nil
}

// shallow says whether a value nests at most so deep, and counts values.
func shallow(v any, depth int, values *int) bool {
	*values++
	if depth < 0 {
		return false
	}
	switch v := v.(type) {
	case map[string]any:
		for _, inner := range v {
			if !shallow(inner, depth-1, values) {
				return false
			}
		}
	case []any:
		for _, inner := range v {
			if !shallow(inner, depth-1, values) {
				return false
			}
		}
	}
	return true
}

// mayAsk says whether the page that sent a request may: browsers name its origin,
// everything else sends none.
func (h *Handler) mayAsk(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	for _, o := range h.Origins {
		if strings.EqualFold(o, origin) {
			return true
		}
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
